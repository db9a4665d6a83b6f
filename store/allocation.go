package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"cartwire/store/ledger"
)

// IsOpen reports whether a store status leaves an order to be shipped: not Incomplete, Shipped, Refunded, Cancelled, Declined
// or Completed.
func IsOpen(statusID int) bool { return ledger.IsOpen(statusID) }

// Seen is what is known of the reading of an order that is about to be allocated.
type Seen struct {
	// From is when the store was asked and To when its answer was there, by this machine's clock; zero: now. Skew is what the
	// store's clock is ahead of it.
	From, To time.Time
	Skew     time.Duration
	Copy     bool              // it is the book's own copy, read some time ago: nothing is learnt of when what left
	Archived bool              // the store has archived it
	Pickup   map[uint64]uint64 // line → location of the store where the buyer picks it up

	Fresh   bool // it was never read before
	Changed bool // it has changed since what the store did to its stock was noted last
	Moves   bool // what the store may have done to its stock is to be noted, see Movement
}

// Allocate works out what an order takes of the book's stock, from what the store says of it now and what the book had of it
// before: what is open of it and what has left. An order of which nothing is open, and nothing left since its items were
// counted, takes nothing.
func (tx *Tx) Allocate(c ConnectionID, o *Order, seen Seen) error {
	r, err := tx.reading(c, o, seen)
	if err != nil {
		return err
	}
	before, err := tx.Allocation(c, o.StoreOrderID)
	known := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if seen.Moves {
		if err := tx.noteMovement(c, before, &r, seen); err != nil {
			return err
		}
	}
	return tx.reallocate(c, before, known, r)
}

// AllocateAgain works out anew what an order takes once its parcels have changed.
func (tx *Tx) AllocateAgain(c ConnectionID, o *Order) error {
	err := tx.allocateParcels(c, o.StoreOrderID)
	if errors.Is(err, ErrNotFound) {
		return tx.Allocate(c, o, Seen{Copy: true})
	}
	return err
}

// allocateParcels works out anew what an order takes by its parcels. ErrNotFound where it isn't known what it takes.
func (tx *Tx) allocateParcels(c ConnectionID, order uint64) error {
	before, err := tx.Allocation(c, order)
	if err != nil {
		return err
	}
	parcels, err := tx.parcels(c, order)
	if err != nil {
		return err
	}
	after := ledger.Again(before, parcels)
	return tx.putAllocation(c, &after, &before)
}

// reading is an order as the ledger reads it.
func (tx *Tx) reading(c ConnectionID, o *Order, seen Seen) (ledger.Reading, error) {
	now := tx.book.now()
	switch {
	case seen.Copy:
		seen.From, seen.To = o.Modified, now
	case seen.To.IsZero():
		seen.From, seen.To = now, now
	}
	r := ledger.Reading{
		ID: o.StoreOrderID, Status: o.StatusID, Placed: ledger.At(o.Created), From: ledger.At(seen.From), To: ledger.At(seen.To),
		Dated: ledger.At(o.DateShipped), Modified: ledger.At(o.Modified), Skew: ledger.Moment(seen.Skew.Microseconds()), Over: seen.Archived,
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.Type == "giftcertificate" || l.Quantity <= 0 {
			continue
		}
		sku, err := tx.lineSKU(c, l)
		if err != nil {
			return r, err
		}
		r.Lines = append(r.Lines, ledger.ReadLine{
			ID: l.ID, SKU: sku, Ordered: l.Quantity, Shipped: l.QuantityShipped, Refunded: l.QuantityRefunded, Pickup: seen.Pickup[l.ID],
		})
	}
	return r, nil
}

