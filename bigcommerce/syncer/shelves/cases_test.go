package shelves_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cartwire/store"
)

// sequence is a short history with the numbers that are right in it.
type sequence struct {
	id, what  string
	elsewhere bool // the program keeps to it in its commands, which is held there, or not yet
	shops     []*shop
	with      []options
	do        func(c *trial)
}

// trial is a sequence under way.
type trial struct {
	*world
	*testing.T
}

// shows pushes to a shop, and holds what it shows of some skus, all its locations together, against the numbers meant.
func (c *trial) shows(i int, want map[string]int) {
	c.Helper()
	c.sleep(time.Minute)
	out := c.push(i, pushOptions{yes: true})
	if out.err != nil || out.asked != "" || len(out.conflicts)+len(out.errors) > 0 {
		c.Errorf("the push to shop %d: %v", i, out)
	}
	c.has(i, want)
}

func (c *trial) has(i int, want map[string]int) {
	c.Helper()
	got := map[string]int{}
	for sku := range want {
		got[sku] = c.shops[i].total(sku)
	}
	if !maps.Equal(got, want) {
		c.Errorf("shop %d shows %v, right is %v", i, got, want)
	}
}

// counts has pieces laid on the shelves, and counted.
func (c *trial) counts(place string, pieces map[string]int) {
	c.lay(place, pieces)
	c.enterAll(pieces, place)
}

func (c *trial) enterAll(pieces map[string]int, place string) {
	s := stocktake{at: time.Now()}
	for _, sku := range slices.Sorted(maps.Keys(pieces)) {
		s.rows = append(s.rows, count{sku, place, c.shelf[sku][place]})
	}
	if err := c.enter(s); err != nil {
		c.Fatal(err)
	}
}

func (c *trial) pass(d ...time.Duration) { c.sleep(append(d, time.Hour)[0]) }

// newer has an order come in, and read, behind which those of before aren't read again.
func (c *trial) newer() {
	c.pass()
	c.place(0, toFulfil, pcs("B", 1))
	c.pass()
	c.pull(0)
	c.pass()
}

// before has somebody buy something just before the next request of a method to shop 0.
func (c *trial) before(method string, pieces ...piece) {
	net, done := c.d.(*inProcess).net, false
	net.between = func(_ string, r *http.Request) {
		if r.Method == method && !done {
			done = true
			c.place(0, toFulfil, pieces...)
		}
	}
}

