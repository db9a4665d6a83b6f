package app

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
)

// Only what failed runs again, from the record of the run.
func TestRetryOfWhatFailed(t *testing.T) {
	s, c, skus := planned(t, sandbox.Config{}, 4)
	before := s.level(skus[0])
	s.ran(c.ID, syncer.UpdateInventory, time.Hour, func(j *store.Job) {
		j.Pushed, j.Failed = 3, 1
		j.Errors = []store.JobError{{Ref: skus[2], Reason: "The store refused the stock level. It said: busy"}}
	})
	want := s.level(skus[2]) + 1
	s.open(100, 30).press("j")
	s.sees("Acme Outdoors: Jobs", "WHEN", "▲ in part", "3 sent, 1 failed", "OPTION")
	s.press("down", "up", "enter")
	s.sees("done in part", skus[2]+": The store refused")
	s.press("r")
	s.sees("✓ done", "Sent       1 of 1 change")
	if got := s.level(skus[2]); got != want {
		t.Errorf("what failed was not sent again: %d, want %d", got, want)
	}
	if got := s.level(skus[0]); got != before {
		t.Errorf("what had not failed was sent as well: %d", got)
	}
	s.press("r")
	s.sees("nothing failed that could be run alone")
	s.press("j")
	s.sees("Acme Outdoors: Jobs", "3 jobs")
	s.press("enter", "s")
	s.sees("Update Inventory, plan", "3 changes")
	s.press("esc", "j")
	s.sees("Acme Outdoors: Jobs", "4 jobs", "– plan only")
	s.press("c")
	s.sees("Compare with the store", "✓ done", "press enter for the report")
}

// Shipments are planned with what the store's customers will notice, then sent.
func TestShipmentsArePlanned(t *testing.T) {
	s, c, _ := planned(t, sandbox.Config{Products: 20, PlainProducts: true}, 1)
	var shipped uint64
	for range 40 {
		id := s.sand.PlaceOrders(1)[0]
		s.job(c.ID, syncer.ImportOrders, syncer.StartOptions{})
		if _, err := s.book.RecordShipment(c.ID, id, "UPS", "1Z999", nil); err == nil {
			shipped = id
			break
		}
	}
	if shipped == 0 {
		t.Fatal("no order could be shipped")
	}
	s.open(100, 30).planOf("status")
	s.sees("Update Order Status, plan", "1 change", "e-mail", "WHAT IS SENT", fmt.Sprintf("order %d", shipped), "UPS 1Z999")
	s.press("a")
	s.sees("Apply 1 change?", "e-mail")
	s.press("enter")
	s.sees("✓ done", "Done. The store knows what the book has shipped.", "Sent       1 of 1 change")
	s.press("u")
	s.sees("only a push of stock can be undone")
	for _, at := range s.sand.Shipments() {
		if at.Posted && at.Tracking == "1Z999" {
			return
		}
	}
	t.Error("the store has no shipment")
}

// The history is walked along its strip and its list, and narrowed down by what is typed.
func TestHistory(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := s.connect("Acme Outdoors")
	other := s.connect("Books by the Bay")
	history(s, c.ID)
	s.ran(other.ID, syncer.ImportProducts, 10*time.Minute, func(j *store.Job) { j.New = 5 })
	s.open(100, 30).press("J")
	s.sees("Cartwire › Ecommerce Integration › Jobs", "Books by the Bay", "9 jobs", "▌ 10 min ago")
	s.press("esc", "j")
	s.sees("Acme Outdoors: Jobs", "8 jobs", "✗ failed", "? interrupted", "○ cancelled", "– plan only", "▲ in part")
	s.seesNot("Books by the Bay")
	first := strings.Index(s.line("↑"), "↑")
	s.press("left", "left", "right", "left")
	if at := strings.Index(s.line("↑"), "↑"); at >= first {
		t.Errorf("the mark has not moved to an older run: %d, %d", first, at)
	}
	s.press("/", "'failed'")
	s.sees("1 of 8", "▌", "✗ failed")
	s.press("enter", "enter")
	s.sees("Run 6", "The disk is full", "What went wrong")
	s.press("y")
	s.sees("Copied.")
	s.press("esc", "esc", "/", "'zzz'")
	s.sees("No job is like this")
	s.send(tea.PasteMsg{Content: "z"})
	s.press("esc", "end", "p")
	s.sees("this job changed nothing in the store")
	s.press("home", "w")
	s.sees("this job has ended")
	s.send(tea.WindowSizeMsg{Width: 60, Height: 15})
	s.sees("OUTCOME")
	s.send(tea.MouseClickMsg{X: 57, Y: 2, Button: tea.MouseLeft})
	s.send(tea.MouseClickMsg{X: 5, Y: 7, Button: tea.MouseLeft})
	s.send(tea.MouseClickMsg{X: 5, Y: 7, Button: tea.MouseLeft})
	s.sees("Option", "Outcome")
}