// reallocate works an order out anew and writes it, or what it takes no more.
func (tx *Tx) reallocate(c ConnectionID, before ledger.Order, known bool, r ledger.Reading) error {
	had := &before
	if !known {
		had = nil
	}
	parcels, err := tx.parcels(c, r.ID)
	if err != nil {
		return err
	}
	after := ledger.Read(had, r, parcels)
	if !known {
		// Most orders of a first import left long ago: what they consist of and where they were allocated is no matter.
		if matters, err := tx.matters(&after); err != nil || !matters {
			return err
		}
	}
	if err := tx.prepare(c, had, &r); err != nil {
		return err
	}
	after = ledger.Read(had, r, parcels)
	if known {
		if matters, err := tx.matters(&after); err != nil {
			return err
		} else if !matters {
			return tx.unallocate(c, before)
		}
	}
	return tx.putAllocation(c, &after, &before)
}

// prepare says where each line would be allocated now and what it consists of.
func (tx *Tx) prepare(c ConnectionID, before *ledger.Order, r *ledger.Reading) error {
	l, err := tx.lineLedger()
	if err != nil {
		return err
	}
	for i := range r.Lines {
		line := &r.Lines[i]
		sku := NormalSKU(line.SKU)
		if sku == "" {
			continue
		}
		if line.Parts, err = l.partsAt(sku, r.Placed.Time()); err != nil {
			return err
		}
		if before == nil || ledger.IsOpen(r.Status) {
			if line.Place, err = l.linePlace(c, sku, line.Parts, line.Pickup); err != nil {
				return err
			}
		}
	}
	return nil
}

// matters reports whether an order takes anything that a number, or a count to come, depends on.
func (tx *Tx) matters(o *ledger.Order) (bool, error) {
	for i := range o.Lines {
		l := &o.Lines[i]
		if o.Open(l) > 0 || (l.Returned() > 0 || l.Released > 0 || o.Over) && ledger.IsOpen(o.Status) {
			return true, nil
		}
		if len(l.Rows) == 0 {
			continue
		}
		horizon, err := tx.horizon(l)
		if err != nil {
			return false, err
		}
		if o.Waiting(l) > 0 && o.Modified > horizon {
			return true, nil // somebody may still say that they are back
		}
		for _, row := range l.Rows {
			if row.Gone > horizon {
				return true, nil
			}
		}
	}
	return false, nil
}

// horizon is the moment before which it is no matter what left of a line: the oldest last count of its items, less what a
// stocktake may be late; in a book that counts nothing of it, that before now.
func (tx *Tx) horizon(l *ledger.Line) (ledger.Moment, error) {
	oldest := ledger.At(tx.book.now())
	for _, part := range append(slices.Clone(l.Parts), ledger.Part{SKU: NormalSKU(l.SKU)}) {
		if part.SKU == "" {
			continue
		}
		from := append([]byte(part.SKU), 0)
		for _, raw := range tx.scan(tableStock, from, append([]byte(part.SKU), 1), false) {
			row, err := decodeCounts(raw)
			if err != nil {
				return 0, err
			}
			oldest = min(oldest, ledger.At(row.Counted))
		}
	}
	return oldest - kept, nil
}

// lineSKU is the sku that a line is counted by: what the catalogue calls its product now, else what the line says.
func (tx *Tx) lineSKU(c ConnectionID, l *Line) (string, error) {
	if l.ProductID == 0 {
		return l.SKU, nil
	}
	for _, variant := range []uint64{l.VariantID, 0} {
		link, err := tx.linkOf(c, l.ProductID, variant)
		switch {
		case errors.Is(err, ErrNotFound):
		case err != nil:
			return "", err
		case NormalSKU(link.SKU) != "":
			return link.SKU, nil
		}
		if NormalSKU(l.SKU) != "" {
			return l.SKU, nil
		}
	}
	return l.SKU, nil
}

// parcels are an order's parcels of the book, as the ledger has them.
func (tx *Tx) parcels(c ConnectionID, order uint64) ([]ledger.Parcel, error) {
	all, err := tx.ShipmentsOf(c, order)
	if err != nil {
		return nil, err
	}
	var out []ledger.Parcel
	for _, s := range all {
		p := ledger.Parcel{ID: s.ID, Told: s.State == ShipmentSent || s.State == ShipmentDone, Gone: ledger.At(s.Left())}
		for _, l := range s.Lines {
			p.Lines = append(p.Lines, ledger.ParcelLine{
				Line: l.LineID, Pieces: l.Quantity, Before: l.Before, Sending: s.State == ShipmentSending, Place: ledger.Place(l.Location),
			})
		}
		out = append(out, p)
	}
	return out, nil
}