// done fails where the program would not do what a person asked.
func (c *trial) done(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

func pcs(sku string, n int) piece { return piece{sku: sku, quantity: n} }

var sequences = []sequence{
	{id: "s00", what: "buffer, sale, edits, cancel, two addresses, parcels before and after telling", with: []options{{buffer: 3}}, do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100, "B": 2})
		c.shows(0, map[string]int{"A": 97, "B": 0})
		o := c.place(0, toFulfil, pcs("A", 5))
		c.shows(0, map[string]int{"A": 92})
		c.edit(0, o, o.lines[0], 2)
		c.shows(0, map[string]int{"A": 95})
		c.edit(0, o, o.lines[0], 9)
		c.shows(0, map[string]int{"A": 88})
		c.status(0, o, cancelled)
		c.shows(0, map[string]int{"A": 97})
		o = c.place(0, toFulfil, pcs("A", 2), piece{sku: "A", quantity: 3, address: 1})
		c.shows(0, map[string]int{"A": 92})
		c.done(c.bookShips(0, o, nil))
		c.shows(0, map[string]int{"A": 92})
		c.tell(0)
		c.shows(0, map[string]int{"A": 92})
		if len(o.parcels) != 2 {
			c.Errorf("%d parcels for two addresses", len(o.parcels))
		}
	}},
	{id: "s01", what: "the parcel is made in the store", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100})
		c.shows(0, map[string]int{"A": 100})
		o := c.place(0, toFulfil, pcs("A", 5))
		c.shows(0, map[string]int{"A": 95})
		c.pass()
		c.storeShips(0, o, nil)
		c.shows(0, map[string]int{"A": 95})
		c.shows(0, map[string]int{"A": 95})
	}},
	{id: "s02", what: "picked up, downloaded, completed by hand", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100, "B": 100, "C": 100})
		c.shows(0, map[string]int{"A": 100, "B": 100, "C": 100})
		orders := []*order{
			c.place(0, awaitingPickup, piece{sku: "A", quantity: 5, kind: "pickup"}),
			c.place(0, toFulfil, piece{sku: "B", quantity: 5, kind: "digital"}), c.place(0, toFulfil, pcs("C", 5)),
		}
		c.shows(0, map[string]int{"A": 95, "B": 95, "C": 95})
		for _, o := range orders {
			c.status(0, o, completed)
		}
		c.shows(0, map[string]int{"A": 95, "B": 95, "C": 95})
	}},
	{id: "s03", what: "counted elsewhere than at the default place", do: func(c *trial) {
		c.addPlace("East")
		c.counts("East", map[string]int{"A": 10})
		c.shows(0, map[string]int{"A": 10})
		o := c.place(0, toFulfil, pcs("A", 4))
		c.shows(0, map[string]int{"A": 6})
		c.done(c.bookShips(0, o, nil))
		c.tell(0)
		c.shows(0, map[string]int{"A": 6})
	}},
	{id: "s04", what: "renamed while an order is open", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 10})
		c.shows(0, map[string]int{"A": 10})
		o := c.place(0, toFulfil, pcs("A", 4))
		c.shows(0, map[string]int{"A": 6})
		c.shops[0].rename("A", "NEW")
		c.d.learn(0)
		c.lay("Main", map[string]int{"NEW": 10})
		c.pass()
		c.enterAll(map[string]int{"NEW": 10}, "Main")
		c.shows(0, map[string]int{"NEW": 6})
		c.done(c.bookShips(0, o, nil))
		c.tell(0)
		c.shows(0, map[string]int{"NEW": 6})
	}},
	{id: "s05", what: "a line without a sku", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 10})
		c.shows(0, map[string]int{"A": 10})
		o := c.place(0, toFulfil, piece{sku: "A", quantity: 4, noSKU: true})
		c.shows(0, map[string]int{"A": 6})
		c.done(c.bookShips(0, o, nil))
		c.tell(0)
		c.shows(0, map[string]int{"A": 6})
	}},
	{id: "s06", what: "kits hold their components", with: []options{{buildable: true}}, do: func(c *trial) {
		c.kit("K", map[string]int{"A": 2, "B": 1})
		c.kit("L", map[string]int{"A": 4})
		c.counts("Main", map[string]int{"A": 20, "B": 50})
		c.shows(0, map[string]int{"K": 10, "A": 20, "B": 50, "L": 5})
		o := c.place(0, toFulfil, pcs("K", 4))
		c.shows(0, map[string]int{"K": 6, "A": 12, "B": 46, "L": 3})
		c.done(c.bookShips(0, o, nil))
		c.tell(0)
		c.shows(0, map[string]int{"K": 6, "A": 12, "B": 46, "L": 3})
	}},
	{id: "s07", what: "a kit's components lie elsewhere", with: []options{{buildable: true}}, do: func(c *trial) {
		c.addPlace("East")
		c.kit("K", map[string]int{"A": 1, "B": 1})
		c.counts("East", map[string]int{"A": 10, "B": 10})
		c.shows(0, map[string]int{"K": 10, "A": 10, "B": 10})
		o := c.place(0, toFulfil, pcs("K", 3))
		c.shows(0, map[string]int{"K": 7, "A": 7, "B": 7})
		c.done(c.bookShips(0, o, nil))
		c.tell(0)
		c.shows(0, map[string]int{"K": 7, "A": 7, "B": 7})
	}},
	{id: "s08", what: "the only selected place is removed", do: func(c *trial) {
		c.addPlace("East")
		c.addPlace("Damaged")
		c.change(0, options{places: []string{"East"}})
		c.counts("Main", map[string]int{"A": 100})
		c.counts("East", map[string]int{"A": 10})
		c.counts("Damaged", map[string]int{"A": 500})
		c.shows(0, map[string]int{"A": 10})
		_ = c.d.removePlace("East") // it may refuse
		out := c.push(0, pushOptions{})
		if n := c.shops[0].total("A"); n > 10 {
			c.Errorf("it shows %d after its only place was removed, %v", n, out)
		}
	}},
	{id: "s09", what: "another place is selected while orders are open", do: func(c *trial) {
		c.addPlace("East")
		c.counts("Main", map[string]int{"A": 0})
		c.counts("East", map[string]int{"A": 10})
		c.shows(0, map[string]int{"A": 10})
		c.place(0, toFulfil, pcs("A", 4))
		c.shows(0, map[string]int{"A": 6})
		c.change(0, options{places: []string{"East"}})
		c.shows(0, map[string]int{"A": 6})
	}},
	{id: "s10", what: "a deficit at one mapped place", shops: []*shop{newShop(shopConfig{hash: "ab12c0", locations: 2}).sell("A", "B")}, do: func(c *trial) {
		c.addPlace("East")
		c.change(0, options{mapped: map[string]int{"Main": 1, "East": 2}})
		c.counts("Main", map[string]int{"A": 2})
		c.counts("East", map[string]int{"A": 10, "B": 10})
		c.shows(0, map[string]int{"A": 12, "B": 10})
		c.place(0, toFulfil, pcs("A", 4), pcs("B", 4))
		c.shows(0, map[string]int{"A": 8, "B": 6})
		c.shows(0, map[string]int{"A": 8, "B": 6})
	}},
	{id: "s11", what: "a mapping leaves its old number", shops: []*shop{newShop(shopConfig{hash: "ab12c0", locations: 2}).sell("A")}, do: func(c *trial) {
		c.addPlace("East")
		c.change(0, options{mapped: map[string]int{"East": 2}})
		c.counts("Main", map[string]int{"A": 100})
		c.counts("East", map[string]int{"A": 40})
		c.shows(0, map[string]int{"A": 140})
		c.change(0, options{mapped: map[string]int{"East": 1}})
		c.shows(0, map[string]int{"A": 140})
	}},
	{id: "s12", what: "refunded pieces don't ship", shops: []*shop{newShop(shopConfig{hash: "ab12c0", noReturns: true}).sell("A")}, do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100})
		c.shows(0, map[string]int{"A": 100})
		o := c.place(0, toFulfil, pcs("A", 5))
		c.shows(0, map[string]int{"A": 95})
		c.refund(0, o, o.lines[0], 2, false)
		c.shows(0, map[string]int{"A": 97})
		c.done(c.d.ship(0, o.id, "1Z", nil))
		c.tell(0)
		if n := o.lines[0].shipped; n != 3 {
			c.Errorf("%d of 5 were shipped, 2 are refunded", n)
		}
	}},
	{id: "s13", what: "shipped, then disputed or refunded in part, where stock moves at shipping",
		shops: []*shop{newShop(shopConfig{hash: "ab12c0", atShip: true}).sell("A", "B")}, do: func(c *trial) {
			c.counts("Main", map[string]int{"A": 100, "B": 100})
			c.shows(0, map[string]int{"A": 100, "B": 100})
			o, p := c.place(0, toFulfil, pcs("A", 5)), c.place(0, toFulfil, pcs("B", 5))
			c.pull(0)
			c.done(c.bookShips(0, o, nil))
			c.done(c.bookShips(0, p, nil))
			c.tell(0)
			c.shows(0, map[string]int{"A": 95, "B": 95})
			c.status(0, o, disputed)
			c.refund(0, p, p.lines[0], 2, false)
			c.shows(0, map[string]int{"A": 95, "B": 95})
		}},
	{id: "s14", what: "a refund that the store puts back is no conflict", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100, "B": 100})
		c.shows(0, map[string]int{"A": 100, "B": 100})
		o, p := c.place(0, toFulfil, pcs("A", 5)), c.place(0, toFulfil, pcs("B", 5))
		c.shows(0, map[string]int{"A": 95, "B": 95})
		c.done(c.bookShips(0, p, nil))
		c.tell(0)
		c.shows(0, map[string]int{"A": 95, "B": 95})
		c.pass()
		c.refund(0, o, o.lines[0], 2, true)
		c.refund(0, p, p.lines[0], 2, true)
		c.shows(0, map[string]int{"A": 97, "B": 95})
	}},
	{id: "s15", what: "the same parcel, made here and there", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100})
		o := c.place(0, toFulfil, pcs("A", 10))
		c.shows(0, map[string]int{"A": 90})
		c.done(c.d.ship(0, o.id, "1Z999", map[uint64]int{o.lines[0].id: 4}))
		c.shops[0].parcel(o, "1Z999", map[*line]int{o.lines[0]: 4})
		c.pass()
		c.tell(0)
		c.shows(0, map[string]int{"A": 90})
		if len(o.parcels) != 1 {
			c.Errorf("%d parcels 1Z999", len(o.parcels))
		}
	}},
	{id: "s16", what: "a yes belongs to the plan that was seen", with: []options{{guards: true}}, do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100, "B": 100, "C": 100, "D": 100})
		c.shows(0, map[string]int{"A": 100, "B": 100, "C": 100, "D": 100})
		before := maps.Clone(c.shelf)
		for _, sku := range c.skus {
			before[sku] = maps.Clone(c.shelf[sku])
		}
		c.shelf["A"]["Main"], c.shelf["B"]["Main"] = 0, 0
		c.pass()
		c.count("A", "B")
		asked := c.push(0, pushOptions{})
		if asked.asked == "" {
			c.Errorf("two items emptied, unasked: %v", asked)
		}
		c.shelf = before
		c.shelf["C"]["Main"], c.shelf["D"]["Main"] = 0, 0
		c.pass()
		c.count("A", "B", "C", "D")
		out := c.push(0, pushOptions{confirm: asked.plan})
		if out.asked == "" {
			c.Errorf("the yes to another plan went through: %v", out)
		}
		c.has(0, map[string]int{"A": 100, "B": 100, "C": 100, "D": 100})
	}},
	{id: "s17", what: "a rise beyond reason asks", with: []options{{guards: true}}, do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 5, "B": 5, "C": 5})
		c.shows(0, map[string]int{"A": 5, "B": 5, "C": 5})
		c.lay("Main", map[string]int{"A": 4006376, "B": 4006377, "C": 4006378})
		c.pass()
		if err := c.d.count(time.Now(), count{"A", "Main", 4006381}, count{"B", "Main", 4006382}, count{"C", "Main", 4006383}); err != nil {
			return // asked where it was entered
		}
		if out := c.push(0, pushOptions{}); out.asked == "" {
			c.Errorf("from 5 to 4,006,381, unasked: %v", out)
		}
		c.has(0, map[string]int{"A": 5, "B": 5, "C": 5})
	}},
	{id: "s18", what: "an undo after a sale and an ordinary run", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 50, "B": 50})
		c.shows(0, map[string]int{"A": 50, "B": 50})
		c.lay("Main", map[string]int{"A": 450, "B": 450})
		c.pass()
		c.count("A", "B")
		c.shows(0, map[string]int{"A": 500, "B": 500})
		c.place(0, toFulfil, pcs("A", 5))
		c.pass()
		c.push(0, pushOptions{yes: true})
		c.pass()
		out := c.push(0, pushOptions{undo: true, yes: true})
		c.has(0, map[string]int{"A": 45, "B": 50})
		if c.Failed() {
			c.Log(out)
		}
	}},
	{id: "s19", what: "an order that can't be read holds its pieces", do: func(c *trial) {
		o := c.place(0, toFulfil, pcs("A", 5))
		c.shops[0].spoil(o, true)
		c.lay("Main", map[string]int{"A": 100})
		c.shops[0].setLevel("A", 1, 95)
		c.count("A")
		c.pass()
		c.push(0, pushOptions{yes: true})
		c.has(0, map[string]int{"A": 95})
	}},
	{id: "s20", what: "an order that is archived", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100})
		c.shows(0, map[string]int{"A": 100})
		o, p := c.place(0, toFulfil, pcs("A", 5)), c.place(0, toFulfil, pcs("A", 3))
		c.shows(0, map[string]int{"A": 92})
		c.shops[0].archive(o, false)
		c.shops[0].archive(p, true)
		for range 3 {
			c.pass()
			c.push(0, pushOptions{yes: true, full: true})
			c.has(0, map[string]int{"A": 92})
		}
		c.pass()
		c.count("A") // all 100 lie there
		c.pass()
		c.push(0, pushOptions{yes: true, full: true})
		c.has(0, map[string]int{"A": 100})
	}},
	{id: "s22", what: "a product and its variants are counted", shops: []*shop{newShop(shopConfig{hash: "ab12c0"}).sellVariants("P", "product", "P-1", "P-2")}, do: func(c *trial) {
		c.d.learn(0)
		c.counts("Main", map[string]int{"P": 26, "P-1": 10, "P-2": 16})
		c.shops[0].setLevel("P", 1, 26)
		c.pass()
		c.push(0, pushOptions{yes: true})
		c.has(0, map[string]int{"P": 26})
	}},
	{id: "s23", what: "two shops share an item", shops: []*shop{newShop(shopConfig{hash: "ab12c0"}).sell("A"), newShop(shopConfig{hash: "ab12c1"}).sell("A")}, with: []options{{}, {}},
		do: func(c *trial) {
			c.counts("Main", map[string]int{"A": 10})
			c.shows(0, map[string]int{"A": 10})
			c.shows(1, map[string]int{"A": 10})
			c.place(0, toFulfil, pcs("A", 4))
			c.place(1, toFulfil, pcs("A", 3))
			c.shows(0, map[string]int{"A": 3})
			c.shows(1, map[string]int{"A": 3})
		}},
	{id: "s24", what: "a book that was restored pushes nothing unseen", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100})
		o := c.place(0, toFulfil, pcs("A", 5))
		c.shows(0, map[string]int{"A": 95})
		file := c.d.backup()
		c.pass()
		c.done(c.bookShips(0, o, nil))
		c.tell(0)
		c.shows(0, map[string]int{"A": 95})
		c.pass()
		c.d.restore(file)
		c.push(0, pushOptions{})
		c.has(0, map[string]int{"A": 95})
		c.shows(0, map[string]int{"A": 95})
	}},
	{id: "s25", what: "taken back after a count that found it", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100})
		o := c.place(0, toFulfil, pcs("A", 5))
		c.shows(0, map[string]int{"A": 95})
		c.done(c.bookShips(0, o, nil))
		c.pass()
		c.back(0, o, map[uint64]int{o.lines[0].id: 5}) // it lies there still
		c.count("A")
		c.pass()
		_, err := c.d.takeBack(0, o.id)
		c.done(err)
		c.model.orders[orderKey{0, o.id}].parcels[0].undone = c.model.now()
		c.shows(0, map[string]int{"A": 95})
	}},
	{id: "s26", what: "a conflict stays until it is decided", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100})
		c.shows(0, map[string]int{"A": 100})
		c.meddle = true
		c.shops[0].setLevel("A", 1, 102)
		c.pass()
		if out := c.push(0, pushOptions{}); len(out.conflicts) != 1 {
			c.Errorf("no conflict: %v", out)
		}
		c.place(0, toFulfil, pcs("A", 3))
		c.pass()
		if out := c.push(0, pushOptions{}); len(out.conflicts) != 1 {
			c.Errorf("the conflict is gone: %v", out)
		}
		c.has(0, map[string]int{"A": 99})
	}},
	{id: "s27", what: "sold pieces are not for sale where stock moves at shipping", shops: []*shop{newShop(shopConfig{hash: "ab12c0", atShip: true}).sell("A")}, do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 10})
		c.shows(0, map[string]int{"A": 10})
		for range 3 {
			c.place(0, toFulfil, pcs("A", 3))
		}
		c.shows(0, map[string]int{"A": 1})
	}},
	{id: "s28", elsewhere: true, what: "a parcel that wasn't told outlives its connection", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100})
		o := c.place(0, toFulfil, pcs("A", 5))
		c.shows(0, map[string]int{"A": 95})
		c.done(c.bookShips(0, o, nil))
		if err := c.d.remove(0, false); err == nil {
			c.Errorf("removed, with a parcel that the store wasn't told of")
		}
	}},
	{id: "s29", elsewhere: true, what: "orders that wait aren't shipped without a question", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100})
		for _, status := range []int{toVerify, awaitingPayment, disputed, pending} {
			o := c.place(0, status, pcs("A", 5))
			c.pull(0)
			if err := c.d.ship(0, o.id, fmt.Sprint("1Z", status), nil); err == nil {
				c.Errorf("%s was shipped without a word", statusNames[status])
			}
		}
	}},
	{id: "s30", what: "the only place that counts an item is removed", do: func(c *trial) {
		c.addPlace("East")
		c.counts("East", map[string]int{"A": 10})
		c.shows(0, map[string]int{"A": 10})
		if err := c.d.removePlace("East"); err == nil {
			c.pass()
			if out := c.push(0, pushOptions{}); c.shops[0].total("A") != 0 && !strings.Contains(out.String(), "A") {
				c.Errorf("it sells 10 on, and nothing is said: %v", out)
			}
		}
	}},
	{id: "s31", what: "edited before it was read, where edits give nothing back", shops: []*shop{newShop(shopConfig{hash: "ab12c0", noEdits: true}).sell("A", "B")}, do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 30})
		c.shows(0, map[string]int{"A": 30})
		o := c.place(0, toFulfil, pcs("A", 4), pcs("B", 1))
		c.edit(0, o, o.lines[0], 0)
		c.shows(0, map[string]int{"A": 30})
	}},
	{id: "s33", what: "ordered at nothing, and cancelled before it was read", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 0})
		c.shows(0, map[string]int{"A": 0})
		o := c.place(0, toFulfil, pcs("A", 4))
		c.status(0, o, cancelled)
		c.shows(0, map[string]int{"A": 0})
	}},
	{id: "s34", what: "a kit with a part that was never counted", with: []options{{buildable: true}}, do: func(c *trial) {
		c.kit("K", map[string]int{"A": 1, "B": 1})
		c.counts("Main", map[string]int{"A": 25})
		c.shops[0].setLevel("K", 1, 25)
		c.pass()
		c.push(0, pushOptions{yes: true})
		c.has(0, map[string]int{"K": 25, "A": 25})
	}},
	{id: "s35", what: "one variant of a product that is tracked as a whole", shops: []*shop{newShop(shopConfig{hash: "ab12c0"}).sellVariants("P", "product", "P-1", "P-2")}, do: func(c *trial) {
		c.d.learn(0)
		c.counts("Main", map[string]int{"P-1": 10})
		c.shops[0].setLevel("P", 1, 26)
		c.place(0, toFulfil, pcs("P-2", 3))
		c.pass()
		c.push(0, pushOptions{yes: true})
		c.has(0, map[string]int{"P": 23})
	}},
	{id: "s36", what: "a stocktake of the morning is entered in the evening", do: func(c *trial) {
		c.counts("Main", map[string]int{"A": 100})
		c.shows(0, map[string]int{"A": 100})
		morning := c.look("A")
		o := c.place(0, toFulfil, pcs("A", 5))
		c.shows(0, map[string]int{"A": 95})
		c.pass()
		c.done(c.bookShips(0, o, nil))
		c.tell(0)
		c.shows(0, map[string]int{"A": 95})
		c.pass()
		c.done(c.enter(morning))
		c.shows(0, map[string]int{"A": 95})
	}},
}

