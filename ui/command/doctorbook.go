package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/plain"
)

// inside checks what needs the book open.
func (d *doctor) inside(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
	if d.fix {
		if err := book.MayKeep(); err != nil {
			return err
		}
	}
	health, err := book.Check(ctx, d.rowsRead("The book is read"))
	if is[*store.NoRoomError](err) {
		d.found(finding{Check: "book", State: failedState, Detail: sentence(err)})
		health, err = &store.Health{Unlooked: store.Parts}, nil
	}
	if err != nil {
		return err
	}
	d.bookCheck(ctx, book, health)
	d.jobsCheck(book, engine, health)
	list, err := book.Connections()
	if is[*store.DamagedError](err) {
		return nil // it was said above
	}
	if err != nil {
		return err
	}
	key, err := book.KeyState()
	if err != nil {
		return err
	}
	d.filesCheck(book, key) // before the key, which is not used where others can read it
	d.keyCheck(book, key, list)
	if err := d.connectionsCheck(ctx, engine, list); err != nil {
		return err
	}
	d.ordersCheck(book, list)
	if err := d.storesCheck(book, list); err != nil {
		return err
	}
	d.scheduleCheck(book, list)
	d.terminalCheck()
	return ctx.Err()
}

// partWords says of each part of the book what is checked, and what its being well means.
var partWords = map[store.Part][2]string{
	store.PartFile:        {"file", "every page is where it belongs"},
	store.PartValues:      {"values", "every value can be read"},
	store.PartCounts:      {"counts", "the counts equal the orders"},
	store.PartIndex:       {"index", "searches are in step with the orders"},
	store.PartLists:       {"lists", "jobs, skus and shipments are listed as they stand"},
	store.PartAllocations: {"allocations", "orders take from stock what they have to"},
	store.PartStock:       {"stock", "counts and movements add up"},
}

func (d *doctor) bookCheck(ctx context.Context, book *store.Book, h *store.Health) {
	unlooked := map[store.Part]bool{}
	for _, p := range h.Unlooked {
		unlooked[p] = true
	}
	for _, p := range store.Parts {
		check, well := partWords[p][0], partWords[p][1]
		flaws := h.Flaws[p]
		switch {
		case len(flaws) == 0 && unlooked[p]:
			d.skipped(check, "not looked at: mend what is wrong above first")
		case len(flaws) == 0 && p == store.PartValues:
			d.well(check, "%s (%s)", well, kit.Of(h.Rows, "value"))
		case len(flaws) == 0:
			d.well(check, "%s", well)
		case p.Mendable():
			d.mend(check, failedState, several(flaws), "It was worked out again.", func() error { return book.Mend(ctx, p, nil) })
		case p == store.PartStock:
			d.found(finding{Check: check, State: failedState, Detail: several(flaws), Next: "Count these items again: cartwire stock set, or cartwire stock import."})
		default:
			d.found(finding{Check: check, State: failedState, Detail: several(flaws),
				Next: "Put the latest backup back: cartwire restore FILE. What is there now is kept beside it."})
		}
	}
	if h.Migrating || h.Removing > 0 {
		// Opening the book goes on with both; what is left was cut short by a full disk, say.
		d.found(finding{Check: "unfinished", State: warningState, Detail: "The book is still being brought up to date, a removed connection deleted, or two connections merged.",
			Next: "Close everything that has the book open, and open it again: that goes on."})
	}
}

// several is the first of some flaws, and how many more there are.
func several(flaws []string) string {
	if len(flaws) == 1 {
		return flaws[0]
	}
	return fmt.Sprintf("%s; and %d more", flaws[0], len(flaws)-1)
}

func (d *doctor) jobsCheck(book *store.Book, engine *syncer.Engine, h *store.Health) {
	var ended []store.RunID
	for _, j := range h.Running {
		if run := engine.Running(j.Connection); run != nil && run.ID() == j.Run {
			continue
		}
		// It may have ended since the book was copied to be read.
		if now, err := book.Job(j.Run); err == nil && now.State == store.JobRunning {
			ended = append(ended, j.Run)
		}
	}
	if len(ended) == 0 {
		d.well("jobs", "none is taken for running that has ended")
		return
	}
	d.mend("jobs", warningState, fmt.Sprintf("%s taken for running whose process has ended.", is1(len(ended), "job is", "jobs are")),
		"Marked as interrupted. The next run goes on where it stopped.", func() error { return book.EndInterrupted(ended) })
}

func is1(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return kit.Count(n) + " " + more
}

func (d *doctor) keyCheck(book *store.Book, key store.KeyState, list []store.Connection) {
	if key.Sealed == 0 {
		d.well("key", "no token is saved yet, so none is needed")
		return
	}
	bad, first := 0, error(nil)
	for _, conn := range list {
		for _, kind := range []store.APIKind{store.KindStore, store.KindLegacy} {
			_, err := book.TokenOf(conn.ID, kind)
			if err == nil || errors.Is(err, store.ErrNotFound) {
				continue
			}
			if bad++; first == nil {
				first = err
			}
		}
	}
	if bad > 0 {
		d.found(finding{Check: "key", State: failedState, Detail: fmt.Sprintf("%d of %s can't be opened.", bad, kit.Of(key.Sealed, "saved token")), Next: sentence(first)})
		return
	}
	d.well("key", "it opens %s (%s)", kit.Of(key.Sealed, "saved token"), keyPlace(key))
}

// skewed is how far this computer's clock may be from a store's.
const skewed = time.Minute

