package app

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cartwire/store"
	"cartwire/ui/role"
)

// rawOrder is an order as a store sends it, with items as the number of its pieces.
func rawOrder(id uint64, items string) []byte {
	at := noon.Add(-time.Hour).Format(time.RFC1123Z)
	return fmt.Appendf(nil, `{"id":%d,"customer_id":0,"status_id":11,"status":"Awaiting Fulfillment","items_total":%s,`+
		`"date_created":%q,"date_modified":%q,"total_inc_tax":"10.0000","staff_notes":"\u001b[2Jgone","billing_address":{"first_name":"Ann","last_name":"Lee"},`+
		`"fees":[],"consignments":{"shipping":[],"pickups":[],"downloads":[],"email":{"gift_certificates":[]}}}`, id, items, at, at)
}

// heldOrders is a connection with some orders that can't be read; given are those that somebody has given up.
func heldOrders(t *testing.T, s *still, ids []uint64, given ...uint64) store.Connection {
	t.Helper()
	c := s.connect("Acme Outdoors")
	err := s.book.Update(func(tx *store.Tx) error {
		for _, id := range ids {
			held := store.SetAside{StoreOrderID: id, Reason: "its field items_total has an unexpected type (string)", Raw: rawOrder(id, `"a few"`), At: noon.Add(-3 * time.Hour), Tried: noon.Add(-4 * time.Minute)}
			if id%2 == 1 {
				held.Raw = nil // too long to be kept
			}
			if err := tx.PutSetAside(c.ID, held); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range given {
		if err := s.book.DismissSetAside(c.ID, id, store.Dismissal{By: "bob", Why: "a test order", At: noon}, ""); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// asides is what is set aside by now.
func (s *still) asides(c store.ConnectionID) []store.SetAside {
	s.t.Helper()
	list, err := s.book.SetAsides(c)
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

// What can't be read is found from home and from the orders, shown as it came, given up with a reason, and taken back.
func TestOrdersThatCantBeRead(t *testing.T) {
	s := newStill(t, Config{Who: "ann"}, nil)
	c := heldOrders(t, s, []uint64{900001, 900002}, 900001)
	s.open(100, 30).sees("1 order could not be read")
	s.press("!")
	s.sees("Orders that can't be read", "900002", "its field items_total", "given up by bob: a test order", "2 orders, 1 given up")
	s.press("enter")
	s.sees("too long to be kept", "Given up", "bob: a test order")
	s.press("esc", "y")
	s.sees("given up by bob")
	s.press("esc", "o")
	s.sees("1 order can't be read: press b", "No order has been imported")
	s.press("b", "down", "enter")
	s.sees("Order 900002, which can't be read", "As the store sent it", `"items_total": "a few",`, `\u001b[2Jgone`, "3 h ago", "4 min ago")
	s.press("y")
	s.sees("text was copied")
	s.press("down", "enter")
	s.sees("WHAT IS WRONG")
	s.press("d")
	s.sees("Give order 900002 up?")
	s.press("enter")
	s.sees("Say why.")
	s.press("'never placed'", "enter")
	s.sees("Order 900002 is given up", "given up by ann: never placed", "2 given up")
	if diary, err := s.book.Activities(1); err != nil || diary[0].Who != "ann" || !strings.Contains(diary[0].What, "never placed") {
		t.Fatal(diary, err)
	}
	s.press("R", "d")
	s.sees("asked for again at each run", "1 given up")
	s.press("d", "'x'", "esc")
	if held := s.asides(c.ID); held[1].Dismissed != nil {
		t.Fatal("given up all the same")
	}
	s.press("d", "'x'", "enter", "esc")
	s.seesNot("can't be read") // all are given up
	s.press("b")
	s.sees("2 given up")
}

// Whoever may look only changes nothing.
func TestViewerSettlesNothing(t *testing.T) {
	s := newStill(t, Config{Limits: &Limits{Role: role.Viewer, NoFiles: true}}, nil)
	heldOrders(t, s, []uint64{900002})
	s.open(100, 30).press("o", "b", "d")
	s.sees("You have read-only access")
}

// What can't be read is asked for again alone, or with the others that nobody has given up.
func TestRetryAside(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := heldOrders(t, s, []uint64{900001, 900002, 900003}, 900001)
	for id := uint64(900001); id <= 900003; id++ {
		if _, err := s.sand.AddRawOrder(rawOrder(id, "0")); err != nil {
			t.Fatal(err)
		}
	}
	s.open(100, 30).press("o", "b", "down", "r")
	s.sees("Import Orders", "New        1")
	s.press("esc")
	s.sees("900001", "900003", "2 orders, 1 given up")
	if n := s.sand.Stats().Requests["GET /v2/orders/{id}"]; n != 1 {
		t.Fatalf("%d orders were asked for", n)
	}
	s.press("R", "esc")
	s.sees("900001", "1 order, 1 given up")
	s.press("r", "esc") // one that was given up counts again
	s.sees("Every order of the store could be read.")
	if held := s.asides(c.ID); len(held) != 0 {
		t.Fatalf("%+v", held)
	}
	s.press("esc")
	s.sees("3 orders", "900003")
	s.seesNot("can't be read")
}