// aDay goes by with a push every six hours, and what is shown of A all the while.
func (c *trial) aDay(want int) {
	c.Helper()
	for range 5 {
		c.pass(6 * time.Hour)
		c.push(0, pushOptions{yes: true})
		c.has(0, map[string]int{"A": want})
	}
}

// more sequences that the histories have found.
func init() {
	sequences = append(sequences,
		sequence{id: "s38", what: "completed after the count, by a clock that is two hours behind", shops: []*shop{newShop(shopConfig{hash: "ab12c0", skew: -2 * time.Hour}).sell("A")}, do: func(c *trial) {
			c.counts("Main", map[string]int{"A": 100})
			o := c.place(0, toFulfil, pcs("A", 5))
			c.shows(0, map[string]int{"A": 95})
			c.pass()
			c.count("A")
			c.pass(time.Minute)
			c.status(0, o, completed)
			c.shows(0, map[string]int{"A": 95})
		}},
		sequence{id: "s47", what: "archived and gone orders are found by jobs that read changes alone", do: func(c *trial) {
			c.counts("Main", map[string]int{"A": 100})
			c.shows(0, map[string]int{"A": 100})
			o, p := c.place(0, toFulfil, pcs("A", 5)), c.place(0, toFulfil, pcs("A", 3))
			c.shows(0, map[string]int{"A": 92})
			c.shops[0].archive(o, false)
			c.shops[0].archive(p, true)
			c.aDay(92)
			c.count("A") // all 100 lie there
			c.shows(0, map[string]int{"A": 100})
		}},
		sequence{id: "s48", what: "one empty answer is no proof", do: func(c *trial) {
			c.counts("Main", map[string]int{"A": 100})
			c.shows(0, map[string]int{"A": 100})
			o, p := c.place(0, toFulfil, pcs("A", 5)), c.place(0, toFulfil, pcs("A", 3))
			c.shows(0, map[string]int{"A": 92})
			o.archived, o.empty = true, true // what lists it, and what shows it, fails for a while
			p.archived, p.gone = true, true
			o.hidden, p.hidden = c.shops[0].clock(), c.shops[0].clock()
			c.pass()
			c.push(0, pushOptions{yes: true, full: true})
			o.archived, o.empty, p.archived, p.gone = false, false, false, false
			c.pass()
			c.push(0, pushOptions{yes: true})
			c.pass()
			c.count("A")
			c.shows(0, map[string]int{"A": 92})
			c.storeShips(0, o, nil)
			c.shows(0, map[string]int{"A": 92})
		}},
		sequence{id: "s49", what: "an archived order is let go of before the next count", do: func(c *trial) {
			c.counts("Main", map[string]int{"A": 100})
			o := c.place(0, toFulfil, pcs("A", 5))
			c.shows(0, map[string]int{"A": 95})
			c.shops[0].archive(o, false)
			c.aDay(95)
			c.meddle = true // a person knows more than the shelves tell
			d := c.d.(*inProcess)
			conn, err := d.book.Connection(d.conns[0])
			c.done(err)
			freed, err := d.engine.Release([]store.Connection{conn}, []uint64{o.id})
			if err != nil || freed.Orders != 1 || freed.Pieces != 5 {
				c.Errorf("released %+v, %v", freed, err)
			}
			c.shows(0, map[string]int{"A": 100})
			c.pass(25 * time.Hour) // read again it stays so
			c.shows(0, map[string]int{"A": 100})
		}},
		sequence{id: "s39", what: "allocated anew by another selection, then shipped by the store", with: []options{{places: []string{"Main"}}}, do: func(c *trial) {
			c.addPlace("East")
			c.counts("Main", map[string]int{"A": 20})
			c.counts("East", map[string]int{"A": 10})
			o := c.place(0, toFulfil, pcs("A", 4))
			c.shows(0, map[string]int{"A": 16})
			c.newer() // so that no pass reads it again
			c.change(0, options{places: []string{"East"}})
			c.shows(0, map[string]int{"A": 6})
			c.storeShips(0, o, nil)
			c.shows(0, map[string]int{"A": 6})
		}},
		sequence{id: "s40", what: "an order that is placed between reading and writing", do: func(c *trial) {
			c.counts("Main", map[string]int{"A": 100})
			c.before(http.MethodPut, pcs("A", 5))
			c.shows(0, map[string]int{"A": 95})
		}},
		sequence{id: "s45", what: "a kit that left one place, before another is selected", with: []options{{places: []string{"Main"}, buildable: true}}, do: func(c *trial) {
			c.addPlace("East")
			c.kit("K", map[string]int{"A": 2})
			c.counts("Main", map[string]int{"A": 20})
			c.counts("East", map[string]int{"A": 10})
			o := c.place(0, toFulfil, pcs("K", 2))
			c.shows(0, map[string]int{"A": 16, "K": 8})
			c.storeShips(0, o, nil)
			c.shows(0, map[string]int{"A": 16, "K": 8})
			c.newer()
			c.change(0, options{places: []string{"East"}, buildable: true})
			c.shows(0, map[string]int{"A": 10, "K": 5})
		}},
		sequence{id: "s46", what: "a push that is refused after its answer was lost", do: func(c *trial) {
			c.counts("Main", map[string]int{"A": 100})
			c.shows(0, map[string]int{"A": 100})
			c.lay("Main", map[string]int{"A": 20})
			c.pass()
			c.count("A")
			c.shops[0].trouble = func(method, _ string) mishap {
				switch {
				case method != http.MethodPut:
					return mishap{}
				case c.shops[0].of["A"].level[0] == 100: // not yet written
					return mishap{status: 500, late: true}
				}
				return mishap{status: 422}
			}
			c.pass()
			c.push(0, pushOptions{yes: true})
			c.shops[0].trouble = nil
			c.has(0, map[string]int{"A": 120})
			c.lay("Main", map[string]int{"A": 9})
			c.count("A")
			c.shows(0, map[string]int{"A": 129})
		}},
		sequence{id: "s43", what: "as before, of another item than is written, where stock moves at shipping", shops: []*shop{newShop(shopConfig{hash: "ab12c0", atShip: true}).sell("A", "B")},
			do: func(c *trial) {
				c.counts("Main", map[string]int{"A": 100, "B": 100})
				c.shows(0, map[string]int{"A": 100, "B": 100})
				c.place(0, toFulfil, pcs("A", 1))
				c.before(http.MethodPut, pcs("B", 5))
				c.shows(0, map[string]int{"A": 99, "B": 95})
			}},
		sequence{id: "s44", what: "as before, of a kit", with: []options{{buildable: true}}, do: func(c *trial) {
			c.kit("K", map[string]int{"A": 2, "B": 1})
			c.counts("Main", map[string]int{"A": 100, "B": 100, "C": 100})
			c.shows(0, map[string]int{"A": 100, "B": 100, "C": 100, "K": 50})
			c.place(0, toFulfil, pcs("A", 2))
			c.before(http.MethodPut, pcs("K", 5))
			c.shows(0, map[string]int{"A": 88, "B": 95, "C": 100, "K": 44})
		}},
		sequence{id: "s50", what: "sold between two writes, from a location of the store that the book feeds with other pieces",
			shops: []*shop{newShop(shopConfig{hash: "ab12c0", locations: 2}).sell("A", "B")}, with: []options{{mapped: map[string]int{"East": 1, "Main": 2}}},
			do: func(c *trial) {
				c.addPlace("East")
				c.counts("Main", map[string]int{"A": 60})
				c.counts("East", map[string]int{"A": 25})
				net, puts := c.d.(*inProcess).net, 0
				net.between = func(_ string, r *http.Request) {
					if r.Method != http.MethodPut {
						return
					}
					if puts++; puts == 2 { // the first one wrote what is at East
						c.place(0, toFulfil, pcs("A", 2))
					}
				}
				c.shows(0, map[string]int{"A": 83})
				net.between = nil
				if at := c.shops[0].level("A", 1); at != 25 {
					c.Errorf("%d at the store's default location, 25 lie there", at)
				}
				out := c.push(0, pushOptions{undo: true, yes: true})
				if out.err != nil || c.shops[0].total("A") != 0 {
					c.Errorf("undone: %v, %d are shown of the 0 that were", out, c.shops[0].total("A"))
				}
			}},
		sequence{id: "s55", what: "as before, where the store's default location wasn't written to",
			shops: []*shop{newShop(shopConfig{hash: "ab12c0", locations: 2}).sell("A", "B")}, with: []options{{mapped: map[string]int{"East": 1, "Main": 2}}},
			do: func(c *trial) {
				c.addPlace("East")
				c.counts("Main", map[string]int{"A": 60})
				c.counts("East", map[string]int{"A": 25})
				c.shows(0, map[string]int{"A": 85})
				c.pass()
				c.counts("Main", map[string]int{"A": -10})
				net, puts := c.d.(*inProcess).net, 0
				net.between = func(_ string, r *http.Request) {
					if r.Method != http.MethodPut {
						return
					}
					if puts++; puts == 1 { // it writes what is at Main alone
						c.place(0, toFulfil, pcs("A", 2))
					}
				}
				c.shows(0, map[string]int{"A": 73})
				net.between = nil
				if at := c.shops[0].level("A", 1); at != 25 {
					c.Errorf("%d at the store's default location, 25 lie there", at)
				}
			}},
		sequence{id: "s51", what: "made smaller and shipped, both unread", do: func(c *trial) {
			c.counts("Main", map[string]int{"B": 20})
			o := c.place(0, toFulfil, pcs("B", 6))
			c.shows(0, map[string]int{"B": 14})
			c.pass()
			c.edit(0, o, o.lines[0], 5)
			c.pass()
			c.storeShips(0, o, nil)
			c.pass()
			c.lay("Main", map[string]int{"B": 3})
			c.count("B")
			c.shows(0, map[string]int{"B": 18})
		}},
		sequence{id: "s52", what: "lines whose shipment was deleted shrink, or are taken out of their order, unread", do: func(c *trial) {
			c.counts("Main", map[string]int{"A": 20, "B": 20})
			o := c.place(0, toFulfil, pcs("A", 3), pcs("B", 4))
			c.storeShips(0, o, nil)
			c.shows(0, map[string]int{"A": 17, "B": 16})
			c.pass()
			c.unship(0, o, o.parcels[0])
			c.edit(0, o, o.lines[1], 2)
			c.edit(0, o, o.lines[0], 0)
			c.shows(0, map[string]int{"A": 17, "B": 18}) // of A nothing tells that it never left, until the next count
			c.pass()
			c.count("A")
			c.count("B")
			c.shows(0, map[string]int{"A": 20, "B": 18})
		}},
		sequence{id: "s53", what: "an archived order is seen by the job that ships", do: func(c *trial) {
			c.counts("Main", map[string]int{"A": 20, "B": 20})
			o := c.place(0, toFulfil, pcs("A", 5), pcs("B", 2))
			c.shows(0, map[string]int{"A": 15, "B": 18})
			c.done(c.bookShips(0, o, map[*line]int{o.lines[0]: 5, o.lines[1]: 0}))
			c.edit(0, o, o.lines[0], 3) // no room for the parcel
			c.shops[0].archive(o, false)
			c.pass()
			c.tell(0)
			c.pass()
			c.count("B")
			c.shows(0, map[string]int{"B": 20})
		}},
		sequence{id: "s56", what: "a shipment of the store is deleted beside a parcel that it hasn't been told of", with: []options{{places: []string{"Main"}}}, do: func(c *trial) {
			c.addPlace("East")
			c.counts("Main", map[string]int{"A": 20})
			c.counts("East", map[string]int{"A": 10})
			c.pass()
			o := c.place(0, toFulfil, pcs("A", 4))
			c.pull(0)
			c.done(c.bookShips(0, o, map[*line]int{o.lines[0]: 2}))
			c.done(c.moveLine(0, o, o.lines[0], "East"))
			c.pass()
			c.storeShips(0, o, map[*line]int{o.lines[0]: 1})
			c.shows(0, map[string]int{"A": 18})
			c.pass()
			c.unship(0, o, o.parcels[0])
			c.shows(0, map[string]int{"A": 18})
		}},
		sequence{id: "s57", what: "where a person has put a line, it is before older orders that nobody moved", shops: []*shop{
			newShop(shopConfig{hash: "ab12c0"}).sell("A"), newShop(shopConfig{hash: "ab12c1"}).sell("A"),
		}, with: make([]options, 2), do: func(c *trial) {
			c.addPlace("East")
			c.addPlace("West")
			c.counts("Main", map[string]int{"A": 5})
			c.counts("East", map[string]int{"A": 20})
			c.counts("West", map[string]int{"A": 6})
			c.change(0, options{places: []string{"Main", "West"}})
			c.change(1, options{places: []string{"East"}})
			c.place(0, toFulfil, pcs("A", 4))
			o := c.place(1, toFulfil, pcs("A", 3))
			c.pull(0)
			c.pull(1)
			c.done(c.moveLine(1, o, o.lines[0], "Main"))
			c.shows(0, map[string]int{"A": 4}) // 2 of its 4 are at Main, 2 at West
			c.shows(1, map[string]int{"A": 20})
		}},
		sequence{id: "s58", what: "a parcel comes back before anything is refunded, and its shipment is deleted, to be sent again", do: func(c *trial) {
			c.counts("Main", map[string]int{"A": 20})
			c.pass()
			o := c.place(0, toFulfil, pcs("A", 2))
			c.storeShips(0, o, nil)
			c.shows(0, map[string]int{"A": 18})
			c.done(c.answer(0, o, o.lines[0], 2, "came back", "Main"))
			c.shows(0, map[string]int{"A": 20})
			c.pass()
			c.fateOf(0, o, o.lines[0]).pieces = 0
			c.shops[0].deleteParcel(o, o.parcels[0])
			c.shops[0].setStatus(o, toFulfil)
			c.shows(0, map[string]int{"A": 18})
			c.storeShips(0, o, nil)
			c.shows(0, map[string]int{"A": 18})
			c.pass()
			c.count("A")
			c.shows(0, map[string]int{"A": 18})
		}},
		sequence{id: "s59", what: "a rise that a person has confirmed at the count isn't asked again, another one is", with: []options{{guards: true}}, do: func(c *trial) {
			c.counts("Main", map[string]int{"A": 5, "B": 5, "C": 5})
			c.shows(0, map[string]int{"A": 5, "B": 5, "C": 5})
			c.pass()
			count := func(sku string, n, rise int) {
				c.shelf[sku]["Main"] = n
				c.model.counts[sku]["Main"] = counted{n, time.Now()}
				d := c.d.(*inProcess)
				c.done(d.book.Update(func(tx *store.Tx) error {
					return tx.CountSure(store.Stock{SKU: sku, Location: d.places["Main"], OnHand: n}, time.Time{}, rise)
				}))
			}
			count("A", 4000, 3995)
			count("B", 4001, 3996)
			c.pass()
			if out := c.push(0, pushOptions{}); out.asked != "" || out.err != nil {
				c.Errorf("it is asked again: %v", out)
			}
			c.has(0, map[string]int{"A": 4000, "B": 4001, "C": 5})
			c.pass()
			count("C", 4002, 0)
			if out := c.push(0, pushOptions{}); out.asked == "" {
				c.Errorf("unasked: %v", out)
			}
			count("A", 90_000, 100) // less than it rises
			c.pass()
			if out := c.push(0, pushOptions{}); out.asked == "" {
				c.Errorf("unasked: %v", out)
			}
			c.has(0, map[string]int{"A": 4000, "B": 4001, "C": 5})
		}},
		sequence{id: "s54", what: "an order that couldn't be read, and is gone", do: func(c *trial) {
			c.counts("Main", map[string]int{"A": 20})
			o := c.place(0, toFulfil, pcs("A", 5))
			c.shows(0, map[string]int{"A": 15})
			c.spoil(0, o, true)
			c.pass()
			c.pull(0)
			o.broken, o.archived, o.empty, o.hidden = false, true, true, c.shops[0].clock()
			for range 2 {
				c.pass()
				c.pull(0)
			}
			asked := len(c.shops[0].log)
			c.pass()
			c.pull(0)
			for _, request := range c.shops[0].log[asked:] {
				if strings.Contains(request, fmt.Sprint("/orders/", o.id)) {
					c.Errorf("it is asked for again: %s", request)
				}
			}
			c.has(0, map[string]int{"A": 15})
			c.count("A")
			c.shows(0, map[string]int{"A": 20})
		}},
	)
}

