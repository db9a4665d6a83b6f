package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
)

// manyOrders is a list of orders of several statuses.
func manyOrders(t *testing.T, s *still, n int) store.Connection {
	c := s.connect("Acme Outdoors", func(c *store.Connection) { c.APIPath = "https://api.bigcommerce.com/stores/ab12cd/v3/" })
	var orders []store.Order
	for i := range n {
		o := order(uint64(1000 + i))
		if i%3 == 0 {
			o.StatusID, o.Status = 2, "Shipped"
		}
		if i%5 == 0 {
			o.Customer = store.Customer{Name: fmt.Sprintf("Ann Smith %d", i), Email: "ann@example.org"}
		}
		for l := range o.Lines {
			o.Lines[l].Type, o.Lines[l].AddressID = "physical", 1
		}
		orders = append(orders, o)
	}
	put(t, s.book, c.ID, orders...)
	return c
}

func (s *still) resizeTo(width, height int) { s.send(tea.WindowSizeMsg{Width: width, Height: height}) }

// What is typed is found at once, by the beginning of any word; the count follows.
func TestFindOrders(t *testing.T) {
	s := newStill(t, Config{}, nil)
	manyOrders(t, s, 40)
	s.open(100, 30).press("o")
	s.sees("40 orders", "1039", "/ find")
	s.press("/", "'ann'")
	s.sees("/ ann", "8 orders", "Ann Smith 35")
	s.seesNot("Müller")
	s.press("' 101'")
	s.sees("2 orders", "Ann Smith 10", "Ann Smith 15")
	s.press("enter", "down", "enter")
	s.sees("Order 1010", "Totals")
	s.press("esc")
	s.sees("2 orders")
	s.press("esc")
	s.sees("40 orders", "1039")

	s.press("/", "'nobody'")
	s.sees("No order is found by this", "0 orders")
	s.press("enter")
	s.resizeTo(60, 15)
	s.sees("No order is found by this")
	s.resizeTo(100, 30)
	s.press("esc", "f")
	s.sees("Show orders that are", "Shipped", "14")
	s.press("'shipped'", "enter")
	s.sees("14 orders", "only", "Shipped")
	s.seesNot("Awaiting")
	s.press("esc")
	s.sees("40 orders")
}

// A wide window shows the chosen order beside the list.
func TestOrderPreview(t *testing.T) {
	s := newStill(t, Config{}, nil)
	manyOrders(t, s, 10)
	s.open(140, 40).press("o", "p")
	s.sees("Order 1009", "Billed to", "Hauptstr. 1")
	s.press("down")
	s.sees("Order 1008")
	s.resizeTo(90, 30)
	s.seesNot("Billed to")
	s.press("p", "p")
	s.sees("at least 100 columns")
}

// What is said after a shipment holds for the connection's options.
func TestTheToastAfterAShipmentPromisesWhatTheOptionsDo(t *testing.T) {
	for want, set := range map[string]func(*store.Connection){
		"Not sent: Update Order Status is off.": func(c *store.Connection) { c.Options.UpdateOrderStatus = false },
		"The next sync sends it to the store.":  func(c *store.Connection) { c.Options.UpdateOrderStatus = true },
		"Not sent: the connection is off.":      func(c *store.Connection) { c.Options.UpdateOrderStatus, c.Active = true, false },
	} {
		s := newStill(t, Config{Who: "ann"}, nil)
		c := manyOrders(t, s, 3)
		set(&c)
		if err := s.book.SaveConnection(&c, ""); err != nil {
			t.Fatal(err)
		}
		s.open(60, 20).press("o", "down", "h", "'UPS'", "ctrl+s")
		s.sees("22 pieces shipped. " + want)
	}
}

