package app

import (
	"errors"
	"fmt"
	"regexp"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/shopspring/decimal"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
)

// readOnly are the scopes of an API account that may import, but for those that are left out.
func readOnly(without ...string) []string {
	var out []string
	for _, s := range []string{"store_v2_orders_read_only", "store_v2_customers_read_only", "store_v2_products_read_only", "store_v2_information_read_only"} {
		if len(without) == 0 || s != without[0] {
			out = append(out, s)
		}
	}
	return out
}

const pasted = "ACCESS TOKEN: k3x9w0q7z1v5t2r8p4m6n0b9c7x9f2c\nCLIENT ID: 8f3kq0x1n5v7b2m4c6z8a0s1d3f5g7h\n" +
	"CLIENT SECRET: 0000000000000000000000000000000000000000000000000000000000000000\nNAME: Acme Outdoors\n" +
	"API PATH: https://api.bigcommerce.com/stores/ab12cd/v3/\n"

// order is one with everything that a detail shows.
func order(id uint64) store.Order {
	money := decimal.RequireFromString
	return store.Order{
		StoreOrderID: id, Number: fmt.Sprint(id), StatusID: 11, Status: "Awaiting Fulfillment",
		Created: noon.Add(-time.Duration(2000-id) * time.Hour), Modified: noon,
		Customer: store.Customer{Name: fmt.Sprintf("Zoë Müller %d", id), Company: "Müller GmbH", Email: "zoe@example.com", Phone: "+49 30 1234"},
		Billing:  store.Address{Name: "Zoë Müller", Street1: "Hauptstr. 1", City: "Berlin", Zip: "10115", Country: "Germany"},
		Shipping: []store.ShippingAddress{{ID: 1, Address: store.Address{Name: "李小龍", Street1: "1 Nathan Road", City: "Hong Kong", Country: "Hong Kong"}, Method: "Air mail"}},
		Currency: "EUR", SubtotalExTax: money("100"), ShippingExTax: money("5.5"), Tax: money("20.05"), TotalIncTax: money("125.55"),
		Lines: []store.Line{
			{ID: 1, SKU: "TENT-2", Name: "Tent", Quantity: 2, TotalExTax: money("80"), Options: []store.LineOption{{Name: "Colour", Value: "Green"}}},
			{ID: 2, SKU: "PEG", Name: "Peg", Quantity: 20, TotalExTax: money("20")},
		},
		Fees: []store.Fee{{Name: "Package protection", CostExTax: money("1.20")}}, ItemsTotal: 22,
		CustomerMessage: "Please leave it\nat the door.", PaymentMethod: "Credit Card",
	}
}

// snapshot hands the program a job's state, as a feed would.
func (s *still) snapshot(snap syncer.Snapshot, name string) {
	ended := make(chan syncer.Snapshot)
	close(ended)
	s.send(fedMsg{from: screen.RunMsg{Snapshots: ended, Stop: func() {}, Name: name}, snap: snap, ok: true})
}

func running(id store.ConnectionID) syncer.Snapshot {
	return syncer.Snapshot{
		Run: 1, Connection: id, Option: syncer.ImportOrders, Sequence: 3, Phase: syncer.PhaseOrders, Done: 612, Total: 1204,
		Rate: 84.2, Left: 7 * time.Second, Elapsed: 8200 * time.Millisecond,
		Quota: bigcommerce.QuotaState{Limit: 150, Left: 12, Used: 138, Window: 30 * time.Second},
		Job:   store.Job{Fetched: 612, New: 500, Updated: 10, Unchanged: 2, Requests: 5, Retries: 1, Throttled: 3 * time.Second},
	}
}

