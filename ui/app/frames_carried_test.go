package app

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
)

// mailing is a plan of shipments that has the store e-mail customers.
func mailing() *syncer.Plan {
	return &syncer.Plan{
		Option: syncer.UpdateOrderStatus, Made: noon, Requests: 8, Notices: []string{"This will e-mail 2 customers."},
		Changes: []syncer.Change{
			{Ref: "order 1001", New: 3, What: "shipment of 3 pieces, UPS 1Z999AA10123456784"},
			{Ref: "order 1002", New: 1, What: "shipment of 1 piece, without a tracking number"},
		},
		Mails: []syncer.Mail{{Name: "Zoë Müller", Email: "zoe@example.com", Orders: []uint64{1001, 1002}}, {Email: "ann@example.org\x1b[2J", Orders: []uint64{1003}}},
	}
}

// unseen is a plan of stock of which some was told a moment ago, and is not shown yet.
func unseen() *syncer.Plan {
	p := examplePlan(1)
	p.Changes[1].Remark = "The store was told 46 at 11:58 UTC and does not show it yet."
	for i := range 25 {
		p.Unseen = append(p.Unseen, syncer.Skip{SKU: fmt.Sprintf("MUG-%02d", i), Ref: "product 5", Reason: "told"})
	}
	return p
}

// holding connects a store whose last stock push was undone: its schedule waits for a person.
func holding(t *testing.T, s *still, orders bool) store.Connection {
	t.Helper()
	c := s.connect("Acme Outdoors", func(c *store.Connection) {
		c.Options.ImportOrders, c.Options.UpdateInventory = orders, true
		c.Options.Schedule = map[string]time.Duration{"orders": 15 * time.Minute, "inventory": 90 * time.Minute}
	})
	if err := s.book.Update(func(tx *store.Tx) error {
		return tx.HoldRuns(c.ID, "inventory", "Update Inventory waits until somebody starts it: the last stock push was undone, and a scheduled run would send the book's numbers again.")
	}); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCarriedFrames(t *testing.T) {
	for _, f := range []struct {
		name string
		show func(s *still, w, h int)
	}{
		{"plan of e-mails", func(s *still, w, h int) { opened(s, mailing(), w, h, nil).press("shift+tab", "end") }},
		{"plan of e-mails, to apply", func(s *still, w, h int) { opened(s, mailing(), w, h, nil).press("a") }},
		{"plan with a remark", func(s *still, w, h int) { opened(s, unseen(), w, h, nil).press("down", "enter", "end") }},
		{"plan not shown yet", func(s *still, w, h int) { opened(s, unseen(), w, h, nil).press("shift+tab", "end") }},
		{"home held", func(s *still, w, h int) { holding(t, s, false); s.open(w, h) }},
		{"editor held", func(s *still, w, h int) { holding(t, s, true); s.open(w, h).press("enter", "ctrl+pgup") }},
	} {
		everyFrame(t, f.name, func(s *still, w, h int) { f.show(s, w, h) })
	}
}

// What waits for a person is said at home, leads to its plan, and is said beside its schedule.
func TestHeldOnScreen(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := holding(t, s, true)
	s.open(110, 30).sees("Update Inventory waits until somebody starts it", "now")
	s.press("!")
	s.sees("Update Inventory")
	s.seesNot("NEXT")
	s.press("esc", "enter", "ctrl+pgup")
	s.sees("the last stock push was undone")
	if err := s.book.Update(func(tx *store.Tx) error { return tx.HoldRuns(c.ID, "inventory", "") }); err != nil {
		t.Fatal(err)
	}
	s.send(screen.BackMsg{})
	s.seesNot("waits until")
}

// What waits since a restore is said at home, and leads to the plan of its option.
func TestRestoredOnScreen(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := s.connect("Acme Outdoors", func(c *store.Connection) {
		c.Options.UpdateInventory, c.Options.UpdateOrderStatus = true, true
	})
	idle := s.connect("Books by the Bay", func(c *store.Connection) { c.Options.UpdateInventory = false })
	for _, id := range []store.ConnectionID{c.ID, idle.ID} {
		s.update(func(tx *store.Tx) error {
			return errors.Join(tx.ReviewRuns(id, store.OptionStock, "The book was restored."), tx.ReviewRuns(id, store.OptionStatus, "The book was restored."))
		})
	}
	s.open(110, 30).press("!")
	s.sees("Update Inventory needs confirmation. The book was restored.", "Update Order Status needs confirmation. The b…")
	s.seesNot("Books by the Bay: ")
	s.update(func(tx *store.Tx) error { return tx.ReviewRuns(c.ID, store.OptionStock, "") })
	s.press("esc")
	s.open(110, 30).press("!")
	s.seesNot("Update Inventory needs confirmation")
	s.press("enter")
	s.sees("Update Order Status")
}

// Who is e-mailed is said before, by name; what the store has yet to show is named, too.
func TestPlanSaysAll(t *testing.T) {
	s := newStill(t, Config{}, nil)
	opened(s, mailing(), 110, 40, nil).sees("This will e-mail 2 customers.")
	s.press("a")
	s.sees("This will e-mail 2 customers.")
	s.press("esc", "shift+tab")
	s.sees("E-mails", "Zoë Müller <zoe@example.com>, orders 1001, 1002", "<ann@example.org␛[2J>, order 1003")
	s = newStill(t, Config{}, nil)
	opened(s, unseen(), 110, 40, nil).press("down")
	s.sees("The store was told 46 at 11:58 UTC", " *")
	s.press("shift+tab")
	s.sees("25 values told a moment ago", "MUG-00, MUG-01", "and 5 more")
}

// The shares from which on an update of the stock asks first are set on the screen.
func TestGuardSharesOnScreen(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := s.connect("Acme Outdoors", func(c *store.Connection) { c.Options.UpdateInventory = true })
	s.open(100, 40).press("enter", "ctrl+n")
	s.sees("Empties at most", "% of the items, else it asks; empty: 20", "Takes at most", "% of all stock, else it asks; empty: 50")
	s.press("tab", "tab", "tab", "tab", "tab", "tab", "tab", "tab", "tab", "'many'", "tab", "'70'", "ctrl+s")
	s.sees("A share is a percentage from 1 to 100. Leave it empty for 20.")
	s.press("ctrl+u", "'35'", "ctrl+s")
	saved, err := s.book.Connection(c.ID)
	if err != nil || saved.Options.Inventory.EmptyShare != 35 || saved.Options.Inventory.DropShare != 70 {
		t.Fatalf("%+v, %v\n%s", saved.Options.Inventory, err, s.frame())
	}
}