// TestOldOrders: orders of three years, all shipped, change no count, whether they are imported before it, after it, or while
// it is entered.
func TestOldOrders(t *testing.T) {
	n := 600
	if os.Getenv("CARTWIRE_LONG") != "" {
		n = 100_000
	}
	for _, when := range []string{"before", "while", "after"} {
		t.Run(when, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newShop(shopConfig{hash: "ab12c0"}).sell("A", "B")
				for i := range n {
					o := s.place(toFulfil, pcs([]string{"A", "B"}[i%2], 1+i%4))
					o.created = s.clock().AddDate(-3, 0, 0).Add(time.Duration(i) * time.Duration(int64(3*365*24*time.Hour)/int64(n)))
					s.parcel(o, fmt.Sprint("T", i), map[*line]int{o.lines[0]: o.lines[0].quantity})
					o.modified = o.created.Add(time.Duration(1+i%40) * time.Minute)
					o.shipped, o.parcels[0].created = o.modified, o.modified
				}
				c := &trial{newWorld(t, []options{{}}, s), t}
				s.served, s.listed, s.wrote = nil, nil, nil // two numbers are all that is judged
				d := drive(t, s)
				c.d = d
				defer d.close()
				c.join(0)
				c.lay("Main", map[string]int{"A": 100, "B": 70})
				c.sleep(time.Minute)
				switch when {
				case "before":
					c.count("A", "B")
				case "while":
					lists := 0
					d.net.between = func(string, *http.Request) {
						if lists++; lists == 4 {
							c.count("A", "B")
						}
					}
				}
				c.pull(0)
				if when == "after" {
					c.sleep(time.Minute)
					c.count("A", "B")
				}
				c.shows(0, map[string]int{"A": 100, "B": 70})
				if got := fmt.Sprint(d.onHand("A"), d.onHand("B")); got != "map[Main:100] map[Main:70]" {
					t.Errorf("on hand is %s", got)
				}
			})
		})
	}
}

// TestCases walks through the sequences; -run TestCases/s01 takes one.
func TestCases(t *testing.T) {
	for _, s := range sequences {
		if s.elsewhere && os.Getenv("CARTWIRE_CLASSES") != "all" {
			continue
		}
		t.Run(s.id, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if s.shops == nil {
					s.shops = []*shop{newShop(shopConfig{hash: "ab12c0"}).sell("A", "B", "C", "D", "K", "L")}
				}
				if s.with == nil {
					s.with = make([]options, len(s.shops))
				}
				w := newWorld(t, s.with, s.shops...)
				w.d = drive(t, s.shops...)
				defer w.d.close()
				for i := range s.shops {
					w.join(i)
				}
				s.do(&trial{w, t})
				if len(w.over) > 0 {
					t.Error(strings.Join(w.over, "\n"))
				}
				if t.Failed() {
					t.Logf("%s\n%s", s.what, w.told())
				}
			})
		})
	}
}
