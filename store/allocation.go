package store

import (
	"bytes"
	"errors"
	"slices"
	"time"
)

// Allocation is what an open order of a store holds of the book's stock. Orders that stay out of the list have one, too.
type Allocation struct {
	StoreOrderID uint64          `json:"store_order_id"`
	StatusID     int             `json:"status_id"`
	Location     LocationID      `json:"location_id"`
	Lines        []AllocatedLine `json:"lines"`
	Modified     time.Time       `json:"modified,omitzero"` // when the store changed the order last; zero where that wasn't noted
	// Released is when a person let the stock go. Such an order holds none until the store changes it.
	Released time.Time `json:"released,omitzero"`
}

// AllocatedLine is one line's part of an allocation.
type AllocatedLine struct {
	LineID  uint64     `json:"line_id"`
	SKU     string     `json:"sku"`
	Ordered int        `json:"ordered"`
	Shipped int        `json:"shipped,omitempty"` // as the store has it
	Open    int        `json:"open"`              // ordered, less what the store or the book has shipped
	Moved   LocationID `json:"moved,omitempty"`   // where this line is taken from instead; 0: the order's location
}

// IsOpen tells whether a store status leaves an order to be shipped: not Incomplete, Shipped, Refunded, Cancelled, Declined
// or Completed.
func IsOpen(statusID int) bool { return !slices.Contains([]int{0, 2, 4, 5, 6, 10}, statusID) }

// Seen is what is known of an order that is about to be allocated.
type Seen struct {
	Fresh   bool // it was never read before
	Changed bool // it has changed since what the store did to its stock was noted last
	Moves   bool // what the store may have done to its stock is to be noted, see Movement
}

// Allocate allocates an open order, and lets go of one that is not open.
func (tx *Tx) Allocate(c ConnectionID, o *Order, seen Seen) error {
	before, err := tx.Allocation(c, o.StoreOrderID)
	known := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	a := Allocation{StoreOrderID: o.StoreOrderID, StatusID: o.StatusID, Location: o.Location, Modified: o.Modified}
	if known && before.Location != 0 {
		a.Location = before.Location
	}
	if a.Lines, err = tx.allocatedLines(c, o, before.Lines); err != nil {
		return err
	}
	if known && !before.Released.IsZero() && a.unchanged(&before) {
		a.Released = before.Released
	}
	if seen.Moves {
		if err := tx.noteMovement(c, before, a, seen); err != nil {
			return err
		}
	}
	switch {
	case IsOpen(o.StatusID):
		return tx.putAllocation(c, a, before)
	case known:
		return tx.unallocate(c, before)
	}
	return nil
}

// unchanged reports whether the store has an order as it was before.
func (a *Allocation) unchanged(before *Allocation) bool {
	return a.StatusID == before.StatusID && (before.Modified.IsZero() || a.Modified.Equal(before.Modified)) &&
		slices.EqualFunc(a.Lines, before.Lines, func(l, was AllocatedLine) bool {
			return l.LineID == was.LineID && l.Ordered == was.Ordered && l.Shipped == was.Shipped
		})
}

