package shelves_test

import (
	"compress/gzip"
	"io"
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// before is a book that a program of before the ledger made, with its key: counted, with a parcel of its own that the store
// hasn't been told of, an order that the merchant shipped by other means after the count, and one from long before it.
// CARTWIRE_BEFORE=path/of/cartwire has that program make it again; beforeShipped is when, by then, the merchant shipped.
const before = "testdata/before"

var beforeShipped = time.Date(2026, 11, 30, 21, 11, 34, 0, time.UTC)

// shopOfBefore is the shop as it stood when the book was left. counted is done once the orders before it are placed.
func shopOfBefore(t *testing.T, counted func(s *shop), left func()) *shop {
	s := newShop(shopConfig{hash: "before"}).sell("A", "B")
	at := func(when time.Time, do func()) {
		s.skew = time.Until(when)
		do()
		s.skew = 0
	}
	at(beforeShipped.AddDate(0, 0, -9), func() {
		s.setLevel("A", 1, 103)
		s.setLevel("B", 1, 50)
		s.setStatus(s.place(toFulfil, pcs("A", 3)), completed)
	})
	var whole *order
	at(beforeShipped.AddDate(0, 0, -2), func() {
		whole = s.place(toFulfil, pcs("A", 5))
		s.place(toFulfil, pcs("A", 2))
		s.place(toFulfil, pcs("B", 1))
	})
	counted(s)
	at(beforeShipped, func() { s.parcel(whole, "ShipStation", map[*line]int{whole.lines[0]: 5}) })
	left()
	s.setLevel("A", 1, 98) // the program of before puts what the merchant shipped back on sale
	return s
}

// TestABookOfBefore: what left by the store's own means since the count is off, nothing is sent before a person has seen the plan,
// and from then on the number is right.
func TestABookOfBefore(t *testing.T) {
	if program := os.Getenv("CARTWIRE_BEFORE"); program != "" {
		makeBefore(t, program)
	}
	s := shopOfBefore(t, func(*shop) {}, func() {})
	d := drive(t, s)
	defer d.close()
	d.shut()
	for _, end := range []string{"", ".key"} {
		d.must(unpack(before+".db"+end+".gz", d.path+end))
	}
	d.open()
	d.conns[0] = 1
	shows := func(when string, want int) {
		t.Helper()
		if got := s.total("A"); got != want || s.total("B") != 49 {
			t.Errorf("%s: the shop shows %d of A and %d of B, not %d and 49", when, got, s.total("B"), want)
		}
	}
	if out := d.push(0, pushOptions{}); out.asked == "" {
		t.Errorf("nobody is asked before the first push: %v", out)
	}
	shows("before it was asked", 98)
	if out := d.pull(0); out.err != nil || len(out.errors) > 0 {
		t.Fatal(out)
	}
	if out := d.push(0, pushOptions{}); out.asked == "" {
		t.Errorf("nobody is asked after an import: %v", out)
	}
	shows("after an import", 98)
	if out := d.push(0, pushOptions{yes: true}); out.err != nil || out.asked != "" || len(out.conflicts)+len(out.errors)+len(out.waits) > 0 {
		t.Error(out)
	}
	shows("after the push", 93)
	for sku, want := range map[string]int{"A": 100 - 5 - 1, "B": 50} {
		if got := d.onHand(sku); !maps.Equal(got, map[string]int{"Main": want}) {
			t.Errorf("%s: on hand is %v, not %d", sku, got, want)
		}
	}
	if out := d.tell(0, 0); out.err != nil || len(out.errors) > 0 {
		t.Error(out)
	}
	s.place(toFulfil, pcs("A", 4))
	d.pull(0)
	if out := d.push(0, pushOptions{}); out.err != nil || out.asked != "" || len(out.conflicts)+len(out.errors)+len(out.waits) > 0 {
		t.Error(out)
	}
	shows("after a sale", 89)
	if parcels := s.nextShip - 900; parcels != 2 {
		t.Errorf("the shop has %d parcels", parcels)
	}
}

// makeBefore has a program of before make the book.
func makeBefore(t *testing.T, program string) {
	dir := t.TempDir()
	book := filepath.Join(dir, "book.db")
	var proxy *httptest.Server // so that the connection's address can be the one that a test serves
	run := func(args ...string) {
		t.Helper()
		cmd := exec.Command(program, args...)
		cmd.Env = []string{"HOME=" + dir, "XDG_DATA_HOME=" + dir, "CARTWIRE_BOOK=" + book, "HTTP_PROXY=" + proxy.URL, "NO_COLOR=1", "TZ=UTC"}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v: %s", args, err, out)
		}
	}
	file := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	shopOfBefore(t, func(s *shop) {
		proxy = httptest.NewServer(s)
		run("connect", "Shop0", "--api-path", "http://"+hostOf(0)+"/stores/"+s.hash+"/v3", "--access-token-file", file("token", "k000000000000000000000000000000"),
			"--allow-insecure-host", hostOf(0), "--import-orders", "--update-inventory", "--update-order-status", "--statuses", "all",
			"--guard-empty", "100", "--guard-drop", "100", "--skip-test")
		run("stock", "import", file("counts.csv", "sku,location,on_hand\nA,Main,100\nB,Main,50\n"))
		run("sync", "Shop0", "orders")
		run("sync", "Shop0", "inventory")
		time.Sleep(time.Until(beforeShipped))
	}, func() {
		run("ship", "202", "--carrier", "UPS", "--tracking", "1Z", "--line", "A=1")
		run("sync", "Shop0", "orders")
		run("sync", "Shop0", "inventory")
	})
	proxy.Close()
	for _, end := range []string{"", ".key"} {
		if err := pack(book+end, before+".db"+end+".gz"); err != nil {
			t.Fatal(err)
		}
	}
}

func pack(from, to string) error {
	whole, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	defer f.Close()
	z, _ := gzip.NewWriterLevel(f, gzip.BestCompression)
	if _, err := z.Write(whole); err != nil {
		return err
	}
	return z.Close()
}

func unpack(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	whole, err := io.ReadAll(z)
	if err != nil {
		return err
	}
	return os.WriteFile(to, whole, 0o600)
}
