package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cartwire/store"
	"cartwire/store/ledger"
	"cartwire/ui/screen"
)

// counted is what the book counts of an item at a location; nil where it counts none.
func (s *still) counted(sku string, at store.LocationID) *store.Stock {
	s.t.Helper()
	list, err := s.book.StockOf(sku)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, c := range list {
		if c.Location == at {
			return &c
		}
	}
	return nil
}

// noted is the latest line of the book's activity.
func (s *still) noted() store.Activity {
	s.t.Helper()
	list, err := s.book.Activities(1)
	if err != nil || len(list) != 1 {
		s.t.Fatalf("%+v, %v", list, err)
	}
	return list[0]
}

// A count is corrected in place: a wrong number is told beside it and loses nothing, and the last changes can be taken back.
func TestEditStockInPlace(t *testing.T) {
	s := shelved(newStill(t, Config{Who: "ann", From: "terminal"}, nil)).stockOf(1, 100, 30)
	s.press("enter", "end", "'x'", "enter")
	s.sees(`on hand: "40x" is neither a whole number, such as 12, nor a sku`)
	s.press("backspace", "backspace", "'1'", "tab", "'7'", "tab", "ctrl+u", "'-2'", "enter")
	s.sees("at vendor goes from 0")
	s.press("ctrl+u", "'2'", "shift+tab", "tab", "enter", "esc", "up")
	if c := s.counted("AXE", 1); c == nil || c.OnHand != 41 || c.OnOrder != 7 || c.VendorQuantity != 2 {
		t.Fatalf("%+v", c)
	}
	s.sees("≠ The store was told 52 and is to show 53.")
	if a := s.noted(); a.Who != "ann" || a.From != "terminal" || !strings.Contains(a.What, "AXE at Main: 41 on hand, 7 on order, 2 at the vendor") {
		t.Errorf("%+v", a)
	}
	s.press("enter", "ctrl+u", "enter")
	s.sees("on hand is empty")
	s.press("tab", "ctrl+u", "tab", "ctrl+u", "enter")
	if c := s.counted("AXE", 1); c != nil {
		t.Fatalf("still counted: %+v", c)
	}
	s.press("esc", "up", "u")
	s.sees("AXE at Main is back at 41 on hand, 7 on order, 2 at the vendor.")
	s.press("u", "u")
	s.sees("no count was changed here yet", "40")
	if c := s.counted("AXE", 1); c == nil || c.OnHand != 40 {
		t.Fatalf("%+v", c)
	}
	s.press("enter", "'9'", "esc")
	if c := s.counted("AXE", 1); c.OnHand != 40 {
		t.Errorf("esc wrote %+v", c)
	}
}

// A shelf is counted row by row: a number replaces the one that stands there, enter takes it and goes on.
func TestCountingRowByRow(t *testing.T) {
	s := shelved(newStill(t, Config{}, nil)).stockOf(0, 100, 30)
	s.press("enter", "'3'", "enter", "'2'", "'5'", "enter", "enter", "'7'", "enter", "enter", "esc")
	for sku, want := range map[string]int{"AXE": 3, "BOLT-M4": 25, "CUP-BLUE": 0, "LAMP": 7} {
		if c := s.counted(sku, 1); c == nil || c.OnHand != want {
			t.Errorf("%s: %+v, want %d", sku, c, want)
		}
	}
	s.sees("▌ PEG")
	s.press("'8'") // a digit opens the chosen count
	s.sees("hand 8 ")
	s.press("enter", "end", "backspace", "enter") // 15 becomes 1: a key that moves keeps what stands there
	if a, b := s.counted("PEG", 1), s.counted("ROPE", 1); a.OnHand != 8 || b.OnHand != 1 {
		t.Errorf("%+v, %+v", a, b)
	}
	s.press("'9'")
	s.press("'9'", "enter") // the last row: its count is taken, and nothing is left open
	if c := s.counted("TENT-2", 1); c.OnHand != 99 {
		t.Errorf("%+v", c)
	}
	s.seesNot("esc leaves it")
}

