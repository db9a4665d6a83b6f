package app

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
)

// examplePlan has something of everything that a plan of stock can hold.
func examplePlan(c store.ConnectionID) *syncer.Plan {
	p := &syncer.Plan{
		Connection: c, Option: syncer.UpdateInventory, Made: noon.Add(-3 * time.Minute), Route: syncer.RouteInventory,
		RouteWhy: "The API account may change Store Inventory.", InStep: 8_812, Requests: 2,
		Notices: []string{"The store takes items off its stock when an order is shipped, so that what it has yet to take off is added."},
	}
	for i := range 24 {
		p.Changes = append(p.Changes, syncer.Change{
			Ref: fmt.Sprintf("variant %d", 300+i), SKU: fmt.Sprintf("TENT-%02d-GREEN", i), Location: []string{"Default location", "Berlin, a warehouse with a long name"}[i%2],
			Old: 40 - 3*i%37, Known: i != 3, New: max(0, 55-i*9),
			Why: []syncer.Term{
				{Kind: syncer.TermCounted, At: noon.Add(-40 * time.Hour), SKU: fmt.Sprintf("tent-%02d-green", i), Location: "Main", Quantity: 1_060},
				{Kind: syncer.TermAllocated, SKU: fmt.Sprintf("tent-%02d-green", i), Location: "Main", Quantity: -1_003 - i*9, Connection: "Acme Outdoors", Orders: []uint64{1001, 1004, 1009}},
				{Kind: syncer.TermBuildable, SKU: "pole-2", Location: "Main", Quantity: 3, Limit: "POLE-2-HALF"}, {Kind: syncer.TermBuffer, Quantity: -5},
			},
		})
	}
	for i := range 3 {
		p.Conflicts = append(p.Conflicts, syncer.Conflict{Ref: fmt.Sprintf("product %d", 70+i), SKU: fmt.Sprintf("STOVE-%d", i), Location: "Default location", Store: 12 + i, Pushed: 9, Meant: 7})
	}
	p.Skipped = []syncer.Skip{
		{Ref: "lamp-1", SKU: "lamp-1", Reason: "The store doesn't know this sku, or doesn't track its stock. Correct the sku, or switch tracking on in the store's control panel."},
		{Ref: "product 9", SKU: "BOAT", Reason: "It is more than a store can count."},
	}
	return p
}

// opened shows a plan that was worked out already.
func opened(s *still, p *syncer.Plan, w, h int, change func(*screen.OpenMsg)) *still {
	c := s.connect("Acme Outdoors", stocked)
	p.Connection = c.ID
	s.ran(c.ID, syncer.UpdateInventory, 50*time.Minute, func(j *store.Job) { j.Pushed = 4 })
	s.open(w, h)
	msg := screen.OpenMsg{Kind: screen.Plan, Connection: c.ID, Name: c.Name, Option: p.Option, Plan: p}
	if change != nil {
		change(&msg)
	}
	s.send(msg)
	return s
}

