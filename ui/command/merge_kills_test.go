//go:build unix

package command_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// TestAMergeSurvivesKills ends the process that merges two connections to one store with SIGKILL, again and again. What the
// next one finds is held against the store and against what was recorded: each order once, each parcel once, in the book and
// in the store, and the number that the store shows is what was counted, less what its open orders take.
func TestAMergeSurvivesKills(t *testing.T) {
	t.Parallel()
	kills := 4
	if testing.Short() {
		kills = 2
	}
	if os.Getenv("CARTWIRE_LONG") != "" {
		kills = 40
	}
	sb, p := connected(t, sandbox.Config{Orders: 700, Customers: 40, Products: 12, PlainProducts: true, Seed: 23, ShipmentsLeaveStatus: true},
		"--statuses", "all", "--import-products", "--update-inventory", "--update-order-status", "--guard-empty", "100", "--guard-drop", "100")
	p.twin("Acme", "Twin", sb.AccessToken())
	must := func(args ...string) {
		t.Helper()
		if out, errs, code := p.run(args...); code != 0 {
			t.Fatalf("%v: exit code %d: %s%s", args, code, out, errs)
		}
	}
	must("sync", "Acme", "products", "--quiet")
	must("sync", "Acme", "orders", "--quiet")
	sb.PlaceOrders(40) // Twin alone knows these
	must("sync", "Twin", "orders", "--quiet")
	counted := 500_000
	counts := "sku,location,on_hand\n"
	skus := map[string]bool{}
	for _, row := range sb.Stock() {
		if row.Tracking != "none" {
			skus[row.SKU] = true
			counts += fmt.Sprintf("%s,Main,%d\n", row.SKU, counted)
		}
	}
	file := filepath.Join(t.TempDir(), "counts.csv")
	if err := os.WriteFile(file, []byte(counts), 0o600); err != nil {
		t.Fatal(err)
	}
	must("stock", "import", file, "--counted-at", "now")
	// Parcels through either connection, and some of the same through both.
	known := map[uint64]bool{}
	for _, o := range p.bookOrders("Acme") {
		known[o.ID] = true
	}
	parcels := map[string]uint64{}
	for _, o := range p.bookOrders("Twin") {
		if !o.shippable() || len(parcels) == 14 || known[o.ID] && len(parcels) < 3 { // the newest are first: three that Twin alone knows
			continue
		}
		n := len(parcels)
		tracking := fmt.Sprint("P-", n)
		parcels[tracking] = o.ID
		for _, through := range []string{"Twin", "Acme"} {
			if through == "Twin" && (!known[o.ID] || n%3 != 0) || through == "Acme" && known[o.ID] && n%3 != 1 {
				must("ship", fmt.Sprint(o.ID), "--connection", through, "--carrier", "UPS", "--tracking", tracking)
			}
		}
	}
	if len(parcels) < 14 {
		t.Fatalf("only %d parcels", len(parcels))
	}
	prepared := p.copyBook()

	rng := rand.New(rand.NewPCG(5, 9))
	began := time.Now()
	whole := prepared()
	if _, errs, code := whole.run("connections", "merge", "Acme", "Twin", "--yes"); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	takes := time.Since(began)
	cut := 0
	for range kills {
		q := prepared()
		for {
			cmd := q.command("connections", "merge", "Acme", "Twin", "--yes")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(rng.Int64N(int64(takes)))) // a random moment is what is tested here
			_ = cmd.Process.Kill()
			if cmd.Wait() == nil {
				break
			}
			if rng.IntN(3) > 0 {
				break
			}
		}
		// Whether it had begun is seen in the list; where it hadn't, it is done now.
		out, _, code := q.run("connections", "--json")
		if code != 0 {
			t.Fatalf("connections: exit code %d", code)
		}
		if strings.Count(out, "\n") == 2 {
			if _, errs, code := q.run("connections", "merge", "Acme", "Twin", "--yes"); code != 0 {
				t.Fatalf("exit code %d: %s", code, errs)
			}
		} else {
			cut++
		}
		q.wantMerged(sb, parcels)
	}
	t.Logf("%d kills, %d of them within or behind the merge, which takes %v", kills, cut, takes)

	// The last book goes on: the store learns of each parcel once, and of each number.
	q := whole
	for _, job := range []string{"orders", "status", "orders", "inventory"} {
		if out, errs, code := q.run("sync", "Acme", job, "--json", "--quiet"); code != 0 {
			t.Fatalf("sync %s: exit code %d: %s%s", job, code, out, errs)
		}
	}
	q.wantMerged(sb, parcels)
	posted, left := map[string]int{}, map[string]int{}
	never := (&siege{t: t, sb: sb}).unharmed().bookOrders("Acme")
	lines := map[uint64]string{}
	for _, o := range never {
		for _, l := range o.Lines {
			lines[l.ID] = l.SKU
			if open := l.Quantity - l.Shipped; o.isOpen() && open > 0 && l.Type != "giftcertificate" {
				left[l.SKU] -= open
			}
		}
	}
	for _, s := range sb.Shipments() {
		if !s.Posted {
			continue
		}
		posted[s.Tracking]++
		for _, item := range s.Items {
			left[lines[item.OrderProductID]] -= item.Quantity
		}
	}
	for tracking, id := range parcels {
		if posted[tracking] != 1 {
			t.Errorf("the store has parcel %s of order %d %d times", tracking, id, posted[tracking])
		}
	}
	if len(posted) != len(parcels) {
		t.Errorf("the store has %d parcels of %d", len(posted), len(parcels))
	}
	for _, row := range sb.Stock() {
		if want := counted + left[row.SKU]; skus[row.SKU] && row.Level != want {
			t.Errorf("%s: the store shows %d, want %d", row.SKU, row.Level, want)
		}
	}
}

