package syncer

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"cartwire/store"
)

// StartOptions of one run.
type StartOptions struct {
	// Full starts a new backfill: every order is read again; Import Products starts from the first product.
	Full bool
	// DryRun works the plan out and changes nothing in the store, see Snapshot.Plan. For Update Inventory orders are
	// imported all the same, so that the plan is true.
	DryRun bool
	// Confirm is the fingerprint of a plan that a person has seen and wants carried out: it goes on where a guard rail would
	// stop and ask, but with that plan alone.
	Confirm string
	// ForStock has Import Orders read what the stock of other connections depends on: every order, whatever the choice.
	ForStock bool
	// Overwrite names skus whose number in the store was changed by somebody else and is to be overwritten; "*" is all.
	Overwrite []string
	// Only narrows a run down: to these skus for Update Inventory, to these orders ("order 123" or "123") for Update Order
	// Status, which also tries their refused shipments again, to these products ("product 77" or "77") for Import Products.
	Only []string
	// Undo puts back what the store had before the last stock push, where nothing else has changed it since. For Update
	// Inventory.
	Undo bool
	// Ranges has Import Orders read these orders again, each To set, whatever was read before; cursors stay as they are.
	Ranges []store.IDRange
	// Since and Until are a window of time: Import Orders reads again what was created or modified in it, Reconcile compares
	// what was created in it.
	Since, Until time.Time
	// From is where the run is started from, for the book's activity: "schedule"; "": where the engine's person sits.
	From string
}

// OptionsError says that a job can't be run so.
type OptionsError struct {
	Option  Option
	Problem string
}

func (e *OptionsError) Error() string { return e.Problem }

// fit tells whether a job knows what it is asked to heed: nothing that was asked for is left out without a word.
func (o *StartOptions) fit(option Option) error {
	no := func(what string) error {
		return &OptionsError{Option: option, Problem: fmt.Sprintf("%s can't %s. Start it without.", option.Title(), what)}
	}
	updates := option == UpdateInventory || option == UpdateOrderStatus
	switch {
	case len(o.Only) > 0 && !updates && option != ImportProducts:
		return no("be narrowed down to items")
	case o.Undo && option != UpdateInventory:
		return no("be undone")
	case o.Confirm != "" && !updates:
		return no("be confirmed")
	case len(o.Ranges) > 0 && option != ImportOrders:
		return no("read ranges of orders again")
	case (!o.Since.IsZero() || !o.Until.IsZero()) && option != ImportOrders && option != Reconcile:
		return no("be narrowed down to a window of time")
	case !o.Since.IsZero() && !o.Until.IsZero() && o.Until.Before(o.Since):
		return &OptionsError{Option: option, Problem: "The window of time ends before it begins. Give the earlier time first."}
	}
	for _, r := range o.Ranges {
		if r.To == 0 || r.To < r.Next {
			return &OptionsError{Option: option, Problem: fmt.Sprintf("%d to %d is no range of orders. Give the lower number first.", r.Next, r.To)}
		}
	}
	kind := map[Option]string{UpdateOrderStatus: "order", ImportProducts: "product"}[option]
	for _, ref := range o.Only {
		if _, ok := refNumber(kind, ref); !ok && kind != "" {
			return &OptionsError{Option: option, Problem: fmt.Sprintf("%q is no %s. Name each by its number in the store, such as 123.", ref, kind)}
		}
	}
	return nil
}

// refNumber reads the number of "order 123", "#123" or "123", where kind is "order".
func refNumber(kind, ref string) (uint64, bool) {
	if n, ok := refOf(kind, ref); ok {
		return n, true
	}
	n, err := strconv.ParseUint(strings.TrimPrefix(strings.TrimSpace(ref), "#"), 10, 64)
	return n, err == nil && n > 0
}

// refOf reads the number of a record's "order 123", where kind is "order".
func refOf(kind, ref string) (uint64, bool) {
	number, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(ref)), kind+" ")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseUint(strings.TrimSpace(number), 10, 64)
	return n, err == nil && n > 0
}
