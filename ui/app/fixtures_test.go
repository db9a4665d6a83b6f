package app

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"cartwire/bigcommerce"
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

func listed(t testing.TB, s *still, n int) *still {
	c := s.connect("Acme Outdoors")
	orders := make([]store.Order, n)
	for i := range orders {
		orders[i] = order(uint64(1000 + i))
	}
	put(t, s.book, c.ID, orders...)
	return s
}