// jobFrames are the screens of plans, runs and records in the states that a person meets.
var jobFrames = []struct {
	name string
	show func(s *still, w, h int)
}{
	{"plan", func(s *still, w, h int) { opened(s, examplePlan(1), w, h, nil).press("down", "down", "down") }},
	{"plan sorted and filtered", func(s *still, w, h int) {
		opened(s, examplePlan(1), w, h, nil).press(">", ">", ">", ">", ">", "<", "/", "'berlin'")
	}},
	{"plan no match", func(s *still, w, h int) { opened(s, examplePlan(1), w, h, nil).press("/", "'zzz'") }},
	{"plan why", func(s *still, w, h int) { opened(s, examplePlan(1), w, h, nil).press("down", "enter") }},
	{"plan conflicts", func(s *still, w, h int) { opened(s, examplePlan(1), w, h, nil).press("tab", "down", "space") }},
	{"plan left out", func(s *still, w, h int) { opened(s, examplePlan(1), w, h, nil).press("tab", "tab") }},
	{"plan about", func(s *still, w, h int) { opened(s, examplePlan(1), w, h, nil).press("shift+tab") }},
	{"plan confirm", func(s *still, w, h int) { opened(s, examplePlan(1), w, h, nil).press("a", "'23'", "enter") }},
	{"plan guarded", func(s *still, w, h int) {
		p := examplePlan(1)
		p.Guard = "It would leave 24 of the store's 30 items in stock without any, more than 20 in a hundred."
		opened(s, p, w, h, nil)
	}},
	{"plan guarded confirm", func(s *still, w, h int) {
		p := examplePlan(1)
		p.Guard = "It would leave 24 of the store's 30 items in stock without any, more than 20 in a hundred."
		opened(s, p, w, h, nil).press("a")
	}},
	{"plan small confirm", func(s *still, w, h int) {
		p := examplePlan(1)
		p.Changes, p.Conflicts, p.Notices = p.Changes[:2], nil, nil
		opened(s, p, w, h, nil).press("a")
	}},
	{"plan nothing", func(s *still, w, h int) {
		opened(s, &syncer.Plan{Option: syncer.UpdateInventory, Made: noon, InStep: 8_812, Changes: []syncer.Change{}}, w, h, nil)
	}},
	{"plan of shipments", func(s *still, w, h int) {
		opened(s, &syncer.Plan{Option: syncer.UpdateOrderStatus, Made: noon, Requests: 8, Notices: []string{"The store will e-mail the customers of up to 2 orders."},
			Changes: []syncer.Change{{Ref: "order 1001", New: 3, What: "shipment of 3 pieces, UPS 1Z999AA10123456784"}, {Ref: "order 1002", New: 1, What: "shipment of 1 piece, without a tracking number"}},
		}, w, h, nil)
	}},
	{"plan carried out", func(s *still, w, h int) {
		opened(s, examplePlan(1), w, h, func(m *screen.OpenMsg) { m.Run = 1 })
	}},
	{"plan undo", func(s *still, w, h int) {
		opened(s, examplePlan(1), w, h, func(m *screen.OpenMsg) { m.Undo = true })
	}},
	{"plan help", func(s *still, w, h int) { opened(s, examplePlan(1), w, h, nil).press("?") }},
	{"plan working", func(s *still, w, h int) { s.working(w, h, nil) }},
	{"plan waiting", func(s *still, w, h int) {
		s.working(w, h, func(snap *syncer.Snapshot) {
			snap.Waiting, snap.WaitUntil = "the store's quota", noon.Add(9*time.Second)
		})
	}},
	{"plan refused", func(s *still, w, h int) {
		s.working(w, h, func(snap *syncer.Snapshot) {
			snap.Ended, snap.Err, snap.Job.State = true, &syncer.SeveralLocationsError{}, store.JobFailed
		})
	}},
	{"plan no longer kept", func(s *still, w, h int) {
		c := s.connect("Acme Outdoors")
		s.ran(c.ID, syncer.UpdateInventory, time.Hour, func(*store.Job) {})
		s.open(w, h)
		s.send(screen.OpenMsg{Kind: screen.Plan, Connection: c.ID, Name: c.Name, Run: 1})
	}},
	{"push", func(s *still, w, h int) { s.pushing(w, h, nil) }},
	{"push done in part", func(s *still, w, h int) {
		s.pushing(w, h, func(snap *syncer.Snapshot) {
			snap.Ended, snap.Phase, snap.Job.State, snap.Job.Failed, snap.Job.Pushed = true, syncer.PhaseEnded, store.JobDone, 1, 23
			snap.Job.Errors = []store.JobError{{Ref: "TENT-07-GREEN", Reason: "The store refused the stock level. It said: inventory is not tracked."}}
		})
	}},
	{"push stopped by a guard", func(s *still, w, h int) {
		s.pushing(w, h, func(snap *syncer.Snapshot) {
			snap.Ended, snap.Phase, snap.Job.State, snap.Job.Pushed = true, syncer.PhaseEnded, store.JobFailed, 0
			snap.Err = &syncer.GuardError{Reason: "It would leave 24 of the store's 30 items in stock without any, more than 20 in a hundred."}
		})
	}},
	{"several jobs", func(s *still, w, h int) {
		b := s.connect("Books by the Bay")
		s.pushing(w, h, nil)
		snap := running(b.ID)
		s.snapshot(snap, b.Name)
	}},
	{"jobs loading", func(s *still, w, h int) {
		c := s.connect("Acme Outdoors")
		s.open(w, h)
		s.m.Update(screen.OpenMsg{Kind: screen.Jobs, Connection: c.ID, Name: c.Name})
	}},
	{"jobs empty", func(s *still, w, h int) { s.connect("Acme Outdoors"); s.open(w, h).press("j") }},
	{"jobs", func(s *still, w, h int) {
		history(s, s.connect("Acme Outdoors").ID)
		s.open(w, h).press("j", "down", "down")
	}},
	{"compared", func(s *still, w, h int) {
		c := s.connect("Acme Outdoors")
		s.open(w, h)
		s.send(screen.OpenMsg{Kind: screen.Sync, Connection: c.ID, Name: c.Name})
		snap := running(c.ID)
		snap.Option, snap.Report, snap.Ended, snap.Job.State, snap.Phase = syncer.Reconcile, exampleReport(c.ID), true, store.JobDone, syncer.PhaseEnded
		s.snapshot(snap, c.Name)
	}},
	{"jobs of all", func(s *still, w, h int) {
		history(s, s.connect("Acme Outdoors").ID)
		history(s, s.connect("Books by the Bay").ID)
		s.open(w, h).press("J")
	}},
	{"jobs filtered", func(s *still, w, h int) {
		history(s, s.connect("Acme Outdoors").ID)
		s.open(w, h).press("j", "/", "'inventory'")
	}},
	{"jobs no match", func(s *still, w, h int) {
		history(s, s.connect("Acme Outdoors").ID)
		s.open(w, h).press("j", "/", "'zzz'")
	}},
	{"record", func(s *still, w, h int) {
		c := s.connect("Acme Outdoors")
		s.ran(c.ID, syncer.ImportOrders, 3*time.Hour, func(j *store.Job) {
			j.Fetched, j.New, j.Updated, j.Unchanged, j.Failed, j.Skipped, j.Requests, j.Retries, j.Throttled, j.Resumed = 1204, 1100, 90, 12, 2, 1, 7, 1, 12*time.Second, true
			j.Errors = []store.JobError{{Ref: "order 1023", Reason: "Order 1023 of the store can't be read: a date is missing. The other orders are not affected; please report this."},
				{Ref: "order 1040", Reason: "The total is not the sum of its lines. Look at it in the store."}}
			j.Notes = []store.JobError{{Ref: "order 1001", Reason: "It is kept out of the list by the choice of statuses."}}
		})
		s.open(w, h).press("j", "enter")
	}},
	{"record of a push", func(s *still, w, h int) {
		c := s.connect("Acme Outdoors")
		s.ran(c.ID, syncer.UpdateInventory, 30*time.Minute, func(j *store.Job) { j.Pushed, j.Requests = 24, 9 })
		snap := running(c.ID)
		snap.Option, snap.Plan, snap.Ended = syncer.UpdateInventory, examplePlan(c.ID), true
		s.open(w, h)
		s.snapshot(snap, c.Name)
		s.press("j", "enter", "pgdown")
	}},
	{"record of a comparison", func(s *still, w, h int) {
		c := s.connect("Acme Outdoors")
		s.ran(c.ID, syncer.Reconcile, 30*time.Minute, func(j *store.Job) { j.Requests = 12 })
		snap := running(c.ID)
		snap.Option, snap.Report, snap.Ended = syncer.Reconcile, exampleReport(c.ID), true
		s.open(w, h)
		s.snapshot(snap, c.Name)
		s.press("j", "enter", "pgdown")
	}},
	{"record gone", func(s *still, w, h int) {
		s.connect("Acme Outdoors")
		s.open(w, h)
		s.send(screen.OpenMsg{Kind: screen.Job, Run: 99})
	}},
}

