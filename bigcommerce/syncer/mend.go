package syncer

import (
	"fmt"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// MendError says that a corrected order can't be taken.
type MendError struct{ Problem string }

func (e *MendError) Error() string { return e.Problem }

// MendOrder puts an order that was set aside into the book from its text as a person has corrected it: its JSON as the
// store gives it (store.SetAside.Raw), with the field that can't be read put right. That is all there is to correct on
// this side; what the store itself has wrong is corrected in its control panel, and found at the next run.
//
// The order stays named as given up, so that what the store sends of it is no failure any more. Once the store sends it in
// a form that can be read, that takes its place. Errors: store.ErrNotFound where it is not set aside, *MendError,
// *bigcommerce.DecodeError.
func (e *Engine) MendOrder(id store.ConnectionID, order uint64, text []byte) error {
	conn, err := e.book.Connection(id)
	if err != nil {
		return err
	}
	o, err := bigcommerce.DecodeOrder(text)
	if err != nil {
		return err
	}
	if o.ID != order {
		return &MendError{Problem: fmt.Sprintf("This is order %d, and %d was asked for. Keep the order's id as the store has it.", o.ID, order)}
	}
	return e.book.Update(func(tx *store.Tx) error {
		at, err := tx.DefaultLocation(conn)
		if err != nil {
			return err
		}
		made := bookOrder(&o, at)
		made.Warning = strings.TrimSpace("Entered from a copy that was corrected by hand: the store's own can't be read. " + made.Warning)
		list := []store.Order{made}
		if _, err := tx.PutOrders(id, list); err != nil {
			return err
		}
		if err := tx.Allocate(id, &list[0], store.Seen{}); err != nil {
			return err
		}
		return tx.SettleSetAside(id, order, &store.Dismissal{By: e.cfg.Who, Why: "corrected by hand", At: now()}, store.Activity{
			At: now(), Who: e.cfg.Who, From: e.cfg.From, Connection: id, What: fmt.Sprintf("Entered order %d from a copy that was corrected by hand", order),
		})
	})
}