// twin gives the book a second connection to a store, as books of earlier versions may have.
func (p *process) twin(of, name string, token string) {
	p.t.Helper()
	book, err := store.Open(p.book, store.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	defer book.Close()
	c, err := book.ConnectionByName(of)
	if err != nil {
		p.t.Fatal(err)
	}
	c.ID, c.Revision, c.Name = 0, 0, name
	if err := book.SaveConnection(&c, token); err != nil {
		p.t.Fatal(err)
	}
}

// bookOrder is an order as an export tells it.
type bookOrder struct {
	ID       uint64 `json:"store_order_id"`
	Status   int    `json:"status_id"`
	Shipping []any  `json:"shipping"`
	Lines    []struct {
		ID       uint64 `json:"id"`
		Type     string `json:"type"`
		SKU      string `json:"sku"`
		Address  uint64 `json:"address_id"`
		Quantity int    `json:"quantity"`
		Shipped  int    `json:"quantity_shipped"`
	} `json:"lines"`
	Shipments []any `json:"shipments"`
}

func (o *bookOrder) isOpen() bool { return !slices.Contains([]int{0, 2, 4, 5, 6, 10}, o.Status) }

// shippable is an order that can leave whole, in one parcel.
func (o *bookOrder) shippable() bool {
	for _, l := range o.Lines {
		if l.Type != "physical" || l.Shipped > 0 || l.Address == 0 {
			return false
		}
	}
	return o.isOpen() && len(o.Shipping) == 1 && len(o.Lines) > 0
}

// bookOrders are a connection's orders in the book, the newest first.
func (p *process) bookOrders(connection string) (list []bookOrder) {
	p.t.Helper()
	out, errs, code := p.run("orders", "list", "--connection", connection, "--limit", "0", "--json")
	if code != 0 {
		p.t.Fatalf("exit code %d: %s", code, errs)
	}
	for line := range strings.Lines(out) {
		var o bookOrder
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			p.t.Fatal(err)
		}
		list = append(list, o)
	}
	return list
}

// wantMerged: one connection has every order of the store once, every parcel once, and the book finds nothing wrong.
func (p *process) wantMerged(sb *sandbox.Sandbox, parcels map[string]uint64) {
	p.t.Helper()
	p.wantAll(sb)
	out, errs, code := p.run("doctor", "--offline", "--json")
	if code != 0 {
		p.t.Errorf("doctor: exit code %d: %s%s", code, out, errs)
	}
	book, err := store.Open(p.book, store.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	defer book.Close()
	list, err := book.Connections()
	if err != nil || len(list) != 1 {
		p.t.Fatalf("%d connections, %v", len(list), err)
	}
	for tracking, id := range parcels {
		n := 0
		all, err := book.ShipmentsOf(list[0].ID, id)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, s := range all {
			if s.Tracking == tracking {
				n++
			}
		}
		if n != 1 || len(all) != 1 {
			p.t.Errorf("order %d: %d parcels %s of %d", id, n, tracking, len(all))
		}
	}
}