// A scanner types a sku and enter: in a count it finds the item's row, in the filter too.
func TestScanningFindsTheRow(t *testing.T) {
	s := shelved(newStill(t, Config{}, nil))
	if err := s.book.SetStock(store.Stock{SKU: "4006381333931", Location: 1, OnHand: 1}); err != nil {
		t.Fatal(err)
	}
	s.stockOf(0, 100, 30)
	s.press("enter", "'rope'", "enter")
	s.sees("▌ ROPE")
	s.press("'3'", "enter", "'4006381333931'", "enter", "'2'", "enter", "'cup-blue'", "enter", "'6'", "enter", "esc")
	for sku, want := range map[string]int{"AXE": 40, "ROPE": 3, "4006381333931": 2, "CUP-BLUE": 6, "TENT-2": 6, "LAMP": 4} {
		if c := s.counted(sku, 1); c == nil || c.OnHand != want {
			t.Errorf("%s: %+v, want %d", sku, c, want)
		}
	}
	s.press("/", "'tent-2'", "enter")
	s.sees("▌ TENT-2")
	s.press("'5'", "enter")
	if c := s.counted("TENT-2", 1); c.OnHand != 5 {
		t.Errorf("%+v", c)
	}
	// An item outside the window: its row is shown, and counting goes on below it.
	s.press("esc", "/", "'peg'", "enter", "enter", "'axe'", "enter", "'12'", "enter")
	if c := s.counted("AXE", 1); c.OnHand != 12 {
		t.Errorf("%+v", c)
	}
}

// What a job or somebody else writes meanwhile is told, and not written over unseen.
func TestEditMeetsAnotherChange(t *testing.T) {
	s := shelved(newStill(t, Config{}, nil)).stockOf(0, 100, 30)
	s.press("enter", "end", "'1'")
	if err := s.book.SetStock(store.Stock{SKU: "axe", Location: 1, OnHand: 33}); err != nil {
		t.Fatal(err)
	}
	s.press("enter")
	s.sees("Meanwhile it was set to 33 on hand", "401")
	s.press("enter")
	if c := s.counted("AXE", 1); c.OnHand != 401 {
		t.Fatalf("%+v", c)
	}
	if err := s.book.SetStock(store.Stock{SKU: "axe", Location: 1, OnHand: 34}); err != nil {
		t.Fatal(err)
	}
	s.press("esc", "u")
	s.sees("AXE was changed again since")
	if c := s.counted("AXE", 1); c.OnHand != 34 {
		t.Fatalf("%+v", c)
	}
}

// Filters by words and by keys; the number at which an item is low is the person's.
func TestFilterStock(t *testing.T) {
	s := shelved(newStill(t, Config{}, nil)).stockOf(0, 100, 30)
	s.press("/", "'blue en'")
	s.sees("CUP-BLUE", "1 item")
	s.seesNot("AXE")
	s.press("enter", "esc")
	s.sees("AXE")
	s.press("o")
	s.sees("CUP-BLUE", "ROPE")
	s.seesNot("AXE", "LAMP")
	s.press("o", "l")
	s.sees("LAMP", "TENT-2")
	s.seesNot("ROPE")
	s.press("-", "-")
	s.seesNot("LAMP")
	s.press("=", "+", "+", "+")
	s.sees("CUP-BLUE") // seven at East
	s.press("esc", "d")
	s.sees("no store is chosen to compare with")
	s.press("v", "'acme'", "enter", "d")
	s.sees("LAMP", "ROPE", "PEG")
	s.seesNot("AXE", "MAP")
	s.press("v", "'no store'", "enter")
	s.sees("AXE", "MAP")
	s.press("p", "'acme'", "enter")
	s.sees("Acme Outdoors", "left out")
}

// An item that the list doesn't show is counted by its sku, known or not.
func TestCountAnotherItem(t *testing.T) {
	s := shelved(newStill(t, Config{}, nil)).stockOf(0, 60, 15)
	s.press("a", "enter")
	s.sees("A sku is needed")
	s.press("'Nut-M4'", "enter", "'250'", "enter")
	if c := s.counted("nut-m4", 1); c == nil || c.OnHand != 250 {
		t.Fatalf("%+v", c)
	}
	s.sees("▌ Nut-M4", "9 items")
	s.press("a", "'rope'", "enter")
	s.sees("▌ ROPE         hand 15")
	s.press("esc", "a", "'nobody'", "enter", "esc")
	s.seesNot("nobody")
}