// frames are the screens in the states that a person meets.
var frames = []struct {
	name string
	show func(t *testing.T, s *still, width, height int)
}{
	{"connections loading", func(t *testing.T, s *still, w, h int) { s.send(tea.WindowSizeMsg{Width: w, Height: h}) }},
	{"connections empty", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("esc") }},
	{"connections", func(t *testing.T, s *still, w, h int) { several(s).open(w, h).press("down", "down") }},
	{"connections no match", func(t *testing.T, s *still, w, h int) { several(s).open(w, h).press("/", "'zzz'") }},
	{"connections help", func(t *testing.T, s *still, w, h int) { several(s).open(w, h).press("?") }},
	{"book unreadable", func(t *testing.T, s *still, w, h int) {
		s.open(w, h)
		s.send(screen.FatalMsg{Err: &store.DamagedError{Path: "/home/me/book.db", Reason: "invalid database"}})
	}},
	{"editor new", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("a", "enter") }},
	{"editor filled", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("a", "enter").paste(pasted) }},
	{"editor problems", func(t *testing.T, s *still, w, h int) {
		s.open(w, h).press("a", "enter", "tab", "tab", "tab", "'ftp://x'", "ctrl+s")
	}},
	{"editor options", func(t *testing.T, s *still, w, h int) {
		s.open(w, h).press("a", "enter", "ctrl+n", "tab", "tab", "'31.1.26'", "tab")
	}},
	{"editor locations", func(t *testing.T, s *still, w, h int) {
		s.open(w, h).press("a", "enter", "ctrl+n", "ctrl+n", "a", "'East'", "enter", "space")
	}},
	{"editor legacy", func(t *testing.T, s *still, w, h int) { legacyEditor(s, w, h) }},
	{"editor every option", func(t *testing.T, s *still, w, h int) {
		ticked(s)
		s.open(w, h).press("enter", "ctrl+n", "pgdown")
	}},
	{"editor statuses", func(t *testing.T, s *still, w, h int) {
		s.connect("Acme Outdoors")
		s.open(w, h).press("enter", "ctrl+n", "down", "right", "right", "down")
	}},
	{"editor schedule", func(t *testing.T, s *still, w, h int) {
		ticked(s)
		s.open(w, h).press("enter", "ctrl+pgup", "down", "right", "tab", "'10 s'", "tab")
	}},
	{"editor nothing to schedule", func(t *testing.T, s *still, w, h int) {
		s.connect("Acme Outdoors", func(c *store.Connection) { c.Options = store.ConnectionOptions{} })
		s.open(w, h).press("enter", "ctrl+pgup")
	}},
	{"editor tested", func(t *testing.T, s *still, w, h int) {
		s.connect("Acme Outdoors", func(c *store.Connection) {
			c.Options.UpdateInventory = true
			c.Test = store.LastTest{At: noon.Add(-50 * time.Hour), Checks: []store.TestedCheck{
				{ID: "orders", Label: "Orders", State: "passed"}, {ID: "products-modify", Label: "Products modify", State: "failed"},
				{ID: "inventory-modify", Label: "Store Inventory modify", State: "unknown"}}}
		})
		s.open(w, h).press("enter", "ctrl+n")
	}},
	{"editor files", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("a", "enter", "ctrl+o") }},
	{"palette", func(t *testing.T, s *still, w, h int) { several(s).open(w, h).press(":") }},
	{"palette typed", func(t *testing.T, s *still, w, h int) { several(s).open(w, h).press(":", "'dusty sync'") }},
	{"editor unsaved", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("a", "enter", "'Acme'", "esc") }},
	{"editor foreign host", func(t *testing.T, s *still, w, h int) {
		s.open(w, h).press("a", "enter", "'Acme'", "tab", "tab", "tab", "'http://127.0.0.1:8080/stores/ab12cd'", "tab", "'k3x9w0q7z1v5t2r8'", "ctrl+t")
	}},
	{"test passed", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("a", "enter").paste(pasted).press("ctrl+t") }},
	{"test permission missing", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("a", "enter").paste(pasted).press("ctrl+t") }},
	{"test modify missing", func(t *testing.T, s *still, w, h int) {
		ticked(s)
		s.open(w, h).press("t")
	}},
	{"test legacy", func(t *testing.T, s *still, w, h int) {
		ticked(s)
		legacyEditor(s, w, h).press("tab", "'store-ab12cd'", "tab", "'"+s.sand.Username()+"'", "tab", "'"+s.sand.LegacyToken()+"'", "ctrl+t")
	}},
	{"test refused", func(t *testing.T, s *still, w, h int) {
		s.sand.Revoke()
		s.open(w, h).press("a", "enter").paste(pasted).press("ctrl+t")
	}},
	{"sync starting", func(t *testing.T, s *still, w, h int) {
		c := s.connect("Acme Outdoors")
		s.open(w, h)
		s.send(screen.OpenMsg{Kind: screen.Sync, Connection: c.ID, Name: c.Name})
	}},
	{"sync waiting", func(t *testing.T, s *still, w, h int) {
		snap := running(syncing(s, w, h))
		snap.Waiting, snap.WaitUntil = "the store's quota", noon.Add(12*time.Second)
		s.snapshot(snap, "Acme Outdoors")
	}},
	{"sync done in part", func(t *testing.T, s *still, w, h int) {
		snap := running(syncing(s, w, h))
		snap.Ended, snap.Phase, snap.Job.State, snap.Job.Failed = true, syncer.PhaseEnded, store.JobDone, 1
		snap.Job.Errors = []store.JobError{{Ref: "1023", Reason: "Order 1023 of the store can't be read: a date is missing. The other orders are not affected; please report this."}}
		s.snapshot(snap, "Acme Outdoors")
	}},
	{"sync failed", func(t *testing.T, s *still, w, h int) {
		snap := running(syncing(s, w, h))
		snap.Ended, snap.Phase, snap.Job.State, snap.Err = true, syncer.PhaseEnded, store.JobFailed, &bigcommerce.AuthError{}
		s.snapshot(snap, "Acme Outdoors")
	}},
	{"connections importing", func(t *testing.T, s *still, w, h int) {
		s.snapshot(running(syncing(s, w, h)), "Acme Outdoors")
		s.press("esc")
	}},
	{"orders loading", func(t *testing.T, s *still, w, h int) {
		s.connect("Acme Outdoors")
		s.open(w, h)
		s.m.Update(screen.OpenMsg{Kind: screen.Orders, Connection: 1, Name: "Acme Outdoors"})
	}},
	{"orders empty", func(t *testing.T, s *still, w, h int) {
		s.connect("Acme Outdoors")
		s.open(w, h).press("o")
	}},
	{"orders", func(t *testing.T, s *still, w, h int) { listed(t, s, 40).open(w, h).press("o", "down", "down") }},
	{"order", func(t *testing.T, s *still, w, h int) { listed(t, s, 3).open(w, h).press("o", "enter") }},
	{"window too small", func(t *testing.T, s *still, w, h int) { several(s).open(w-20, h-5) }},
}

