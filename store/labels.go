package store

// maxLabels bounds how many labels of statuses are told apart for a connection. Stores have fifteen, which can be
// renamed; orders keep the label they were read with.
const maxLabels = 100

// otherLabel is the number under which orders are gathered whose label found no room: they have to be looked at.
const otherLabel = 0

// statusLabel is a status as orders bear it: its id with the store's word for it.
type statusLabel struct {
	Number uint32 `json:"number"`
	Status int    `json:"status_id"`
	Label  string `json:"label"`
}

// labels are a connection's, in memory.
type labels struct {
	list  []statusLabel
	added bool
}

func (tx *Tx) labels(c ConnectionID) (*labels, error) {
	raw := tx.get(tableLabels, key(uint64(c)))
	l := &labels{}
	if raw == nil {
		return l, nil
	}
	return l, decode(raw, &l.list)
}

func (l *labels) flush(tx *Tx, c ConnectionID) error {
	if !l.added {
		return nil
	}
	return save(tx, tableLabels, key(uint64(c)), l.list)
}

// find is the number of an order's label; otherLabel where it has none of its own.
func (l *labels) find(o *Order) uint32 {
	for i := range l.list {
		if s := &l.list[i]; s.Status == o.StatusID && s.Label == o.Status {
			return s.Number
		}
	}
	return otherLabel
}

// ensure is find; it gives a new label a number while there is room. A label without a number never gets one later, so
// that an order is always found where it was put.
func (l *labels) ensure(o *Order) uint32 {
	n := l.find(o)
	if n == otherLabel && len(l.list) < maxLabels {
		n = uint32(len(l.list) + 1)
		l.list = append(l.list, statusLabel{Number: n, Status: o.StatusID, Label: o.Status})
		l.added = true
	}
	return n
}

// matching are the numbers of the labels that a function takes.
func (l *labels) matching(takes func(statusLabel) bool) []uint32 {
	var out []uint32
	for _, s := range l.list {
		if takes(s) {
			out = append(out, s.Number)
		}
	}
	return out
}