// A file with wrong rows imports nothing, until the person mends it or says to import the good rows.
func TestImportStock(t *testing.T) {
	home := t.TempDir()
	file := filepath.Join(home, "counts.csv")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("sku,location,on_hand\nAXE,Main,7\nMAP,Attic,1\n")
	s := shelved(newStill(t, Config{Home: home}, nil)).stockOf(0, 100, 30)
	s.press("i", "'~/nothing.csv'", "enter")
	s.sees("There is no file of this name")
	s.press("ctrl+u", "'~'", "enter")
	s.sees("counts.csv", "Import counts from")
	s.press("enter")
	s.sees("1 of 2 rows are wrong", "Line 3: There is no location called \"Attic\"", "0 new, 1 changed")
	s.press("down", "esc")
	if c := s.counted("AXE", 1); c.OnHand != 40 {
		t.Fatalf("leaving it imported %+v", c)
	}
	s.press("i", "'~/counts.csv'", "enter", "enter")
	s.sees("Imported: 0 new, 1 changed, 1 wrong row left out.")
	if c := s.counted("AXE", 1); c.OnHand != 7 {
		t.Fatalf("%+v", c)
	}
	if a := s.noted(); !strings.Contains(a.What, "Imported counts: 0 new, 1 changed.") {
		t.Errorf("%+v", a)
	}
	s.press("i", "'~/counts.csv'", "enter")
	write("sku,location,on_hand\nAXE,Main,8\nMAP,Main,1\n")
	s.press("r")
	s.sees("All 2 rows can be imported", "1 new, 1 changed")
	s.press("enter")
	s.sees("Imported: 1 new, 1 changed.")
	write("what,ever\n1,2\n")
	s.press("i", "'~/counts.csv'", "enter")
	s.sees("Not known as columns")
}

// refunded has an order of three tents leave from Main and be refunded in part.
func refunded(s *still, pieces int) *still {
	s.t.Helper()
	shelved(s)
	if err := s.book.Update(func(tx *store.Tx) error { // the clock stands still: what moves is to come after the count
		return errors.Join(tx.ForgetStock("TENT-2", 1), tx.CountStock(store.Stock{SKU: "TENT-2", Location: 1, OnHand: 6}, noon.Add(-time.Hour)))
	}); err != nil {
		s.t.Fatal(err)
	}
	o := order(200)
	o.Lines = []store.Line{{ID: 1, ProductID: 10, VariantID: 110, Type: "physical", SKU: "TENT-2", Name: "Tent", Quantity: 3}}
	for _, step := range []struct{ status, refunded int }{{11, 0}, {2, 0}, {14, pieces}} {
		o.StatusID, o.Lines[0].QuantityRefunded = step.status, step.refunded
		if step.status == 2 {
			o.DateShipped = noon
		}
		o.Modified = noon
		put(s.t, s.book, 1, o)
		if err := s.book.Update(func(tx *store.Tx) error { return tx.Allocate(1, &o, store.Seen{}) }); err != nil {
			s.t.Fatal(err)
		}
	}
	return s
}

// Refunded pieces that had left are answered for in the stock screen: each answer is asked of a number, and counts once.
func TestSayWhatIsBack(t *testing.T) {
	s := refunded(newStill(t, Config{Who: "ann", From: "terminal"}, nil), 2).stockOf(0, 100, 30)
	before := s.counted("TENT-2", 1).OnHand
	s.press("r")
	s.sees("Refunded: are they back?", "2 of TENT-2, order 200", "Acme Outdoors")
	s.press("enter")
	s.sees("Back at Main", "Back at East warehouse", "Not back", "Already counted")
	s.press("'back at main'", "enter")
	s.sees("How many pieces of TENT-2, order 200 of Acme Outdoors?")
	s.press("ctrl+u", "'3'", "enter")
	s.sees("Enter a whole number from 1 to 2.")
	s.press("ctrl+u", "'1'", "enter")
	s.sees("Order 200: put 1 of TENT-2 back at Main.")
	if c := s.counted("TENT-2", 1); c.OnHand != before+1 {
		t.Fatalf("%d on hand, before %d", c.OnHand, before)
	}
	if a := s.noted(); a.Who != "ann" || a.What != "Order 200: put 1 of TENT-2 back at Main." || a.Connection != 1 {
		t.Errorf("%+v", a)
	}
	s.press("r", "enter", "'not'", "enter", "esc")
	if list, err := s.book.ReturnedPieces(0); err != nil || len(list) != 1 || list[0].Pieces != 1 {
		t.Fatalf("esc answered: %+v, %v", list, err)
	}
	s.press("r", "enter", "'not'", "enter", "enter")
	s.sees("Order 200: marked 1 of TENT-2 as not back.")
	if list, err := s.book.ReturnedPieces(0); err != nil || len(list) != 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	if c := s.counted("TENT-2", 1); c.OnHand != before+1 {
		t.Errorf("%d on hand, before %d", c.OnHand, before)
	}
	s.press("r")
	s.sees("No refunded pieces wait for an answer.")
}