// ticked connects a store for which every option is ticked and scheduled.
func ticked(s *still) {
	s.connect("Acme Outdoors", func(c *store.Connection) {
		c.Options.UpdateInventory, c.Options.UpdateOrderStatus, c.Options.ImportProducts = true, true, true
		c.Options.Schedule = map[string]time.Duration{"orders": 15 * time.Minute, "inventory": 90 * time.Minute}
	})
}

func legacyEditor(s *still, w, h int) *still {
	if list, err := s.book.Connections(); err == nil && len(list) == 0 {
		s.connect("Acme Outdoors")
	}
	return s.open(w, h).press("enter", "tab", "right")
}

// several connects stores in every state.
func several(s *still) *still {
	s.connect("Acme Outdoors", func(c *store.Connection) { c.LastSync = noon.Add(-2 * time.Minute) })
	s.connect("Books by the Bay", func(c *store.Connection) { c.State = store.StateUntested })
	s.connect("Corner Café", func(c *store.Connection) {
		c.State, c.Problem = store.StateMissing, (&bigcommerce.ScopeError{Permission: bigcommerce.Permission{Label: "Orders"}}).Error()
	})
	s.connect("Dusty Vinyl", func(c *store.Connection) { c.Active = false })
	s.connect("Echo Audio, the one with a name that is too long for the column", func(c *store.Connection) { c.State = store.StateRefused })
	s.connect("Practice", func(c *store.Connection) { c.AllowInsecureHost = "127.0.0.1:8080" })
	return s
}

func syncing(s *still, w, h int) store.ConnectionID {
	c := s.connect("Acme Outdoors")
	s.open(w, h)
	s.send(screen.OpenMsg{Kind: screen.Sync, Connection: c.ID, Name: c.Name})
	return c.ID
}