func exampleReport(c store.ConnectionID) *syncer.Report {
	money := decimal.RequireFromString
	return &syncer.Report{
		Connection: c, Made: noon, Since: noon.Add(-30 * 24 * time.Hour), Until: noon, StoreOrders: 1204, BookOrders: 1201, LeftOut: 2, StockCompared: 880, Ranges: []store.IDRange{{Next: 1077, To: 1080}},
		Days: []syncer.DayTotal{{Day: "2026-03-01", Currency: "EUR", Store: 40, Book: 40, StoreTotal: money("10.00"), BookTotal: money("10.00")},
			{Day: "2026-03-02", Currency: "EUR", Store: 41, Book: 40, StoreTotal: money("1220.50"), BookTotal: money("1200.00")}},
		Missing:   []syncer.OrderGap{{ID: 1077, Created: noon.Add(-12 * 24 * time.Hour), Status: "Awaiting Fulfillment", Currency: "EUR", Total: money("20.50")}},
		Different: []syncer.OrderDifference{{ID: 1080, What: "status", Store: "Refunded", Book: "Shipped"}},
		Stock:     []syncer.StockDifference{{Ref: "variant 300", SKU: "TENT-2", Location: "Default location", Store: 12, Known: true, Book: 9, Reason: "It was told, and doesn't show it yet."}},
		Untracked: []syncer.ShippedOrder{{ID: 1033, Book: "1Z999"}},
	}
}