// An order is shipped in part, and what is wrong in the form is said beside the field.
func TestShipOnScreen(t *testing.T) {
	s := newStill(t, Config{Who: "ann"}, nil)
	c := manyOrders(t, s, 3)
	s.open(100, 30).press("o", "down", "h")
	s.sees("Ship order 1001", "TENT-2", "2 of 2 left", "20 of 20 left", "22 pieces left")
	s.press("ctrl+s")
	s.sees("Say who carries it.")
	s.press("'UPS'", "tab", "'1Z99'", "tab", "'3'", "ctrl+s") // over the 2 that stands there
	s.sees("Only 2 are left to be shipped.")
	s.press("ctrl+u", "'x'", "ctrl+s")
	s.sees("no number of pieces")
	s.press("ctrl+u", "'1'", "tab", "'0'", "ctrl+s")
	s.sees("1 piece shipped. Not sent: Update Order Status is off.", "ORDER") // back at the list
	s.seesNot("The next sync sends it")
	all, err := s.book.ShipmentsOf(c.ID, 1001)
	if err != nil || len(all) != 1 || len(all[0].Lines) != 1 || all[0].Lines[0].Quantity != 1 || all[0].Tracking != "1Z99" {
		t.Fatalf("%+v, %v", all, err)
	}
	s.press("enter")
	s.sees("Order 1001", "Lines")
	s.press("end")
	s.sees("Shipped from the book", "1 × TENT-2", "the store has yet to be told")
	s.press("h")
	s.sees("1 of 2 left", "20 of 20 left")
	s.press("'DHL'", "esc")
	s.sees("not recorded")
	s.press("esc")
	s.sees("Carrier", "DHL") // stayed
	s.press("esc", "left", "enter")
	s.sees("Order 1001", "yet to be told")
	s.press("u")
	s.sees("Took back from order 1001: 1 piece with UPS, 1Z99.")
	s.seesNot("Shipped from the book")
	if all, err := s.book.ShipmentsOf(c.ID, 1001); err != nil || len(all) != 0 {
		t.Fatalf("%+v, %v", all, err)
	}
	list, err := s.book.Activities(1)
	if err != nil || len(list) != 1 || list[0].Who != "ann" {
		t.Fatalf("%+v, %v", list, err)
	}

	s.press("esc", "up", "up", "down", "down", "h")
	s.sees("Ship order 1000", "Its status in the store is Shipped")
}

// An order is marked as exported and the mark is taken back; its number and link are copied.
func TestMarkAndCopy(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := manyOrders(t, s, 3)
	s.open(100, 30).press("o", "x")
	s.sees("Marked as exported")
	if done, err := s.book.Exported(c.ID, []uint64{1002}); err != nil || !done[1002] {
		t.Fatal(done, err)
	}
	s.press("enter")
	s.sees("Exported", "yes")
	s.press("l")
	s.sees("ab12cd.mybigcommerce.com/manage/orders/1002")
	s.press("y")
	s.sees("Copy", "E-mail", "zoe@example.com")
	s.press("'phone'", "enter")
	s.sees("Phone was copied")
	s.press("x", "esc", "y")
	s.sees("The number 1002 was copied")
	if done, err := s.book.Exported(c.ID, []uint64{1002}); err != nil || done[1002] {
		t.Fatal(done, err)
	}
}

// What is listed is written to a file; what is new is marked, and a file that is there is not overwritten.
func TestExportOrders(t *testing.T) {
	home := t.TempDir()
	s := newStill(t, Config{Home: home}, nil)
	manyOrders(t, s, 12)
	s.open(100, 30).press("o", "/", "'ann'", "enter", "e")
	s.sees("Export", "the orders that are found")
	s.press("'csv'", "enter")
	s.sees("Export to a file", "~/orders-")
	s.press("ctrl+u", "enter")
	s.sees("A file's name is needed.")
	s.press("'~/ann.csv'", "enter")
	s.sees("3 orders written to")
	raw, err := os.ReadFile(filepath.Join(home, "ann.csv"))
	if err != nil || strings.Count(string(raw), "\n") != 1+3*2 || strings.Count(string(raw), "TENT-2") != 3 {
		t.Fatalf("%v\n%s", err, raw)
	}
	s.press("esc", "e", "'new as json'", "enter", "ctrl+u", "'~/ann.csv'", "enter")
	s.sees("already a file of this name")
	s.press("e", "'new as json'", "enter", "ctrl+u", "'~/new.jsonl'", "enter")
	s.sees("12 orders written to")
	s.press("e", "'new as json'", "enter", "ctrl+u", "'~/none.jsonl'", "enter")
	s.sees("0 orders written to")
	s.press("e", "'new as json'", "enter", "ctrl+u", "'~/nowhere/x'", "enter")
	s.sees("can't be written: no such file or directory")
	left, err := filepath.Glob(filepath.Join(home, ".cartwire*"))
	if err != nil || len(left) > 0 {
		t.Fatal(left, err)
	}
}
