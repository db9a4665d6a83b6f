package syncer

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"cartwire/store"
)

// Plan is what an update would change in the store, worked out before anything is changed.
type Plan struct {
	Connection store.ConnectionID `json:"connection"`
	Option     Option             `json:"option"`
	Made       time.Time          `json:"made"`
	Route      Route              `json:"route,omitempty"` // Update Inventory: how the store is told, and why so
	RouteWhy   string             `json:"route_why,omitempty"`
	Notices    []string           `json:"notices,omitempty"` // what to know of the plan as a whole, sentences
	Changes    []Change           `json:"changes"`
	Conflicts  []Conflict         `json:"conflicts,omitempty"` // not changed: somebody has to decide
	Skipped    []Skip             `json:"skipped,omitempty"`   // left out, each with its reason
	Mails      []Mail             `json:"mails,omitempty"`     // Update Order Status: whom the store will e-mail
	Unseen     []Skip             `json:"unseen,omitempty"`    // in step with the book, told a moment ago, not shown yet
	InStep     int                `json:"in_step"`             // items that need no change
	Requests   int                `json:"requests"`            // what carrying it out costs
	Guard      string             `json:"guard,omitempty"`     // why it stops and asks; "" where it doesn't
}

// Change is one value of the store that changes.
type Change struct {
	Ref      string       `json:"ref"` // "product 77", "variant 350", "order 123"
	SKU      string       `json:"sku,omitempty"`
	Location string       `json:"location,omitempty"` // the store's
	Old      int          `json:"old"`
	Known    bool         `json:"known"` // Old is known; else the store counted nothing there
	New      int          `json:"new"`
	What     string       `json:"what,omitempty"` // in words, where it is no number
	Was      string       `json:"was,omitempty"`  // of an order: its status in the store
	Becomes  string       `json:"becomes,omitempty"`
	Remark   string       `json:"remark,omitempty"` // what else to know of it
	Why      []Term       `json:"why,omitempty"`
	target   store.Target // of a stock level
	whole    bool         // the store counts the product, not the variant
	skus     []string     // that are counted together
	undoes   store.RunID  // the run whose push it puts back
}

// Conflict is a number of the store that is neither what it was told last nor what it is to be told now.
type Conflict struct {
	Ref      string `json:"ref"`
	SKU      string `json:"sku"`
	Location string `json:"location"`
	Store    int    `json:"store"`
	Pushed   int    `json:"pushed"`
	Meant    int    `json:"meant"`
}

func (c Conflict) String() string {
	return fmt.Sprintf("The store shows %d, was told %d and is to be told %d: somebody else changed it. Correct the count in the book, or overwrite the store's number.",
		c.Store, c.Pushed, c.Meant)
}

// Mail is a customer whom the store e-mails because of a plan; one for each address.
type Mail struct {
	Name   string   `json:"name,omitempty"`
	Email  string   `json:"email"`
	Orders []uint64 `json:"orders"`
}

// Skip is something a plan leaves out.
type Skip struct {
	Ref    string `json:"ref"`
	SKU    string `json:"sku,omitempty"`
	Reason string `json:"reason"`
}

// Route is how stock levels reach the store.
type Route string

// The routes.
const (
	RouteInventory Route = "Inventory API"
	RouteCatalogue Route = "catalogue"
	RouteLegacy    Route = "V2 of the legacy account"
)

// GuardError says that a plan changes more than was foreseen: somebody has to look at it first.
type GuardError struct{ Reason string }

func (e *GuardError) Error() string {
	return e.Reason + " Nothing was sent. Look at the plan, and confirm it if it is right."
}

// asks says why a person has to look at a plan first, and notes it there; nil where nobody has to.
func (t task) asks(p *Plan) error {
	if most := t.options.Changes; t.options.Confirmed && most > 0 && len(p.Changes) > most {
		p.Guard = fmt.Sprintf("It would make %d changes by now, more than the %d that were looked at.", len(p.Changes), most)
		return &GuardError{Reason: p.Guard}
	}
	if p.Guard != "" && !t.options.Confirmed {
		return &GuardError{Reason: p.Guard}
	}
	return nil
}

// mostKept bounds how many changes of a plan the book keeps.
const mostKept = 10_000

// keepPlan writes a plan beside the run's record, before it is carried out or where it stops and asks. One that changes
// nothing isn't kept.
func (t task) keepPlan(p *Plan) error {
	if len(p.Changes) == 0 {
		return nil
	}
	kept := *p
	if len(kept.Changes) > mostKept {
		kept.Notices = append(slices.Clone(kept.Notices), fmt.Sprintf("The plan has %d changes; the first %d are kept.", len(kept.Changes), mostKept))
		kept.Changes = kept.Changes[:mostKept]
	}
	raw, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	return t.book.Update(func(tx *store.Tx) error { return tx.PutJobPlan(t.run.ID(), raw) })
}

// setPlan shows a plan to the watchers.
func (r *Run) setPlan(p *Plan) { r.change(func(s *Snapshot, _ *store.Job) { s.Plan = p }) }