// line is the first line of the frame that holds this.
func (s *still) line(holds string) string {
	for _, l := range strings.Split(s.frame(), "\n") {
		if strings.Contains(l, holds) {
			return l
		}
	}
	return ""
}

// history writes a run of every outcome.
func history(s *still, c store.ConnectionID) {
	for i, change := range []func(*store.Job){
		func(j *store.Job) { j.New, j.Fetched, j.Requests = 1204, 1204, 7 },
		func(j *store.Job) { j.State = store.JobCancelled },
		func(j *store.Job) { j.State, j.Ended = store.JobInterrupted, time.Time{} },
		func(j *store.Job) { j.Updated, j.Failed, j.Resumed = 3, 2, true },
		func(j *store.Job) { j.Option, j.DryRun = string(syncer.UpdateInventory), true },
		failed(errors.New("The disk is full. Free some space, then run it again.")),
		func(j *store.Job) {
			j.Option, j.Pushed, j.Requests, j.Throttled = string(syncer.UpdateInventory), 12, 4, 12*time.Second
		},
		func(j *store.Job) {},
	} {
		s.ran(c, syncer.ImportOrders, time.Duration(8-i)*7*time.Hour, change)
	}
}

// A long history is read page by page.
func TestLongHistory(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := s.connect("Acme Outdoors")
	for i := range 450 {
		s.ran(c.ID, syncer.ImportOrders, time.Duration(500-i)*time.Hour, func(j *store.Job) {
			if i == 3 {
				j.State = store.JobCancelled
			}
		})
	}
	s.open(80, 24).press("j")
	s.sees("more than 200 jobs")
	s.press("/", "'cancelled'", "enter")
	s.sees("1 of 450", "○ cancelled")
	s.press("esc", "home")
	for range 30 {
		s.press("pgdown")
	}
	s.sees("450 jobs")
}

// Several jobs run at once: tab turns from one to the other, and what is left goes on.
func TestSeveralJobs(t *testing.T) {
	s := newStill(t, Config{}, nil)
	a, b := s.connect("Acme Outdoors"), s.connect("Books by the Bay")
	s.open(100, 30)
	first, second := running(a.ID), running(b.ID)
	second.Run, second.Done, second.Option, second.Phase = 2, 903, syncer.ImportProducts, syncer.PhaseProduct
	s.snapshot(first, a.Name)
	s.snapshot(second, b.Name)
	s.send(screen.OpenMsg{Kind: screen.Sync, Connection: a.ID, Name: a.Name})
	s.sees("▌ Acme Outdoors 50 %", "▸ Books by the Bay 75 %", "tab next job", "612 of 1,204 orders")
	s.press("tab")
	s.sees("Books by the Bay: Import Products", "▌ Books by the Bay", "903 of 1,204 products")
	s.press("shift+tab", "right", "left")
	s.sees("Acme Outdoors: Import Orders")
	s.send(tea.WindowSizeMsg{Width: 60, Height: 15})
	s.sees("▌ Acme Outdoors 50 %", "▸ Books by the Bay 75 %")
	s.send(tea.MouseClickMsg{X: 27, Y: 2, Button: tea.MouseLeft})
	s.sees("Books by the Bay: Import Products")
	second.Sequence, second.Ended, second.Job.State = 9, true, store.JobDone
	s.snapshot(second, b.Name)
	s.sees("✓ done", "▸ Acme Outdoors 50 %")
	s.press("tab")
	s.seesNot("Books by the Bay")
	s.press("tab", "p")
	s.sees("changes nothing in the store, so it has no")
	s.press("enter", "esc", "esc")
	s.sees("WEBSITE", "importing 50 %")
}