// putAllocation writes an order with its index.
func (tx *Tx) putAllocation(c ConnectionID, o, before *ledger.Order) error {
	rows, old := allocatedRows(c, o), allocatedRows(c, before)
	for k := range old {
		if _, ok := rows[k]; !ok {
			if err := tx.delete(tableAllocated, []byte(k)); err != nil {
				return err
			}
		}
	}
	for k, v := range rows {
		if bytes.Equal(old[k], v) {
			continue
		}
		if err := tx.put(tableAllocated, []byte(k), v); err != nil {
			return err
		}
	}
	return save(tx, tableAllocations, key(uint64(c), o.ID), o)
}

func allocatedKey(c ConnectionID, sku string, order, line uint64) []byte {
	return slices.Concat(key(uint64(c)), skuKey(sku), []byte{0}, key(order, line))
}

// allocatedRows is how an order stands in the index: by item, what each line takes of it.
func allocatedRows(c ConnectionID, o *ledger.Order) map[string][]byte {
	rows := map[string][]byte{}
	for i := range o.Lines {
		l := &o.Lines[i]
		parts := l.Parts
		via := NormalSKU(l.SKU)
		if len(parts) == 0 {
			if via == "" {
				continue
			}
			parts, via = []ledger.Part{{SKU: via, Quantity: 1}}, ""
		}
		open := o.Open(l)
		if open == 0 && len(l.Rows) == 0 {
			continue
		}
		for _, p := range parts {
			rows[string(allocatedKey(c, p.SKU, o.ID, l.ID))] = allocatedValue(l, open, p.Quantity, via)
		}
	}
	return rows
}

// allocatedValue packs what a line takes of an item: numbers of variable length, then the kit it takes it for.
func allocatedValue(l *ledger.Line, open, times int, via string) []byte {
	v := binary.AppendUvarint(nil, uint64(open*times))
	v = binary.AppendUvarint(v, uint64(l.Moved))
	v = binary.AppendUvarint(v, l.Pickup)
	v = binary.AppendUvarint(v, uint64(len(l.Rows)))
	for _, r := range l.Rows {
		v = binary.AppendUvarint(v, uint64(r.Pieces*times))
		v = binary.AppendUvarint(v, uint64(max(0, r.Gone)))
		v = binary.AppendUvarint(v, uint64(r.Place))
		v = append(v, r.Cause[0])
	}
	return append(v, via...)
}

// readAllocated unpacks a row of the index. false: it is damaged.
func readAllocated(k, v []byte) (sku string, out []ledger.Taking, ok bool) {
	rest := k[min(8, len(k)):]
	end := bytes.IndexByte(rest, 0) // the sku holds no zero byte; order and line may
	if end < 0 || len(rest) != end+17 {
		return "", nil, false
	}
	next := func() (n uint64) {
		n, size := binary.Uvarint(v)
		if size <= 0 {
			ok, v = false, nil
			return 0
		}
		v = v[size:]
		return n
	}
	ok = true
	all := ledger.Taking{Connection: number(k), Order: number(rest[end+1:]), Line: number(rest[end+9:])}
	open, moved := all, uint64(0)
	open.Pieces, moved, open.Pickup = int(next()), next(), next()
	open.Moved, open.Place = moved != 0, ledger.Place(moved)
	if open.Pieces > 0 {
		out = append(out, open)
	}
	for n := next(); n > 0 && ok; n-- {
		left := all
		left.Pieces, left.Gone, left.Place = int(next()), ledger.Moment(next()), ledger.Place(next())
		if len(v) == 0 {
			return "", nil, false
		}
		left.Cause, v = ledger.Cause(v[:1]), v[1:]
		out = append(out, left)
	}
	for i := range out {
		out[i].Via = string(v)
	}
	return string(rest[:end]), out, ok
}

