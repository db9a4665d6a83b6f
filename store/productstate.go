package store

import "errors"

// ProductState is how far Import Products has come on a connection.
type ProductState struct {
	After uint64 `json:"after,omitempty"` // products with ids up to this have been read
	Page  int    `json:"page,omitempty"`  // the page behind After that is next; more than 1 where a whole page was unreadable
	// Numbered is set where the store doesn't heed After: the walk goes by page numbers alone.
	Numbered bool   `json:"numbered,omitempty"`
	Group    string `json:"group,omitempty"` // what the pass was started with
}

// ProductState reads the connection's; a zero state between passes.
func (tx *Tx) ProductState(c ConnectionID) (ProductState, error) {
	s, err := load[ProductState](tx, tableProducts, key(uint64(c)))
	if errors.Is(err, ErrNotFound) {
		return ProductState{}, nil
	}
	return s, err
}

// PutProductState writes the connection's.
func (tx *Tx) PutProductState(c ConnectionID, s ProductState) error {
	return save(tx, tableProducts, key(uint64(c)), s)
}
