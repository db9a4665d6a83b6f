//go:build unix

package command_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// wantSound: the book can be read by another process, and nothing in it contradicts anything else. Right after a kill the
// record of a job that was under way says that it runs.
func (g *siege) wantSound(killed bool) {
	g.t.Helper()
	out, errs, code := g.p.run("doctor", "--offline", "--json")
	if code != 0 && code != 6 || strings.Contains(out, `"state":"failed"`) {
		g.t.Errorf("after %d kills: exit code %d: %s%s", g.kills, code, out, errs)
	}
	for line := range strings.Lines(out) {
		var f struct{ Check, State, Detail string }
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			g.t.Fatal(err)
		}
		if f.State == "warning" && f.Check != "space" && !(f.Check == "jobs" && killed) {
			g.t.Errorf("after %d kills: %s", g.kills, line)
		}
	}
	if reports, _ := filepath.Glob(filepath.Join(filepath.Dir(g.p.book), "*crash*")); len(reports) > 0 {
		text, _ := os.ReadFile(reports[0])
		g.t.Errorf("after %d kills: %s", g.kills, text)
	}
}

// age makes all that is scheduled due again, as if some minutes had passed: nothing may be scheduled more often than once in
// one.
func (g *siege) age() {
	g.t.Helper()
	book, conn := open(g, g.p)
	defer book.Close()
	at := time.Now().Add(-5 * time.Minute)
	if err := book.Update(func(tx *store.Tx) error {
		for _, option := range []string{"orders", "inventory", "status"} {
			if err := tx.NoteRun(conn, option, at, at, store.NoFailure); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		g.t.Fatal(err)
	}
}

// rest does what was cut off, and lets the jobs run until nothing is left to do.
func (g *siege) rest() {
	g.t.Helper()
	s := g.p.serve("--listen", "127.0.0.1:0", "--authorized-keys", g.keys)
	addr := s.line("ssh", 0)["address"].(string)
	waiting := g.waiting
	g.waiting = nil
	g.work(g.t.Context(), addr, waiting)
	if len(g.waiting) > 0 {
		g.t.Fatalf("cut off without a kill: %+v", g.waiting)
	}
	if code := s.end(os.Interrupt); code != 0 {
		g.t.Fatalf("serve: exit code %d: %v", code, s.log)
	}
	for range 2 { // what the first one ships moves orders, and stock
		for _, job := range []string{"orders", "status", "orders", "inventory"} {
			if out, errs, code := g.p.run("sync", "Acme", job, "--json", "--quiet"); code != 0 {
				g.t.Fatalf("sync %s: exit code %d: %s%s", job, code, out, errs)
			}
		}
	}
	g.wantSound(false)
}

// check holds the book and the store against each other, and against what people did.
func (g *siege) check() {
	g.t.Helper()
	never := g.unharmed()
	g.wantOrders(never)
	book, conn := open(g, g.p)
	defer book.Close()
	var of = map[string][]store.BookShipment{} // by tracking number
	for o, err := range book.Orders(store.OrderQuery{Connection: conn}) {
		if err != nil {
			g.t.Fatal(err)
		}
		all, err := book.ShipmentsOf(conn, o.StoreOrderID)
		if err != nil {
			g.t.Fatal(err)
		}
		for _, s := range all {
			of[s.Tracking] = append(of[s.Tracking], s)
		}
	}
	g.wantShipments(of)
	g.wantStock(book, never, of)
	jobs, err := book.Jobs(conn, 0)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, j := range jobs {
		if j.State == store.JobRunning {
			g.t.Errorf("a job that nobody runs: %+v", j)
		}
	}
}

func open(g *siege, p *process) (*store.Book, store.ConnectionID) {
	g.t.Helper()
	book, err := store.Open(p.book, store.Options{})
	if err != nil {
		g.t.Fatal(err)
	}
	list, err := book.Connections()
	if err != nil || len(list) != 1 {
		g.t.Fatalf("%v, %v", list, err)
	}
	return book, list[0].ID
}

// unharmed is another book with a connection to the same store, which nobody has killed anything of.
func (g *siege) unharmed() *process {
	g.t.Helper()
	dir := g.t.TempDir()
	creds := filepath.Join(dir, "creds.txt")
	if err := os.WriteFile(creds, g.sb.CredentialsFile(), 0o600); err != nil {
		g.t.Fatal(err)
	}
	p := &process{t: g.t, book: filepath.Join(dir, "book.db")}
	for _, args := range [][]string{
		{"connect", "Acme", "--credentials", creds, "--allow-insecure-host", g.sb.Host(), "--import-orders", "--statuses", "all", "--quiet"},
		{"sync", "Acme", "orders", "--quiet"},
	} {
		if _, errs, code := p.run(args...); code != 0 {
			g.t.Fatalf("%v: exit code %d: %s", args, code, errs)
		}
	}
	return p
}

// wantOrders: every order of the store is in the book once, and says there what it says in a book that was never hurt.
func (g *siege) wantOrders(never *process) {
	g.t.Helper()
	g.p.wantAll(g.sb)
	read := func(p *process) map[uint64]string {
		out, errs, code := p.run("orders", "export", "--quiet")
		if code != 0 {
			g.t.Fatalf("export: exit code %d: %s", code, errs)
		}
		orders := map[uint64]string{}
		for line := range strings.Lines(out) {
			var id struct {
				ID uint64 `json:"store_order_id"`
			}
			all := map[string]any{}
			for _, into := range []any{&id, &all} {
				if err := json.Unmarshal([]byte(line), into); err != nil {
					g.t.Fatal(err)
				}
			}
			delete(all, "shipments") // the book's own, see wantShipments
			delete(all, "changes")   // what a book has seen an order go through
			text, err := json.Marshal(all)
			if err != nil {
				g.t.Fatal(err)
			}
			orders[id.ID] = string(text)
		}
		return orders
	}
	got, want := read(g.p), read(never)
	for id, text := range want {
		if got[id] != text {
			g.t.Errorf("order %d after %d kills:\n%s\nwant\n%s", id, g.kills, got[id], text)
		}
	}
}

// wantShipments: what the book has said yes to is in the store once, and the store has nothing else.
func (g *siege) wantShipments(of map[string][]store.BookShipment) {
	g.t.Helper()
	inStore := map[uint64]sandbox.Shipment{}
	posted := 0
	for _, s := range g.sb.Shipments() {
		inStore[s.ID] = s
		if s.Posted {
			posted++
		}
	}
	for _, a := range g.done {
		if a.order != 0 && !a.unsure && len(of[a.tracking]) == 0 {
			g.t.Errorf("the shipment %s of order %d was recorded and is gone", a.tracking, a.order)
		}
	}
	recorded := 0
	for tracking, all := range of {
		addresses := map[uint64]bool{}
		for _, s := range all {
			recorded++
			there := inStore[s.StoreID]
			if s.State != store.ShipmentDone || there.OrderID != s.StoreOrderID || there.OrderAddressID != s.AddressID || there.Tracking != tracking || addresses[s.AddressID] {
				g.t.Errorf("the book has %+v, the store %+v", s, there)
			}
			addresses[s.AddressID] = true
		}
	}
	if recorded != posted {
		g.t.Errorf("%d shipments in the book, %d in the store", recorded, posted)
	}
}

// wantStock: what is on hand is the last count less what was shipped after it, and the store shows that less what its open
// orders hold.
func (g *siege) wantStock(book *store.Book, never *process, of map[string][]store.BookShipment) {
	g.t.Helper()
	onHand := map[string]int{}
	for _, a := range g.done {
		if a.sku != "" {
			onHand[store.NormalSKU(a.sku)] = a.onHand
		}
		for _, s := range of[a.tracking] {
			for _, l := range s.Lines {
				onHand[store.NormalSKU(l.SKU)] -= l.Quantity
			}
		}
	}
	rows, err := book.StockPage("", 0, 1000)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, row := range rows {
		if want := onHand[store.NormalSKU(row.SKU)]; row.OnHand != want {
			g.t.Errorf("%s: %d on hand after %d kills, want %d", row.SKU, row.OnHand, g.kills, want)
		}
	}
	held := map[string]int{}
	other, conn := open(g, never)
	defer other.Close()
	ids, err := other.AllocatedOrders(conn, 0, math.MaxUint64, math.MaxInt)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, id := range ids {
		a, err := other.Allocation(conn, id)
		if err != nil {
			g.t.Fatal(err)
		}
		for i := range a.Lines {
			held[store.NormalSKU(a.Lines[i].SKU)] += a.Open(&a.Lines[i])
		}
	}
	for _, row := range g.sb.Stock() {
		sku := store.NormalSKU(row.SKU)
		if want := max(0, onHand[sku]-held[sku]); slices.Contains(g.skus, row.SKU) && row.Level != want {
			g.t.Errorf("%s: the store shows %d after %d kills, want %d: %s", row.SKU, row.Level, g.kills, want,
				fmt.Sprintf("%d on hand, %d in open orders", onHand[sku], held[sku]))
		}
	}
}
