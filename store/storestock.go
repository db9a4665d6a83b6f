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
	Edits     bool            `json:"edits,omitempty"`     // an order that is edited gives back, or takes, the difference
	Returns   bool            `json:"returns,omitempty"`   // what is refunded or cancelled goes back
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