func (tx *Tx) unallocate(c ConnectionID, o ledger.Order) error {
	for k := range allocatedRows(c, &o) {
		if err := tx.delete(tableAllocated, []byte(k)); err != nil {
			return err
		}
	}
	return tx.delete(tableAllocations, key(uint64(c), o.ID))
}

// Allocation reads what the book knows of an order for the sake of stock; ErrNotFound where it takes nothing.
func (tx *Tx) Allocation(c ConnectionID, order uint64) (ledger.Order, error) {
	return load[ledger.Order](tx, tableAllocations, key(uint64(c), order))
}

// Allocation reads what the book knows of an order for the sake of stock; ErrNotFound where it takes nothing.
func (b *Book) Allocation(c ConnectionID, order uint64) (ledger.Order, error) {
	return read(b, func(tx *Tx) (ledger.Order, error) { return tx.Allocation(c, order) })
}

// changeLines has a change made to an order's lines, and works out again what it takes.
func (tx *Tx) changeLines(c ConnectionID, order uint64, change func(*ledger.Order) error) error {
	o, err := tx.Allocation(c, order)
	if err != nil {
		return err
	}
	before := o
	o.Lines = slices.Clone(o.Lines)
	if err := change(&o); err != nil {
		return err
	}
	return tx.putAllocation(c, &o, &before)
}

// MoveLine has a line of an open order taken from another location; 0: from where it would be by itself. ErrNotFound where the
// order takes nothing, has no such line, or the book no such location.
func (b *Book) MoveLine(c ConnectionID, order, line uint64, to LocationID) error {
	return b.Update(func(tx *Tx) error { return tx.MoveLine(c, order, line, to) })
}

// MoveLine is Book.MoveLine within a transaction.
func (tx *Tx) MoveLine(c ConnectionID, order, line uint64, to LocationID) error {
	if to != 0 && tx.get(tableLocations, key(uint64(to))) == nil {
		return ErrNotFound
	}
	return tx.changeLines(c, order, func(o *ledger.Order) error {
		at := slices.IndexFunc(o.Lines, func(l ledger.Line) bool { return l.ID == line })
		if at < 0 {
			return ErrNotFound
		}
		o.Lines[at].Moved = ledger.Place(to)
		return nil
	})
}

// splitOpenLines has the lines of a sku that has just become a kit consist of its parts.
func (tx *Tx) splitOpenLines(sku string) error {
	connections, err := tx.Connections()
	if err != nil {
		return err
	}
	for _, c := range connections {
		orders := map[uint64]bool{}
		from, to := slices.Concat(key(uint64(c.ID)), []byte(sku), []byte{0}), slices.Concat(key(uint64(c.ID)), []byte(sku), []byte{1})
		for k := range tx.scan(tableAllocated, from, to, false) {
			if len(k) == len(from)+16 {
				orders[number(k[len(from):])] = true
			}
		}
		l, err := tx.Ledger()
		if err != nil {
			return err
		}
		for id := range orders {
			err := tx.changeLines(c.ID, id, func(o *ledger.Order) error {
				for i := range o.Lines {
					if line := &o.Lines[i]; NormalSKU(line.SKU) == sku && line.Parts == nil && len(line.Rows) == 0 {
						if line.Parts, err = l.partsAt(sku, o.Placed.Time()); err != nil {
							return err
						}
					}
				}
				return nil
			})
			if err != nil && !errors.Is(err, ErrNotFound) {
				return err
			}
		}
	}
	return nil
}

// DropUnlisted lets go of what orders take that are not in the list, at most limit; more reports that there are more.
func (tx *Tx) DropUnlisted(c ConnectionID, limit int) (more bool, err error) {
	var drop []ledger.Order
	for k, raw := range tx.scan(tableAllocations, key(uint64(c)), after(c), false) {
		if tx.get(tableOrders, k) != nil {
			continue
		}
		if len(drop) == limit {
			more = true
			break
		}
		var o ledger.Order
		if err := decode(raw, &o); err != nil {
			return false, err
		}
		drop = append(drop, o)
	}
	for _, o := range drop {
		if err := tx.unallocate(c, o); err != nil {
			return false, err
		}
	}
	return more, nil
}