// Where an item isn't counted, nothing of it can be put back, and the menu says so.
func TestBackWhereItIsNotCounted(t *testing.T) {
	s := refunded(newStill(t, Config{Who: "ann"}, nil), 2)
	if err := s.book.Update(func(tx *store.Tx) error { return tx.ForgetStock("TENT-2", 2) }); err != nil {
		t.Fatal(err)
	}
	s.stockOf(0, 100, 30).press("r", "enter")
	s.sees("Back at Main  they are added to what is on hand there", "Back at East warehouse  not counted there")
	s.press("'east'", "enter")
	s.sees("Not now: TENT-2 isn't counted at East warehouse. Count it there first.", "Back at East warehouse")
	s.press("ctrl+u", "'main'", "enter")
	s.sees("How many pieces of TENT-2, order 200 of Acme Outdoors?")
}

// An open line is moved in the order's detail, after a question that names both places; then it leaves from there.
func TestMoveALine(t *testing.T) {
	s := shelved(newStill(t, Config{Who: "ann"}, nil)).open(100, 30).press("esc")
	s.send(screen.OpenMsg{Kind: screen.Order, Connection: 1, Order: 1100, Name: "1100"})
	place := func() store.LocationID {
		t.Helper()
		o, err := s.book.Order(1, 1100)
		if err != nil {
			t.Fatal(err)
		}
		at := store.LocationID(0)
		if err := s.book.View(func(tx *store.Tx) (err error) { at, err = tx.LineLocation(1, &o, &o.Lines[0]); return err }); err != nil {
			t.Fatal(err)
		}
		return at
	}
	s.press("m")
	s.sees("Which line to move", "3 of TENT-2", "at Main")
	s.press("enter")
	s.sees("Move 3 of TENT-2 from Main to", "East warehouse")
	s.press("enter")
	s.sees("Move 3 of TENT-2, order 1100, from Main to East warehouse?")
	s.press("enter")
	if at := place(); at != 1 {
		t.Fatalf("cancelled, but moved to %d", at)
	}
	s.press("m", "enter", "enter", "tab", "enter")
	s.sees("Moved 3 of TENT-2, order 1100, from Main to East warehouse.")
	if at := place(); at != 2 {
		t.Fatalf("taken from %d", at)
	}
	if a := s.noted(); a.Who != "ann" || a.Connection != 1 || !strings.HasPrefix(a.What, "Moved 3 of TENT-2") {
		t.Errorf("%+v", a)
	}
	s.press("m", "enter")
	s.sees("Main", "where it would be by itself")
	s.press("enter", "tab", "enter")
	if at := place(); at != 1 {
		t.Fatalf("taken from %d", at)
	}
}

// A count that raises what a store was sent beyond reason is asked about where it is entered, typed or from a file.
func TestRisesAreAskedAboutWhereTheyAreCounted(t *testing.T) {
	s := shelved(newStill(t, Config{}, nil)).stockOf(1, 100, 30)
	answer := func(keys ...string) {
		s.calm()
		s.press(keys...)
	}
	at := func(sku string) int {
		c := s.counted(sku, 1)
		if c == nil {
			t.Fatal("it is counted no more")
		}
		return c.OnHand
	}
	s.press("enter", "'8900'", "enter")
	s.sees("Is this count right?", "AXE goes from 40 to 8,900, more than 10 times its highest number of")
	answer("enter")
	if n := at("AXE"); n != 40 {
		t.Fatalf("saved without a yes: %d", n)
	}
	s.press("ctrl+u", "'8901'", "enter")
	answer("left", "enter")
	if n := at("AXE"); n != 8901 {
		t.Fatalf("%d", n)
	}
	sure := func(sku string) int { // by how many pieces its last count rose by a yes
		var shelf *ledger.Shelf
		if err := s.book.View(func(tx *store.Tx) error {
			l, err := tx.Ledger()
			if err == nil {
				shelf, err = l.Of(store.NormalSKU(sku))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return shelf.At(1).Sure
	}
	if n := sure("AXE"); n != 8861 {
		t.Errorf("a rise by %d is confirmed, 8,861 are", n)
	}
	s.press("esc")
	s.importing("ROPE,Main,4006381\nTENT-2,Main,4006382\n")
	s.press("enter")
	s.sees("2 items rise beyond reason, the first: ROPE goes from 15 to")
	answer("enter")
	if n := at("ROPE"); n != 15 {
		t.Fatalf("imported without a yes: %d", n)
	}
	s.press("enter")
	answer("left", "enter")
	s.sees("Imported: 0 new, 2 changed.")
	if n := at("TENT-2"); n != 4006382 {
		t.Fatalf("%d", n)
	}
	if n := sure("ROPE"); n != 4006366 {
		t.Errorf("a rise by %d is confirmed, 4,006,366 are", n)
	}
}
