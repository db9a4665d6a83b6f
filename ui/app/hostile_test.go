package app

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
	"cartwire/ui/screen"
)

// hostiles are what a stranger may type as a name into a shop.
var hostiles = []string{
	"\x1b]52;c;cm0gLXJmIC8=\x07", "\x1b[2J\x1b[H", "\u009b31mred", "\x9b31m", "Bob\u202egnp.exe\u202c", "\u2066iso\u2069", "a\r\nb\nc\td",
	"\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "pay\u200bpal\ufeff", "\x00\x07\x08\x7f", "\x1bP+q544e\x1b\\", "\x1b]0;title\x07",
}

func nasty(of string, i int) string {
	return of + hostiles[i%len(hostiles)] + hostiles[(i+1)%len(hostiles)]
}

// poisoned is an order in which every text is hostile.
func poisoned(id uint64, i int) store.Order {
	o := order(id)
	bad := func(s string) string { return nasty(s, i) }
	o.Number, o.Status, o.Currency = fmt.Sprint(id)+bad(""), bad("Awaiting"), bad("E")
	o.Customer = store.Customer{Name: bad("name"), Company: bad("company"), Email: bad("mail"), Phone: bad("phone")}
	a := store.Address{Name: bad("n"), Company: bad("c"), Street1: bad("s"), Street2: bad("t"), City: bad("city"), State: bad("st"), Zip: bad("z"), Country: bad("land"), Phone: bad("p"), Email: bad("e")}
	o.Billing = a
	o.Shipping[0].Address, o.Shipping[0].Method = a, bad("by")
	o.Lines[0].Type, o.Lines[0].AddressID = "physical", 1
	o.Lines[0].SKU, o.Lines[0].Name, o.Lines[0].Options = bad("sku"), bad("line"), []store.LineOption{{Name: bad("o"), Value: bad("v")}}
	o.Fees[0].Name = bad("fee")
	o.Shipments = []store.Shipment{{Carrier: bad("carrier"), Tracking: bad("track")}}
	o.PaymentMethod, o.PaymentStatus = bad("card"), bad("paid")
	o.Refunds = []store.Refund{{ID: 1, Reason: bad("refund")}}
	o.Changes = []store.OrderChange{{Field: "status", Before: bad("before"), After: bad("after")}}
	o.CustomerMessage, o.StaffNotes, o.Warning = bad("message"), bad("notes"), bad("warning")
	return o
}

// Hostile text reaches no frame, whichever screen shows it.
func TestHostileText(t *testing.T) {
	for i := range hostiles {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			s := newStill(t, Config{}, practice(sandbox.Config{Orders: 2}))
			s.seen = func() { bounded(t, s.m.View(), 100, 30) }
			c := s.connect(nasty("Shop", i), func(c *store.Connection) {
				c.Problem, c.ClientID, c.AllowInsecureHost, c.Cart, c.TokenEnd = nasty("p", i), nasty("i", i), nasty("h", i), nasty("cart", i), nasty("t", i)
			})
			l := store.Location{Name: nasty("East", i)}
			if err := s.book.SaveLocation(&l); err != nil {
				t.Fatal(err)
			}
			put(t, s.book, c.ID, poisoned(1, i), poisoned(2, i+1))
			s.open(100, 30)
			s.sees("Shop")
			s.press("?", "esc", "/", "'Shop'", "esc")
			s.paste(nasty("", i))
			s.press("o")
			s.sees("name")
			s.press("enter")
			s.sees("line")
			s.press("pgdown")
			s.sees("carrier")
			s.press("end", "y", "esc", "l", "esc", "p", "h")
			s.sees("Carrier")
			s.press("esc", "/", "'name'", "enter", "f", "esc", "x", "y", "e", "esc", "esc", "p", "esc")
			s.press(",", "esc", "enter", "tab")
			s.paste(nasty("x", i))
			s.press("ctrl+n", "ctrl+n", "r", "esc", "d", "esc", "ctrl+t", "esc", "esc", "left", "enter")

			snap := running(c.ID)
			snap.Waiting = nasty("w", i)
			s.snapshot(snap, c.Name)
			s.send(screen.OpenMsg{Kind: screen.Sync, Connection: c.ID, Name: "Shop"})
			s.snapshot(snap, "Shop")
			snap.Sequence++
			snap.Ended, snap.Err, snap.Job.State = true, errors.New(nasty("failed", i)), store.JobFailed
			snap.Job.Errors = []store.JobError{{Ref: nasty("ref", i), Reason: nasty("reason", i)}}
			s.snapshot(snap, "Shop")
			s.sees("failed", "reason")
			s.send(screen.Failed(errors.New(nasty("oops", i))))
			s.sees("oops")
			s.send(screen.FatalMsg{Err: errors.New(nasty("fatal", i))})
			s.sees("fatal")
		})
	}
}

// The same over HTTP, through the import, down to the bytes that reach the terminal.
func TestHostileStore(t *testing.T) {
	sand := practice(sandbox.Config{})
	for i := range hostiles {
		sand.PlaceOrder(func(o *sandbox.OrderChange) {
			o.FirstName, o.LastName, o.Company, o.CustomerMessage = nasty("Eve", i), nasty("", i+1), nasty("", i+2), nasty("", i+3)
			o.AddLine(nasty("Thing", i), nasty("sku", i), 1)
		})
	}
	s := start(t, Config{}, sand, 100, 30)
	s.until("No store").press("a", "enter").until("Website Name").paste(string(sand.CredentialsFile())).until("own address").press("left", "enter")
	s.until("[▸Test Connection ]").press("ctrl+s").until("Done.").press("o").until("Eve").press("enter").until("Thing")
	for range hostiles[1:] {
		s.press("esc").until("CUSTOMER").press("down", "enter").until("Thing")
	}
	for _, bad := range []string{"]52;c", "\u202e", "\u2066", "\u200b", "]8;;http://evil", "]0;title", "\x1b[2J\x1b[H\x1b[2J"} {
		if out := s.out.take(); strings.Contains(out, "\x1b"+bad) || (bad[0] != ']' && bad[0] != 0x1b && strings.Contains(out, bad)) {
			t.Errorf("%q reached the terminal", bad)
		}
	}
}
