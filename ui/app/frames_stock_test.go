package app

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
)

// shelved fills the book with items that are low, out, uncounted, unknown, and held by an order; told to a store, sold
// since, and changed by somebody else.
func shelved(s *still) *still {
	s.t.Helper()
	c := s.connect("Acme Outdoors", func(c *store.Connection) { c.Options.UpdateInventory = true })
	east := store.Location{Name: "East warehouse"}
	if err := s.book.SaveLocation(&east); err != nil {
		s.t.Fatal(err)
	}
	c.Locations = []store.LocationID{1, east.ID}
	if err := s.book.SaveConnection(&c, ""); err != nil {
		s.t.Fatal(err)
	}
	if err := s.book.Update(func(tx *store.Tx) error { return fillStock(tx, c.ID, east.ID) }); err != nil {
		s.t.Fatal(err)
	}
	o := order(1100)
	o.Lines = []store.Line{{ID: 1, ProductID: 10, VariantID: 110, Type: "physical", SKU: "TENT-2", Name: "Tent", Quantity: 3}}
	put(s.t, s.book, c.ID, o)
	if err := s.book.Update(func(tx *store.Tx) error { return tx.Allocate(c.ID, &o, store.Seen{}) }); err != nil {
		s.t.Fatal(err)
	}
	return s
}

func fillStock(tx *store.Tx, id store.ConnectionID, east store.LocationID) error {
	var out store.PutOutcome
	items := []struct {
		sku, name  string
		main, east int // below 0: not counted
		told       int // below 0: nothing
	}{
		{"AXE", "Axe, hickory", 40, 12, 52}, {"CUP-BLUE", "Enamel cup, blue", 0, 7, 7}, {"LAMP", "Storm lamp with a name that is too long for any column of the table", 4, -1, 9},
		{"MAP", "Map", -1, -1, -1}, {"PEG", "Peg", 1200, 340, -1}, {"ROPE", "Rope, 20 m", 15, 0, 99}, {"TENT-2", "Tent for two", 6, 2, 5},
	}
	for i, it := range items {
		if err := tx.PutItem(store.Item{SKU: it.sku, Name: it.name, Price: decimal.RequireFromString("4.50")}, &out); err != nil {
			return err
		}
		product := uint64(4 + i)
		link := store.Link{SKU: it.sku, ProductID: product, VariantID: 100 + product, Tracking: "product"}
		if err := tx.PutLinks(id, product, []store.Link{link}); err != nil {
			return err
		}
		if it.told >= 0 {
			p := store.Pushed{Target: store.Target{StoreLocation: 1, ProductID: product}, SKU: it.sku, Quantity: it.told, Known: true, Shown: true, At: noon.Add(-3 * time.Hour)}
			if err := tx.PutPushed(id, p); err != nil {
				return err
			}
		}
		for at, n := range map[store.LocationID]int{1: it.main, east: it.east} {
			if n < 0 {
				continue
			}
			if err := tx.SetStock(store.Stock{SKU: it.sku, Location: at, OnHand: n, OnOrder: 20 * i, VendorQuantity: i}); err != nil {
				return err
			}
		}
	}
	if err := tx.SetStock(store.Stock{SKU: "BOLT-M4", Location: 1, OnHand: 5000}); err != nil {
		return err
	}
	j := store.Job{Connection: id, Option: string(syncer.UpdateInventory), State: store.JobDone, Started: noon.Add(-time.Hour), Ended: noon.Add(-time.Hour)}
	j.Notes = []store.JobError{{Ref: "ROPE", Reason: syncer.Conflict{Store: 80, Pushed: 99, Meant: 15}.String()}}
	return tx.StartJob(&j)
}

// stockOf opens the stock of the practice connection; 0 is the book alone.
func (s *still) stockOf(id store.ConnectionID, w, h int) *still {
	s.open(w, h).press("esc")
	s.send(screen.OpenMsg{Kind: screen.Stock, Connection: id, Name: "Acme Outdoors"})
	return s
}

// lineToMove opens the order whose tents are allocated.
func (s *still) lineToMove(w, h int) *still {
	s.open(w, h).press("esc")
	s.send(screen.OpenMsg{Kind: screen.Order, Connection: 1, Order: 1100, Name: "1100"})
	return s
}

