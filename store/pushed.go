package store

import (
	"errors"
	"time"
)

// StoreStock is what is known of how a store keeps stock, from the last time it was asked.
type StoreStock struct {
	// Moves says when the store takes an order's items off its stock: "order_placed", "order_completed_or_shipped"; ""
	// where it may not be asked.
	Moves     string          `json:"moves,omitempty"`
	Locations []StoreLocation `json:"locations,omitempty"` // none: they can't be seen
	// Single is set where the way stock is told carries the store's default location only, whatever is mapped.
	Single bool      `json:"single,omitempty"`
	Asked  time.Time `json:"asked"`
}

// StoreLocation is a location of the store, not of the book.
type StoreLocation struct {
	ID      uint64 `json:"id"`
	Name    string `json:"name"`
	Enabled bool   `json:"enabled"` // stock of a disabled one can't be changed
	Default bool   `json:"default,omitempty"`
}

// MainLocation is the store's default location; 1, as in every store that was ever seen, where it can't be told.
func (s StoreStock) MainLocation() uint64 {
	for _, l := range s.Locations {
		if l.Default {
			return l.ID
		}
	}
	if len(s.Locations) == 1 {
		return s.Locations[0].ID
	}
	return 1
}

// StoreStock reads the connection's; a zero one where the store was never asked.
func (b *Book) StoreStock(c ConnectionID) (StoreStock, error) {
	return read(b, func(tx *Tx) (StoreStock, error) { return tx.StoreStock(c) })
}

// StoreStock reads the connection's; a zero one where the store was never asked.
func (tx *Tx) StoreStock(c ConnectionID) (StoreStock, error) {
	s, err := load[StoreStock](tx, tableStoreStock, key(uint64(c)))
	if errors.Is(err, ErrNotFound) {
		return StoreStock{}, nil
	}
	return s, err
}

// PutStoreStock writes the connection's.
func (tx *Tx) PutStoreStock(c ConnectionID, s StoreStock) error {
	return save(tx, tableStoreStock, key(uint64(c)), s)
}

// Target is what a store counts stock of, at one of its locations: a product, or a variant where VariantID is not 0.
type Target struct {
	StoreLocation uint64 `json:"store_location"`
	ProductID     uint64 `json:"product_id"`
	VariantID     uint64 `json:"variant_id,omitempty"`
}

// Pushed is what the book told a store last.
type Pushed struct {
	Target
	SKU      string    `json:"sku"`
	Quantity int       `json:"quantity"`
	Before   int       `json:"before"` // what the store had
	Known    bool      `json:"known"`  // Before is known
	At       time.Time `json:"at"`
	// Earlier are other numbers that the store may still show: what it had and was told before this push, and had not shown.
	Earlier []int `json:"earlier,omitempty"`
	// Sending is set from before a push until the store has taken it: whether it has is not known meanwhile.
	Sending bool  `json:"sending,omitempty"`
	Run     RunID `json:"run"`
	// Undoes is the run whose push this one put back; 0 where it is no undoing.
	Undoes RunID `json:"undoes,omitempty"`
	// Shown is set once the store has shown the quantity: its answers lag behind.
	Shown bool `json:"shown,omitempty"`
}

func (t Target) key(c ConnectionID) []byte {
	return key(uint64(c), t.StoreLocation, t.ProductID, t.VariantID)
}

// PutPushed notes what was told to the store.
func (tx *Tx) PutPushed(c ConnectionID, p Pushed) error { return save(tx, tablePushed, p.key(c), p) }

// EndPushed forgets what was told.
func (tx *Tx) EndPushed(c ConnectionID, t Target) error { return tx.delete(tablePushed, t.key(c)) }

// PushedTo lists all that was told to the store.
func (tx *Tx) PushedTo(c ConnectionID) ([]Pushed, error) {
	var out []Pushed
	for _, raw := range tx.scan(tablePushed, key(uint64(c)), after(c), false) {
		var p Pushed
		if err := decode(raw, &p); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// PushedTo lists all that was told to the store.
func (b *Book) PushedTo(c ConnectionID) ([]Pushed, error) {
	return read(b, func(tx *Tx) ([]Pushed, error) { return tx.PushedTo(c) })
}