// AllocatedOrders lists the open orders of a connection from an id on and below another, at most limit, by id.
func (b *Book) AllocatedOrders(c ConnectionID, from, below uint64, limit int) ([]uint64, error) {
	return read(b, func(tx *Tx) ([]uint64, error) {
		var ids []uint64
		for k, raw := range tx.scan(tableAllocations, key(uint64(c), from), key(uint64(c), below), false) {
			var o ledger.Order
			if err := decode(raw, &o); err != nil {
				return nil, err
			}
			if !IsOpen(o.Status) || o.Over {
				continue
			}
			if ids = append(ids, number(k[8:])); len(ids) == limit {
				break
			}
		}
		return ids, nil
	})
}

// AllocatedPieces is what a line of an open order keeps of an item.
type AllocatedPieces struct {
	SKU string // normal, see NormalSKU
	ledger.Taking
}

// AllocatedOf lists what open orders of a connection keep of an item; sku "": of all items.
func (tx *Tx) AllocatedOf(c ConnectionID, sku string) ([]AllocatedPieces, error) {
	return tx.takenBy(c, sku, func(t *ledger.Taking) bool { return t.Gone == 0 })
}

// takenBy lists those pieces of an item that orders of a connection take and keep chooses; sku "": of all items.
func (tx *Tx) takenBy(c ConnectionID, sku string, keep func(*ledger.Taking) bool) (out []AllocatedPieces, err error) {
	from, to := key(uint64(c)), after(c)
	if sku != "" {
		from, to = slices.Concat(key(uint64(c)), skuKey(sku), []byte{0}), slices.Concat(key(uint64(c)), skuKey(sku), []byte{1})
	}
	for k, v := range tx.scan(tableAllocated, from, to, false) {
		sku, list, ok := readAllocated(k, v)
		if !ok {
			return nil, unreadable("what an order takes of an item in it doesn't decode")
		}
		for _, t := range list {
			if keep(&t) {
				out = append(out, AllocatedPieces{sku, t})
			}
		}
	}
	return out, nil
}

// ForgetAllocation forgets what an order takes of the book's stock, until it is read again.
func (tx *Tx) ForgetAllocation(c ConnectionID, order uint64) error {
	o, err := tx.Allocation(c, order)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.unallocate(c, o)
}

// Allocated counts the open orders of a connection that have stock allocated to them, and the pieces.
func (tx *Tx) Allocated(c ConnectionID) (orders, pieces int, err error) {
	all, err := tx.AllocatedOf(c, "")
	seen := map[uint64]bool{}
	for _, a := range all {
		seen[a.Order] = true
		pieces += a.Pieces
	}
	return len(seen), pieces, err
}

// placeOpenLines notes where the open lines of a connection are allocated once its selection of locations, or what they are mapped
// to, has changed: from there they are taken when they leave, whoever ships them.
func (tx *Tx) placeOpenLines(c ConnectionID) error {
	l, err := tx.Ledger()
	if err != nil {
		return err
	}
	var open []ledger.Order
	for _, raw := range tx.scan(tableAllocations, key(uint64(c)), after(c), false) {
		var o ledger.Order
		if err := decode(raw, &o); err != nil {
			return err
		}
		if IsOpen(o.Status) && !o.Over {
			open = append(open, o)
		}
	}
	for _, o := range open {
		before := o
		o.Lines = slices.Clone(o.Lines)
		for i := range o.Lines {
			line := &o.Lines[i]
			if o.Open(line) == 0 {
				continue
			}
			if line.Place, err = l.linePlace(c, NormalSKU(line.SKU), line.Parts, line.Pickup); err != nil {
				return err
			}
			if !slices.Contains(l.all, line.Moved) {
				line.Moved = 0 // that location is gone
			}
		}
		if err := tx.putAllocation(c, &o, &before); err != nil {
			return err
		}
	}
	return nil
}