func (tx *Tx) allocatedLines(c ConnectionID, o *Order, before []AllocatedLine) ([]AllocatedLine, error) {
	var lines []AllocatedLine
	for _, l := range o.Lines {
		if l.Type == "giftcertificate" || l.Quantity <= 0 {
			continue
		}
		sku, err := tx.lineSKU(c, &l)
		if err != nil {
			return nil, err
		}
		line := AllocatedLine{LineID: l.ID, SKU: sku, Ordered: l.Quantity, Shipped: l.QuantityShipped}
		for _, old := range before {
			if old.LineID == l.ID {
				line.Moved = old.Moved
			}
		}
		lines = append(lines, line)
	}
	return lines, nil
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

// worked is an allocation with what is open worked out.
func (tx *Tx) worked(c ConnectionID, a Allocation) (Allocation, error) {
	unsent, err := tx.unsent(c, a.StoreOrderID)
	if err != nil {
		return a, err
	}
	a.Lines = slices.Clone(a.Lines)
	for i := range a.Lines {
		l := &a.Lines[i]
		l.Open = max(0, l.Ordered-gone(l.LineID, l.Shipped, unsent))
	}
	return a, nil
}

// putAllocation works out what is open and writes the allocation with its index.
func (tx *Tx) putAllocation(c ConnectionID, a, before Allocation) error {
	a, err := tx.worked(c, a)
	if err != nil {
		return err
	}
	if a.StatusID == before.StatusID && a.Location == before.Location && a.Modified.Equal(before.Modified) &&
		a.Released.Equal(before.Released) && slices.Equal(a.Lines, before.Lines) {
		return nil
	}
	for _, l := range before.Lines {
		if err := tx.delete(tableAllocated, allocatedKey(c, before.StoreOrderID, &l)); err != nil {
			return err
		}
	}
	return tx.writeAllocation(c, a)
}

func (tx *Tx) writeAllocation(c ConnectionID, a Allocation) error {
	for i := range a.Lines {
		if row, value, ok := allocatedRow(c, &a, &a.Lines[i]); ok {
			if err := tx.put(tableAllocated, row, value); err != nil {
				return err
			}
		}
	}
	return save(tx, tableAllocations, key(uint64(c), a.StoreOrderID), &a)
}

// allocatedRow is how a line stands in the index; not ok for one that doesn't: it has no sku, or its order was released.
func allocatedRow(c ConnectionID, a *Allocation, l *AllocatedLine) (k, v []byte, ok bool) {
	if NormalSKU(l.SKU) == "" || !a.Released.IsZero() {
		return nil, nil, false
	}
	at := a.Location
	if l.Moved != 0 {
		at = l.Moved
	}
	return allocatedKey(c, a.StoreOrderID, l), key(uint64(at), uint64(l.Open), uint64(l.Ordered)), true
}

func allocatedKey(c ConnectionID, order uint64, l *AllocatedLine) []byte {
	return slices.Concat(key(uint64(c)), skuKey(l.SKU), []byte{0}, key(order, l.LineID))
}

func (tx *Tx) unallocate(c ConnectionID, a Allocation) error {
	for _, l := range a.Lines {
		if err := tx.delete(tableAllocated, allocatedKey(c, a.StoreOrderID, &l)); err != nil {
			return err
		}
	}
	return tx.delete(tableAllocations, key(uint64(c), a.StoreOrderID))
}

// Unallocate lets go of what an order holds; harmless where it holds nothing.
func (tx *Tx) Unallocate(c ConnectionID, order uint64) error {
	a, err := tx.Allocation(c, order)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.unallocate(c, a)
}

// Allocation reads what an order holds; ErrNotFound where it holds nothing.
func (tx *Tx) Allocation(c ConnectionID, order uint64) (Allocation, error) {
	return load[Allocation](tx, tableAllocations, key(uint64(c), order))
}

// Allocation reads what an order holds; ErrNotFound where it holds nothing.
func (b *Book) Allocation(c ConnectionID, order uint64) (Allocation, error) {
	return read(b, func(tx *Tx) (Allocation, error) { return tx.Allocation(c, order) })
}

// MoveLine has a line of an open order taken from another location; 0: from the order's again. ErrNotFound where the
// order holds nothing, has no such line, or the book no such location.
func (b *Book) MoveLine(c ConnectionID, order, line uint64, to LocationID) error {
	return b.Update(func(tx *Tx) error {
		a, err := tx.Allocation(c, order)
		if err != nil {
			return err
		}
		if to != 0 && tx.get(tableLocations, key(uint64(to))) == nil {
			return ErrNotFound
		}
		before := a
		a.Lines = slices.Clone(a.Lines)
		at := slices.IndexFunc(a.Lines, func(l AllocatedLine) bool { return l.LineID == line })
		if at < 0 {
			return ErrNotFound
		}
		a.Lines[at].Moved = to
		return tx.putAllocation(c, a, before)
	})
}

// DropUnlisted lets go of what is held by orders that are not in the list, at most limit; more tells that there are more.
func (tx *Tx) DropUnlisted(c ConnectionID, limit int) (more bool, err error) {
	var drop []Allocation
	for k, raw := range tx.scan(tableAllocations, key(uint64(c)), after(c), false) {
		if tx.get(tableOrders, k) != nil {
			continue
		}
		if len(drop) == limit {
			more = true
			break
		}
		var a Allocation
		if err := decode(raw, &a); err != nil {
			return false, err
		}
		drop = append(drop, a)
	}
	for _, a := range drop {
		if err := tx.unallocate(c, a); err != nil {
			return false, err
		}
	}
	return more, nil
}

// Held is what one line of an open order holds of an item.
type Held struct {
	Connection    ConnectionID
	SKU           string // normal, see NormalSKU
	Order, Line   uint64
	Location      LocationID
	Open, Ordered int
}

// HeldOf lists what open orders of a connection hold of an item; sku "": of all items.
func (tx *Tx) HeldOf(c ConnectionID, sku string) []Held {
	from, to := key(uint64(c)), after(c)
	if sku != "" {
		from, to = slices.Concat(key(uint64(c)), skuKey(sku), []byte{0}), slices.Concat(key(uint64(c)), skuKey(sku), []byte{1})
	}
	var out []Held
	for k, v := range tx.scan(tableAllocated, from, to, false) {
		rest := k[8:]
		// The sku holds no zero byte; order and line may.
		end := bytes.IndexByte(rest, 0)
		if end < 0 || len(rest) < end+17 || len(v) < 24 {
			continue
		}
		out = append(out, Held{
			Connection: c, SKU: string(rest[:end]), Order: number(rest[end+1:]), Line: number(rest[end+9:]),
			Location: LocationID(number(v)), Open: int(number(v[8:])), Ordered: int(number(v[16:])),
		})
	}
	return out
}

// AllocatedOrders lists the open orders of a connection from an id on and below another, at most limit, by id.
func (b *Book) AllocatedOrders(c ConnectionID, from, below uint64, limit int) ([]uint64, error) {
	return read(b, func(tx *Tx) ([]uint64, error) {
		var ids []uint64
		for k := range tx.scan(tableAllocations, key(uint64(c), from), key(uint64(c), below), false) {
			if len(ids) == limit {
				break
			}
			ids = append(ids, number(k[8:]))
		}
		return ids, nil
	})
}

// Release lets go of what an open order holds, until the store changes it. ErrNotFound where the order holds nothing.
func (tx *Tx) Release(c ConnectionID, order uint64) error {
	before, err := tx.Allocation(c, order)
	if err != nil || !before.Released.IsZero() {
		return err
	}
	a := before
	a.Released = tx.book.now().UTC()
	if o, err := tx.Order(c, order); err == nil {
		a.Modified = o.Modified
	} else if !errors.Is(err, ErrNotFound) {
		return err
	}
	return tx.putAllocation(c, a, before)
}

// Allocated counts the open orders of a connection that have stock allocated to them, and the pieces.
func (tx *Tx) Allocated(c ConnectionID) (orders, pieces int) {
	seen := map[uint64]bool{}
	for _, h := range tx.HeldOf(c, "") {
		if h.Open > 0 {
			seen[h.Order] = true
			pieces += h.Open
		}
	}
	return len(seen), pieces
}