func listed(t *testing.T, s *still, n int) *still {
	c := s.connect("Acme Outdoors")
	orders := make([]store.Order, n)
	for i := range orders {
		orders[i] = order(uint64(1000 + i))
	}
	put(t, s.book, c.ID, orders...)
	return s
}

// elapsed is how long a test took, with what is padded before it.
var elapsed = regexp.MustCompile(`(Test Connection) +(.*), [0-9.]+ s`)

var sgr = regexp.MustCompile(`\x1b\[[0-9;:]*m`)

// frameOf shows one frame in one mode of colours.
func frameOf(t *testing.T, name string, show func(*testing.T, *still, int, int), mode string, w, h int) *still {
	t.Helper()
	cfg := sandbox.Config{Orders: 25, Customers: 5, Products: 5, Scopes: readOnly(), Legacy: true}
	if name == "test permission missing" {
		cfg.Scopes = readOnly("store_v2_orders_read_only")
	}
	s := newStill(t, Config{NoColor: modes[mode].plain}, practice(cfg))
	for _, msg := range modes[mode].say {
		s.send(msg)
	}
	show(t, s, w, h)
	bounded(t, s.m.View(), s.m.width, s.m.height)
	return s
}

// Every frame is compared at three sizes: its words, and its styles in every mode.
func TestFrames(t *testing.T) {
	for _, f := range frames {
		for _, size := range setupSizes {
			t.Run(fmt.Sprintf("%dx%d/%s", size.w, size.h, f.name), func(t *testing.T) {
				s := frameOf(t, f.name, f.show, "dark", size.w, size.h)
				golden.RequireEqual(t, elapsed.ReplaceAllString(s.frame(), "$1  $2, a moment")+"\n")
			})
			for mode := range modes {
				t.Run(fmt.Sprintf("%s/%dx%d/%s", mode, size.w, size.h, f.name), func(t *testing.T) {
					s := frameOf(t, f.name, f.show, mode, size.w, size.h)
					golden.RequireEqual(t, elapsed.ReplaceAllString(s.m.View().Content, "$1  $2, a moment")+"\n")
				})
			}
		}
	}
}

func TestASCII(t *testing.T) {
	s := several(newStill(t, Config{NoColor: true, ASCII: true}, nil)).open(60, 15)
	golden.RequireEqual(t, s.m.View().Content+"\n")
}

type white struct{}

func (white) RGBA() (r, g, b, a uint32) { return 0xffff, 0xffff, 0xffff, 0xffff }

// A job that ends while another screen is seen is told of there.
func TestEndIsAnnounced(t *testing.T) {
	s := newStill(t, Config{}, nil)
	snap := running(syncing(s, 100, 30))
	s.snapshot(snap, "Acme Outdoors")
	s.press("esc")
	snap.Sequence++
	snap.Ended, snap.Err, snap.Job.State = true, errors.New("the disk is full"), store.JobFailed
	s.snapshot(snap, "Acme Outdoors")
	s.sees("Import Orders of Acme Outdoors stopped. the disk is full")
	snap.Sequence--
	snap.Ended = false
	s.snapshot(snap, "Acme Outdoors")
	s.seesNot("importing") // a late snapshot brings nothing back
}

// While a job waits, the clock counts the seconds down: no new snapshot comes then.
func TestWaitCountsDown(t *testing.T) {
	s := newStill(t, Config{}, nil)
	snap := running(syncing(s, 100, 30))
	snap.Waiting, snap.WaitUntil = "the store's quota", noon.Add(12*time.Second)
	s.snapshot(snap, "Acme Outdoors")
	s.sees("waiting 12 s for the store's quota")
	for i, want := range []string{"waiting 11 s", "waiting 10 s"} {
		s.send(tickMsg{id: s.m.tick, now: noon.Add(time.Duration(i+1) * time.Second)})
		s.sees(want)
	}
	s.sees("Elapsed    10 s", "Waited     5 s") // 8.2 s and 3 s of the snapshot, and two ticks
	snap.Sequence++
	snap.Waiting = ""
	s.snapshot(snap, "Acme Outdoors")
	s.seesNot("waiting")
}