// working shows the plan screen while a run works the plan out, as far as a snapshot says.
func (s *still) working(w, h int, change func(*syncer.Snapshot)) {
	c := s.connect("Acme Outdoors", stocked)
	s.open(w, h)
	_, cmd := s.m.Update(screen.OpenMsg{Kind: screen.Plan, Connection: c.ID, Name: c.Name, Option: syncer.UpdateInventory})
	for _, msg := range all(cmd) {
		s.m.Update(msg) // the run is known, and brings nothing of its own
	}
	if run := s.engine.Running(c.ID); run != nil {
		<-run.Done()
	}
	snap := running(c.ID)
	snap.Option, snap.Run, snap.Sequence, snap.Job.DryRun = syncer.UpdateInventory, 1, 1_000, true
	if change != nil {
		change(&snap)
	}
	s.snapshot(snap, c.Name)
}

// pushing shows a push, as far as a snapshot says.
func (s *still) pushing(w, h int, change func(*syncer.Snapshot)) {
	c := s.connect("Acme Outdoors", stocked)
	s.open(w, h)
	s.send(screen.OpenMsg{Kind: screen.Sync, Connection: c.ID, Name: c.Name})
	snap := running(c.ID)
	snap.Option, snap.Phase, snap.Done, snap.Total, snap.Plan = syncer.UpdateInventory, syncer.PhaseStock, 11, 24, examplePlan(c.ID)
	snap.Job.Pushed, snap.Job.Skipped = 11, 2
	snap.Job.Notes = []store.JobError{{Ref: "STOVE-0", Reason: "The store shows 12, was told 9 and is to be told 7: somebody else changed it."}, {Ref: "BOAT", Reason: "It is more than a store can count."}}
	snap.Quota = bigcommerce.QuotaState{Limit: 150, Left: 120, Used: 30, Window: 30 * time.Second}
	if change != nil {
		change(&snap)
	}
	s.snapshot(snap, c.Name)
}

func TestJobFrames(t *testing.T) {
	for _, f := range jobFrames {
		drawn{start: func(t *testing.T, cfg Config) *still { return newStill(t, cfg, practice(sandbox.Config{})) }}.compare(t, f.name, f.show)
	}
}