func (d *doctor) connectionsCheck(ctx context.Context, engine *syncer.Engine, list []store.Connection) error {
	worst := time.Duration(0)
	asked := false
	for _, conn := range list {
		name := conn.Name
		if bad, ok := errors.AsType[*syncer.MappingError](syncer.MappingProblem(conn)); ok && conn.Options.UpdateOrderStatus {
			d.found(finding{Check: name, State: failedState, Detail: "Update Order Status can't run. " + bad.Problem, Next: bad.Next})
		}
		switch {
		case d.offline:
			d.skipped(name, "its store is not asked (--offline)")
			continue
		case !conn.Active:
			d.skipped(name, "it is not active")
			continue
		}
		r := engine.Test(ctx, syncer.Draft{Connection: conn}, func(bigcommerce.Check) {})
		if err := ctx.Err(); err != nil {
			return err
		}
		if r.ClockSkew.Abs() > worst.Abs() {
			worst = r.ClockSkew
		}
		if err := r.Err(); err != nil {
			d.found(finding{Check: name, State: failedState, Detail: sentence(err), Next: fmt.Sprintf("Every check: cartwire test %q", name)})
			continue
		}
		asked = true
		d.well(name, "%s passed", kit.Of(len(r.Checks), "check"))
	}
	switch {
	case worst.Abs() > skewed:
		d.found(finding{Check: "clock", State: warningState, Detail: fmt.Sprintf("This computer's clock is %s off the store's.", kit.Span(worst.Abs())),
			Next: "Set it, or have it set from the network: times in the book are this computer's."})
	case asked:
		d.well("clock", "in step with the stores'")
	default:
		d.skipped("clock", "no store was asked")
	}
	return nil
}

// ordersCheck warns of what the book lacks of a store's orders.
func (d *doctor) ordersCheck(book *store.Book, list []store.Connection) {
	complete := true
	for _, conn := range list {
		gaps, err := book.Gaps(conn.ID)
		if err != nil {
			d.found(finding{Check: "orders", State: failedState, Detail: sentence(err)})
			return
		}
		for _, l := range gaps.Sentences() {
			next := fmt.Sprintf("Ask the store again: cartwire sync %q orders", conn.Name)
			if len(gaps.Unreadable) > 0 {
				next = fmt.Sprintf("See them: cartwire orders aside --connection %q", conn.Name)
			}
			d.found(finding{Check: "orders", State: warningState, Detail: conn.Name + ": " + l, Next: next})
		}
		complete = complete && gaps.Complete()
	}
	if complete {
		d.well("orders", "no order is known to be unreadable or missing")
	}
}

// storesCheck names connections to one store, and inactive ones whose orders hold stock back.
func (d *doctor) storesCheck(book *store.Book, list []store.Connection) error {
	const check = "stores"
	quiet := true
	for i, conn := range list {
		for _, twin := range syncer.Twins(list[i+1:], conn) {
			quiet = false
			d.found(finding{Check: check, State: warningState, Detail: fmt.Sprintf("%s and %s are connected to the same store, so an order that both import takes its stock twice.", conn.Name, twin.Name),
				Next: fmt.Sprintf("Merge them: cartwire connections merge %q %q", conn.Name, twin.Name)})
		}
		status, err := syncer.StatusOf(book, conn)
		if err != nil {
			return err
		}
		if idle := status.Idle; idle.Orders > 0 {
			quiet = false
			d.found(finding{Check: check, State: warningState, Detail: fmt.Sprintf("%s isn't active, and %s allocated to %s of it, last seen %s.",
				conn.Name, is1(idle.Pieces, "piece is", "pieces are"), kit.Of(idle.Orders, "open order"), plain.Ago(time.Now(), idle.Seen)),
				Next: fmt.Sprintf("Make it active, or release the stock: cartwire orders release --connection %q --all", conn.Name)})
		}
	}
	if quiet {
		d.well(check, "each is connected once")
	}
	return nil
}

// inARow is from how many failures on a schedule needs a look.
const inARow = 3

func (d *doctor) scheduleCheck(book *store.Book, list []store.Connection) {
	quiet := true
	for _, conn := range list {
		runs, err := book.LastRuns(conn.ID)
		if err != nil {
			d.found(finding{Check: "schedule", State: failedState, Detail: sentence(err)})
			return
		}
		look := func(detail string) {
			quiet = false
			d.found(finding{Check: "schedule", State: warningState, Detail: conn.Name + ": " + detail, Next: fmt.Sprintf("What went wrong: cartwire jobs --connection %q", conn.Name)})
		}
		if runs.Failures >= inARow {
			look(fmt.Sprintf("its store could not be reached %d times in a row", runs.Failures))
		}
		for _, opt := range syncer.Options() {
			run := runs.Options[string(opt)]
			switch {
			case run.Review != "" && slices.Contains(syncer.InOrder(conn.Options), opt):
				quiet = false
				d.found(finding{Check: "schedule", State: warningState, Detail: fmt.Sprintf("%s: %s needs confirmation: %s", conn.Name, opt.Title(), run.Review),
					Next: fmt.Sprintf("Look at the plan, and confirm it: cartwire sync %q %s", conn.Name, opt)})
			case run.Held != "":
				look(opt.Title() + " waits: " + run.Held)
			case run.Failures >= inARow:
				look(fmt.Sprintf("%s has failed %d times in a row", opt.Title(), run.Failures))
			}
		}
	}
	if quiet {
		d.well("schedule", "nothing fails again and again")
	}
}
