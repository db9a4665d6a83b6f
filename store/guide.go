package store

import (
	"errors"
	"time"
)

// GuideState is how far somebody has come in the guide to a cart's credentials. It holds no secret: what the guide reads
// in the end goes to the editor and is never kept here.
type GuideState struct {
	Cart    string   `json:"cart"`              // "BigCommerce"
	Step    string   `json:"step"`              // the page that was seen last
	Goals   []string `json:"goals,omitempty"`   // option words: "orders", "products", "inventory", "status"
	Account string   `json:"account,omitempty"` // the kind of API account: "store", "legacy"
	// Answers counts the answers given so far: a state with fewer of them never overwrites one with more.
	Answers uint64    `json:"answers"`
	At      time.Time `json:"at"` // of the last answer; PutGuideState sets it
}

// GuideState reads how far the guide to a cart was followed; ErrNotFound where it never was.
func (b *Book) GuideState(cart string) (GuideState, error) {
	return read(b, func(tx *Tx) (GuideState, error) { return load[GuideState](tx, tableGuides, []byte(cart)) })
}

// PutGuideState keeps how far the guide was followed. Answers may reach the book in another order than they were given:
// the one that was given later stays.
func (b *Book) PutGuideState(g GuideState) error {
	return b.Update(func(tx *Tx) error {
		kept, err := load[GuideState](tx, tableGuides, []byte(g.Cart))
		switch {
		case errors.Is(err, ErrNotFound):
		case err != nil:
			return err
		case kept.Answers > g.Answers:
			return nil
		}
		g.At = b.now().UTC()
		return save(tx, tableGuides, []byte(g.Cart), g)
	})
}
