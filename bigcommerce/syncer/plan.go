package syncer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/dustin/go-humanize"

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
	Waits      []Wait             `json:"waits,omitempty"`     // rises that wait until everything is known
	Unfed      []Change           `json:"unfed,omitempty"`     // levels that nothing feeds any more: 0 once a person has confirmed it
	InStep     int                `json:"in_step"`             // items that need no change
	Requests   int                `json:"requests"`            // what carrying it out costs
	Guard      string             `json:"guard,omitempty"`     // why it needs confirmation; "" where it doesn't
	// Fingerprint tells this plan from any other: a confirmation is of it alone.
	Fingerprint string `json:"fingerprint,omitempty"`
}

// Wait is a change that raises a number while something isn't known that could lower it.
type Wait struct {
	Change
	Reason string `json:"reason"`
}

// Change is one value of the store that changes.
type Change struct {
	Ref      string         `json:"ref"` // "product 77", "variant 350", "order 123"
	SKU      string         `json:"sku,omitempty"`
	Location string         `json:"location,omitempty"` // the store's
	Old      int            `json:"old"`
	Known    bool           `json:"known"` // Old is known; else the store counted nothing there
	New      int            `json:"new"`
	What     string         `json:"what,omitempty"` // in words, where it is no number
	Was      string         `json:"was,omitempty"`  // of an order: its status in the store
	Becomes  string         `json:"becomes,omitempty"`
	Remark   string         `json:"remark,omitempty"` // what else to know of it
	Why      []Term         `json:"why,omitempty"`
	target   store.Target   // of a stock level
	whole    bool           // the store counts the product, not the variant
	skus     []string       // that are counted together
	sent     *store.Pushed  // what was sent to the level before; nil for nothing
	moved    store.Movement // what the store may have done to the stock of skus since
	undoes   store.RunID    // the run whose push it puts back
}

// LeftOut is all that a plan leaves out, each with its reason: what is skipped, rises that wait, and levels that nothing feeds any more,
// which become 0 with a confirmation.
func (p *Plan) LeftOut() []Skip {
	var out []Skip
	for _, w := range p.Waits {
		out = append(out, Skip{Ref: w.Ref, SKU: w.SKU, Reason: fmt.Sprintf("%d would rise to %d. It waits: %s", w.Old, w.New, w.Reason)})
	}
	for _, c := range p.Unfed {
		out = append(out, Skip{Ref: c.Ref, SKU: c.SKU, Reason: fmt.Sprintf(
			"No location of the book feeds %s any more; the store still shows the %d that was sent there. Confirm the plan to set it to 0.", c.Location, c.Old)})
	}
	return append(out, p.Skipped...)
}

// Conflict is a number of the store that is neither what it was told last nor what it is to be told now.
type Conflict struct {
	Ref      string    `json:"ref"`
	SKU      string    `json:"sku"`
	Location string    `json:"location"`
	Store    int       `json:"store"`
	Pushed   int       `json:"pushed"`
	Meant    int       `json:"meant"`
	Since    time.Time `json:"since,omitzero"`
	target   store.Target
}

func (c Conflict) String() string {
	return fmt.Sprintf("The store shows %d. The last number sent was %d, and the book has %d now: somebody else changed it. Correct the count in the book, or overwrite the store's number.",
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

// fingerprint is the same for equal changes, and different for different ones: 12 hexadecimal digits.
func (p *Plan) fingerprint() string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%d %s\n", p.Connection, p.Option)
	for _, c := range slices.Concat(p.Changes, p.Unfed) {
		fmt.Fprintf(sum, "%q %q %q %d %t %d %q\n", c.Ref, c.SKU, c.Location, c.Old, c.Known, c.New, c.What)
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

// FingerprintWith is the fingerprint that the plan has once these skus' conflicts are overwritten, "*" being all.
func (p *Plan) FingerprintWith(overwrite []string) string {
	with := *p
	with.Changes = slices.Clone(p.Changes)
	for _, c := range p.Conflicts {
		if overwrites(overwrite, c.SKU) {
			with.Changes = append(with.Changes, Change{Ref: c.Ref, SKU: c.SKU, Location: c.Location, Old: c.Store, Known: true, New: c.Meant, target: c.target})
		}
	}
	with.sort()
	return with.fingerprint()
}

func overwrites(list []string, sku string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return s == "*" || store.NormalSKU(s) == store.NormalSKU(sku) })
}

// GuardError says that a plan needs confirmation: somebody has to look at it first.
type GuardError struct {
	Reason      string
	Fingerprint string // of the plan
}

func (e *GuardError) Error() string {
	return e.Reason + guardAsks
}

const guardAsks = " Nothing was sent. Look at the plan, and confirm it if it's right."

// review is why a person has to see the plan whatever it is, a sentence; "" where nobody has to.
func (t task) review() string {
	last, err := t.book.LastRuns(t.conn.ID)
	if err != nil {
		return err.Error()
	}
	return last.Options[string(t.run.option)].Review
}

// endReview ends that once a person has confirmed a whole plan, or a whole one has nothing to confirm.
func (t task) endReview(p *Plan) error {
	nothing := len(p.Changes)+len(p.Unfed)+len(p.Waits)+len(p.Conflicts) == 0
	if t.options.Undo || len(t.options.Only) > 0 || !nothing && !t.confirmed(p) {
		return nil
	}
	return t.book.Update(func(tx *store.Tx) error { return tx.ReviewRuns(t.conn.ID, string(t.run.option), "") })
}

// confirmed reports whether a person has confirmed just this plan.
func (t task) confirmed(p *Plan) bool {
	return t.options.Confirm != "" && (t.options.Confirm == p.Fingerprint || t.options.Confirm == p.fingerprint())
}

// asks says why a person has to look at a plan first, and notes it there; nil where nobody has to.
func (t task) asks(p *Plan) error {
	switch {
	case t.confirmed(p):
		return nil
	case t.options.Confirm != "" && len(p.Changes)+len(p.Unfed) > 0:
		p.Guard = fmt.Sprintf("The plan is another one by now than the one that was confirmed (%s): it makes %s.", t.options.Confirm, number(len(p.Changes), "change"))
	case p.Guard == "":
		return nil
	}
	return &GuardError{Reason: p.Guard, Fingerprint: p.Fingerprint}
}

// mostKept bounds how many changes of a plan the book keeps.
const mostKept = 10_000

// keepPlan writes a plan beside the run's record, before it is carried out or where it stops and asks. One that changes
// nothing isn't kept.
func (t task) keepPlan(p *Plan) error {
	if len(p.Changes)+len(p.Unfed)+len(p.Waits) == 0 {
		return nil
	}
	kept := *p
	if len(kept.Changes) > mostKept {
		kept.Notices = append(slices.Clone(kept.Notices), fmt.Sprintf("The plan has %s; the first %s are kept.", number(len(kept.Changes), "change"), humanize.Comma(mostKept)))
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