// stockFrames are the screens of the book's own: its stock, places, people and diary.
var stockFrames = []struct {
	name string
	show func(s *still, w, h int)
}{
	{"stock loading", func(s *still, w, h int) {
		s.open(w, h).press("esc")
		s.m.Update(screen.OpenMsg{Kind: screen.Stock})
	}},
	{"stock empty", func(s *still, w, h int) { s.stockOf(0, w, h) }},
	{"stock of the book", func(s *still, w, h int) { shelved(s).stockOf(0, w, h).press("right") }},
	{"stock compared", func(s *still, w, h int) { shelved(s).stockOf(1, w, h).press("end", "up") }},
	{"stock low", func(s *still, w, h int) { shelved(s).stockOf(1, w, h).press("l") }},
	{"stock typed", func(s *still, w, h int) { shelved(s).stockOf(0, w, h).press("/", "'la'") }},
	{"stock no match", func(s *still, w, h int) { shelved(s).stockOf(0, w, h).press("/", "'zzz'", "enter") }},
	{"stock editing", func(s *still, w, h int) { shelved(s).stockOf(1, w, h).press("down", "down", "right", "enter", "tab") }},
	{"stock wrong number", func(s *still, w, h int) { shelved(s).stockOf(1, w, h).press("down", "enter", "'x'", "enter") }},
	{"stock why", func(s *still, w, h int) { shelved(s).stockOf(1, w, h).press("end", "w") }},
	{"stock returned", func(s *still, w, h int) { refunded(s, 2).stockOf(0, w, h).press("r") }},
	{"stock returned answers", func(s *still, w, h int) { refunded(s, 2).stockOf(0, w, h).press("r", "enter") }},
	{"stock returned how many", func(s *still, w, h int) { refunded(s, 2).stockOf(0, w, h).press("r", "enter", "enter") }},
	{"order line to move", func(s *still, w, h int) { shelved(s).lineToMove(w, h).press("m", "enter") }},
	{"order line to move, asked", func(s *still, w, h int) { shelved(s).lineToMove(w, h).press("m", "enter", "enter") }},
	{"stock import", func(s *still, w, h int) {
		shelved(s).stockOf(0, w, h).importing("AXE,Main,7\nNEW,East warehouse,3\nMAP,Attic,1\nMAP,Main,many\n")
	}},
	{"stock import good", func(s *still, w, h int) { shelved(s).stockOf(0, w, h).importing("AXE,Main,40\nCUP-BLUE,Main,3\n") }},
	{"stock help", func(s *still, w, h int) { shelved(s).stockOf(0, w, h).press("?") }},
	{"locations", func(s *still, w, h int) { shelved(s).open(w, h).kind(screen.Locations).press("down") }},
	{"locations remove", func(s *still, w, h int) { shelved(s).open(w, h).kind(screen.Locations).press("down", "d") }},
	{"locations add", func(s *still, w, h int) { shelved(s).open(w, h).kind(screen.Locations).press("a", "'main'", "enter") }},
	{"customers empty", func(s *still, w, h int) { s.open(w, h).press("esc").kind(screen.Customers) }},
	{"customers", func(s *still, w, h int) { bought(s).open(w, h).kind(screen.Customers).press("down") }},
	{"customers typed", func(s *still, w, h int) { bought(s).open(w, h).kind(screen.Customers).press("/", "'mül'") }},
	{"customer", func(s *still, w, h int) { bought(s).open(w, h).kind(screen.Customers).press("enter", "down") }},
	{"activity empty", func(s *still, w, h int) { s.open(w, h).press("esc").kind(screen.Activity) }},
	{"activity", func(s *still, w, h int) { diary(s).open(w, h).kind(screen.Activity).press("down") }},
	{"activity of a person", func(s *still, w, h int) { diary(s).open(w, h).kind(screen.Activity).press("down", "p") }},
	{"activity line", func(s *still, w, h int) { diary(s).open(w, h).kind(screen.Activity).press("enter") }},
	{"activity export", func(s *still, w, h int) { diary(s).open(w, h).kind(screen.Activity).press("e") }},
}

// kind opens a screen of the book.
func (s *still) kind(k screen.Kind) *still {
	s.send(screen.OpenMsg{Kind: k})
	return s
}

// bought puts orders of customers and guests into the book.
func bought(s *still) *still {
	s.t.Helper()
	c := s.connect("Acme Outdoors")
	var orders []store.Order
	for i := range 24 {
		o := order(uint64(1000 + i))
		o.Customer = store.Customer{StoreCustomerID: uint64(1 + i%5), Name: []string{"Zoë Müller", "Ann Lee", "李小龍", "Bob Dale", "Eve"}[i%5],
			Company: []string{"Müller GmbH", "", "", "Dale & Daughters, of a name that is long", ""}[i%5], Email: fmt.Sprintf("c%d@example.com", i%5), Phone: "+49 30 1234"}
		if i%8 == 7 {
			o.Customer.StoreCustomerID, o.Customer.Email = 0, "guest@example.org"
		}
		o.Shipping[0].Street1 = fmt.Sprintf("%d Nathan Road", i)
		orders = append(orders, o)
	}
	put(s.t, s.book, c.ID, orders...)
	return s
}

// importing imports counts from a file of sku, location and on hand.
func (s *still) importing(rows string) *still {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), "counts.csv")
	if err := os.WriteFile(file, []byte("sku,location,on_hand\n"+rows), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.press("i").paste(file)
	return s.press("enter")
}

// diary writes lines of activity.
func diary(s *still) *still {
	s.t.Helper()
	c, err := s.book.ConnectionByName("Acme Outdoors")
	if err != nil {
		c = s.connect("Acme Outdoors")
	}
	if err := s.book.Update(func(tx *store.Tx) error {
		for i, a := range []store.Activity{
			{Who: "ann", From: "terminal", Connection: c.ID, What: "Added Acme Outdoors."},
			{Who: "ann", From: "schedule", Connection: c.ID, What: "Import Orders is done: 25 new, 0 updated, 0 unchanged, 0 failed."},
			{Who: "bob@laptop", From: "SSH", What: "Set the count of TENT-2 at Main: 6 on hand, 0 on order, 0 at the vendor. This line is so long that no list shows it in full, so it can be opened."},
			{Who: "ann", From: "command", What: "Imported counts: 3 new, 14 changed."},
			{What: "=HYPERLINK(1), of nobody"},
		} {
			a.At = noon.Add(time.Duration(i-5) * 7 * time.Hour)
			if err := tx.AddActivity(a); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return s
}

func TestStockFrames(t *testing.T) {
	for _, f := range stockFrames {
		everyFrame(t, f.name, f.show)
	}
}