// A push that a guard rail has stopped leads to its plan, which is applied by its number, however few it changes.
func TestGuardLeadsToThePlan(t *testing.T) {
	s, c, skus := planned(t, sandbox.Config{}, 12)
	for _, sku := range skus {
		s.count(sku, 0)
	}
	s.open(100, 30)
	s.run(screen.StartOption(s.m.env, nil, c.ID, c.Name, syncer.UpdateInventory, false))
	s.sees("✗ failed", "Nothing was sent.", "Press p to look at it.")
	s.press("p")
	s.sees("look at it", "▲ 12 to 0", "It would leave 12 of the store's")
	s.press("enter")
	s.sees("It leaves the store with none of it.")
	s.press("esc", "a")
	s.sees("type how many changes it makes: 12")
	s.press("'12'", "enter")
	s.sees("✓ done")
	if got := s.level(skus[0]); got != 0 {
		t.Errorf("%d are left", got)
	}
}

// Where the API account can't see how many locations there are, a person says so and the plan is made.
func TestPlanAsksForTheLocation(t *testing.T) {
	s := newStill(t, Config{}, practice(sandbox.Config{Products: 5, PlainProducts: true, Scopes: []string{
		"store_v2_orders_read_only", "store_v2_customers_read_only", "store_v2_products", "store_v2_information_read_only"}}))
	c := s.connect("Acme Outdoors", func(c *store.Connection) { c.Options.UpdateInventory = true })
	s.open(60, 15)
	s.send(screen.OpenMsg{Kind: screen.Plan, Connection: c.ID, Name: c.Name, Option: syncer.UpdateInventory})
	s.sees("Confirm that the store has one", "Press l if the store has one location")
	s.press("a")
	s.sees("there is no plan")
	s.press("l")
	s.sees("Nothing is to be changed")
}

// A plan of 100,000 changes costs a key press no more than what is seen of it.
func TestLargePlan(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := s.connect("Acme Outdoors")
	s.open(120, 40)
	s.send(screen.OpenMsg{Kind: screen.Plan, Connection: c.ID, Name: c.Name, Plan: largePlan(c.ID, 100_000)})
	s.sees("100,000 changes")
	if n := testing.AllocsPerRun(50, func() { s.press("down"); _ = s.m.View() }); n > 20_000 {
		t.Errorf("a move makes %.0f allocations", n)
	}
	s.press("end")
	s.sees("▌ SKU-099999")
	s.press("/", "'099998'")
	s.sees("1 of 100,000")
}

// largePlan is a plan of n changes.
func largePlan(c store.ConnectionID, n int) *syncer.Plan {
	p := &syncer.Plan{Connection: c, Option: syncer.UpdateInventory, Made: noon, Route: syncer.RouteInventory, Requests: (n + 1999) / 2000}
	for i := range n {
		p.Changes = append(p.Changes, syncer.Change{Ref: fmt.Sprintf("product %d", i), SKU: fmt.Sprintf("SKU-%06d", i), Location: "Default location",
			Old: i % 50, Known: true, New: i % 70})
	}
	return p
}

// What a comparison has found missing is read again from its report.
func TestReportIsReadAgain(t *testing.T) {
	s := newStill(t, Config{}, practice(sandbox.Config{Orders: 20, Customers: 3, Products: 5}))
	c := s.connect("Acme Outdoors")
	s.ran(c.ID, syncer.Reconcile, time.Minute, func(*store.Job) {})
	snap := running(c.ID)
	snap.Option, snap.Report, snap.Ended = syncer.Reconcile, exampleReport(c.ID), true
	ids := s.sand.OrderIDs()
	snap.Report.Ranges = []store.IDRange{{Next: ids[0], To: ids[len(ids)-1]}}
	s.open(100, 30)
	s.snapshot(snap, c.Name)
	s.press("j", "enter")
	s.sees("4 differences.", "Missing in the book")
	s.press("i")
	s.sees("Acme Outdoors: Import Orders", "✓ done")
	if n, err := s.book.OrderCounts(c.ID); err != nil || n.Total == 0 {
		t.Errorf("%d orders were read again, %v", n.Total, err)
	}
}
