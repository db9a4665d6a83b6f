package store

// DueKind says what is still to be read of an order or a customer.
type DueKind byte

// What may be due. Both are read in bulk, behind the orders that named them.
const (
	DueRefunds  DueKind = 'r' // the refunds of an order
	DueCustomer DueKind = 'c' // a customer's own record
)

func dueKey(c ConnectionID, kind DueKind, id uint64) []byte {
	return append(append(key(uint64(c)), byte(kind)), key(id)...)
}

// PutDue notes that something is still to be read. It is written together with the page that named it, so that a kill
// loses nothing.
func (tx *Tx) PutDue(c ConnectionID, kind DueKind, id uint64) error {
	k := dueKey(c, kind, id)
	if tx.get(tableDue, k) != nil {
		return nil // a page of the file that isn't touched isn't written
	}
	return tx.put(tableDue, k, []byte{valueVersion})
}

// EndDue notes that it was read; harmless where it was not due.
func (tx *Tx) EndDue(c ConnectionID, kind DueKind, id uint64) error {
	return tx.delete(tableDue, dueKey(c, kind, id))
}

// Due lists at most limit ids of what is still to be read, from the given one upward.
func (b *Book) Due(c ConnectionID, kind DueKind, from uint64, limit int) ([]uint64, error) {
	return read(b, func(tx *Tx) ([]uint64, error) {
		var ids []uint64
		for k := range tx.scan(tableDue, dueKey(c, kind, from), append(key(uint64(c)), byte(kind)+1), false) {
			if len(ids) == limit {
				break
			}
			ids = append(ids, number(k[9:]))
		}
		return ids, nil
	})
}
