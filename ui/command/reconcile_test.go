package command

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// someReport has one of everything that can differ; its texts come from a hostile store.
func someReport() *syncer.Report {
	day := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	total := decimal.RequireFromString("12.5")
	return &syncer.Report{
		Connection: 4, Since: day, Until: day.AddDate(0, 0, 7), StoreOrders: 12, BookOrders: 11, LeftOut: 1, SetAside: 2,
		Notices: []string{"The stock was not compared."},
		Days: []syncer.DayTotal{
			{Day: "2026-03-01", Currency: "USD", Store: 2, Book: 1, StoreTotal: total, BookTotal: decimal.Zero},
			{Day: "2026-03-02", Currency: "USD", Store: 1, Book: 1, StoreTotal: total, BookTotal: total},
		},
		Missing:   []syncer.OrderGap{{ID: 5, Created: day, Status: "\x1b[2JAwaiting", Currency: "USD", Total: total}},
		Extra:     []syncer.OrderGap{{ID: 6, Created: day, Status: "Shipped", Currency: "USD", Total: total}},
		Different: []syncer.OrderDifference{{ID: 7, What: "status", Store: "Shipped", Book: ""}},
		Ranges:    []store.IDRange{{Next: 5, To: 5}, {Next: 7, To: 9}},
		Stock:     []syncer.StockDifference{{SKU: "TENT", Location: "Main", Store: 3, Known: true, Book: 5}, {SKU: "LAMP", Book: 1, Reason: "Told a minute ago."}},
		Untracked: []syncer.ShippedOrder{{ID: 8, Store: "1Z"}},
	}
}

func TestReconcileTellsEverythingThatDiffers(t *testing.T) {
	var out, errs strings.Builder
	c := &cli{out: &out, err: &errs}
	err := c.tellReport(store.Connection{Name: "Acme"}, someReport())
	if said, ok := errors.AsType[*saidError](err); !ok || said.code != exitPart {
		t.Errorf("exit: %v", err)
	}
	for _, want := range []string{
		"Compared: orders placed since 2026-03-01 10:00 UTC until 2026-03-08 10:00 UTC. The store has 12 orders, the book 11 orders.\n",
		"2026-03-01: the store has 2 orders of 12.50 USD, the book 1 order of 0.00 USD.\n",
		"Order 7: its status is Shipped in the store and none in the book.\n",
		"TENT at Main: 3 in the store, 5 by the book.\n", "LAMP: not counted in the store, 1 by the book. Told a minute ago.\n",
		"Order 8 is shipped; tracking in the store: 1Z; in the book: none.\n", "The stock was not compared.\n", "6 differences.\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not told: %s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "2026-03-02") || strings.Contains(out.String(), "\x1b") {
		t.Errorf("it says too much: %q", out.String())
	}
	for _, want := range []string{`Next: cartwire sync "Acme" orders --order 5 --order 7-9`, `Next: cartwire sync "Acme" inventory --dry-run`} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("%q is not told: %s", want, errs.String())
		}
	}
}

func TestReconcileAsJSON(t *testing.T) {
	var out strings.Builder
	c := &cli{out: &out, err: &out, json: true}
	_ = c.tellReport(store.Connection{Name: "Acme"}, someReport())
	var got struct {
		Connection  string
		Differences int
		Next        []string
		StoreOrders int `json:"store_orders"`
		Missing     []struct{ ID uint64 }
	}
	if err := json.Unmarshal([]byte(out.String()), &got); err != nil {
		t.Fatal(err)
	}
	if got.Connection != "Acme" || got.Differences != 6 || got.StoreOrders != 12 || len(got.Next) != 2 || len(got.Missing) != 1 || got.Missing[0].ID != 5 {
		t.Errorf("%+v", got)
	}
}

func TestReconcileInStep(t *testing.T) {
	var out strings.Builder
	c := &cli{out: &out, err: &out}
	if err := c.tellReport(store.Connection{Name: "Acme"}, &syncer.Report{StoreOrders: 1, BookOrders: 1}); err != nil {
		t.Errorf("exit: %v", err)
	}
	if !strings.HasSuffix(out.String(), "Book and store are in step.\n") {
		t.Errorf("%s", out.String())
	}
}

func TestMendingManyRangesIsOneWindow(t *testing.T) {
	r := &syncer.Report{Since: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	for i := range uint64(manyRanges + 1) {
		r.Ranges = append(r.Ranges, store.IDRange{Next: 2 * i, To: 2 * i})
	}
	if got := mending("Acme", r); len(got) != 1 || got[0] != `cartwire sync "Acme" orders --since 2026-03-01` {
		t.Errorf("%q", got)
	}
}
