package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cartwire/store/ledger"
)

// returning is a book with an order of 5 TENT and 2 SETs of 2 POLEs, all of it read, and what of it is counted at Main.
type returning struct {
	*testing.T
	b  *Book
	c  ConnectionID
	at LocationID
	o  Order
}

func newReturning(t *testing.T) *returning {
	t.Helper()
	b := open(t)
	conn := addConnection(t, b, "Acme")
	r := &returning{t, b, conn.ID, 1, order(7, 11)}
	r.o.Lines = []Line{
		{ID: 1, SKU: "Tent", Type: "physical", AddressID: 2, Quantity: 5},
		{ID: 2, SKU: "SET", Type: "physical", AddressID: 2, Quantity: 2},
		{ID: 3, SKU: "POLE", Type: "physical", AddressID: 2, Quantity: 10},
	}
	if err := b.Update(func(tx *Tx) error {
		anHourAgo := time.Now().Add(-time.Hour)
		return errors.Join(tx.CountStock(Stock{SKU: "TENT", Location: r.at, OnHand: 20}, anHourAgo), tx.CountStock(Stock{SKU: "POLE", Location: r.at, OnHand: 30}, anHourAgo))
	}); err != nil {
		t.Fatal(err)
	}
	if err := b.SetKit(Kit{SKU: "SET", Components: []Component{{"POLE", 2}}}); err != nil {
		t.Fatal(err)
	}
	r.read(func(*Order) {})
	return r
}

// read has the store change the order, and the book read it.
func (r *returning) read(change func(*Order)) {
	r.Helper()
	change(&r.o)
	r.o.Modified = time.Now()
	put(r.T, r.b, r.c, r.o)
	if err := r.b.Update(func(tx *Tx) error { return tx.Allocate(r.c, &r.o, Seen{}) }); err != nil {
		r.Fatal(err)
	}
}

func (r *returning) answer(line uint64, n int, a Answer) error {
	return r.b.Update(func(tx *Tx) error {
		return tx.AnswerReturn(r.c, r.o.StoreOrderID, line, n, a, ledger.Entry{Place: ledger.Place(r.at)})
	})
}

func (r *returning) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// stands asks what waits of a line, and what is on hand of TENT and POLE.
func (r *returning) stands(line uint64, waits, tents, poles int) {
	r.Helper()
	list, err := r.b.ReturnedPieces(0)
	r.must(err)
	got := 0
	for _, w := range list {
		if w.Line == line {
			got = w.Pieces
		}
	}
	if a, b := onHand(r.T, r.b, "TENT", r.at), onHand(r.T, r.b, "POLE", r.at); got != waits || a != tents || b != poles {
		r.Errorf("%d wait, %d tents and %d poles on hand; want %d, %d, %d", got, a, b, waits, tents, poles)
	}
}

// toShip is what may still be put into a parcel of a line.
func (r *returning) toShip(line uint64) int {
	r.Helper()
	list, _, err := r.b.Shippable(r.c, r.o.StoreOrderID)
	r.must(err)
	for _, l := range list {
		if l.ID == line {
			return l.Left
		}
	}
	return 0
}

func TestRefundedPiecesWaitForAnAnswer(t *testing.T) {
	r := newReturning(t)
	r.read(func(o *Order) { o.StatusID, o.DateShipped = 2, time.Now() })
	r.stands(1, 0, 15, 16)
	r.read(func(o *Order) { o.StatusID, o.Lines[0].QuantityRefunded, o.Lines[1].QuantityRefunded = 14, 3, 1 })
	r.stands(1, 3, 15, 16)
	r.must(r.answer(1, 2, CameBack))
	r.stands(1, 1, 17, 16)
	r.must(r.answer(1, 1, NotBack))
	r.stands(1, 0, 17, 16)
	r.must(r.answer(2, 1, CameBack)) // a kit comes back as its components
	r.stands(2, 0, 17, 18)
	r.read(func(*Order) {}) // read again, nothing changes
	r.stands(1, 0, 17, 18)
	// Closed by the refund of the rest, more of it waits; a count has some of them.
	r.read(func(o *Order) { o.StatusID, o.Lines[0].QuantityRefunded = 4, 5 })
	r.stands(1, 2, 17, 18)
	r.must(r.answer(1, 2, WasCounted))
	r.stands(1, 0, 17, 18)
}

// Pieces can be put back only where all of their items are counted.
func TestWhereRefundedPiecesCanBePutBack(t *testing.T) {
	r := newReturning(t)
	shop := Location{Name: "Shop"}
	r.must(r.b.SaveLocation(&shop))
	r.must(r.b.Update(func(tx *Tx) error { return tx.CountStock(Stock{SKU: "TENT", Location: shop.ID, OnHand: 1}, time.Now()) }))
	r.read(func(o *Order) { o.StatusID, o.DateShipped = 2, time.Now() })
	r.read(func(o *Order) { o.StatusID, o.Lines[0].QuantityRefunded, o.Lines[1].QuantityRefunded = 14, 3, 1 })
	list, err := r.b.ReturnedPieces(0)
	r.must(err)
	for _, w := range list {
		for _, at := range []LocationID{r.at, shop.ID} {
			uncounted := w.Uncounted[at]
			if want := map[bool]string{w.Line == 2 && at == shop.ID: "POLE"}[true]; uncounted != want {
				t.Errorf("line %d: %q isn't counted at location %d, want %q", w.Line, uncounted, at, want)
			}
			err := r.b.Update(func(tx *Tx) error {
				return errors.Join(tx.AnswerReturn(r.c, r.o.StoreOrderID, w.Line, 1, CameBack, ledger.Entry{Place: ledger.Place(at)}), errUndone)
			})
			if refused := !errors.Is(err, errUndone) || err.Error() != errUndone.Error(); refused != (uncounted != "") {
				t.Errorf("line %d at location %d: %v, though %q isn't counted", w.Line, at, err, uncounted)
			}
		}
	}
}

var errUndone = errors.New("undone")

func TestPiecesComeBackBeforeTheyAreRefunded(t *testing.T) {
	r := newReturning(t)
	r.read(func(o *Order) { o.StatusID, o.DateShipped = 2, time.Now() })
	r.must(r.answer(1, 2, CameBack))
	r.stands(1, 0, 17, 16)
	r.read(func(o *Order) { o.StatusID, o.Lines[0].QuantityRefunded = 14, 3 })
	r.stands(1, 1, 17, 16)
}

// 10 ordered, 4 shipped, 3 refunded: 3 are held until somebody says whether they had left.
func TestRefundedPiecesThatMayHaveNeverLeft(t *testing.T) {
	for a, want := range map[Answer]struct{ toShip, poles int }{NeverLeft: {3, 26}, NotBack: {6, 26}, CameBack: {6, 29}} {
		r := newReturning(t)
		r.read(func(o *Order) { o.StatusID, o.Lines[2].QuantityShipped = 3, 4 })
		r.read(func(o *Order) { o.Lines[2].QuantityRefunded = 3 })
		r.stands(3, 3, 20, 26)
		if n := r.toShip(3); n != 3 {
			t.Errorf("%d may be shipped before it is known", n)
		}
		r.must(r.answer(3, 3, a))
		r.stands(3, 0, 20, want.poles)
		if n := r.toShip(3); n != want.toShip {
			t.Errorf("%s: %d may be shipped, want %d", a, n, want.toShip)
		}
		r.read(func(*Order) {})
		r.stands(3, 0, 20, want.poles)
		if n := r.toShip(3); n != want.toShip {
			t.Errorf("%s, read again: %d may be shipped, want %d", a, n, want.toShip)
		}
	}
}

func TestAnswersThatCantBe(t *testing.T) {
	r := newReturning(t)
	r.read(func(o *Order) { o.StatusID, o.DateShipped = 2, time.Now() })
	r.read(func(o *Order) { o.StatusID, o.Lines[0].QuantityRefunded = 14, 3 })
	shop := Location{Name: "Shop"}
	r.must(r.b.SaveLocation(&shop))
	for _, tc := range []struct {
		order, line uint64
		n           int
		a           Answer
		at          LocationID
		says        string
	}{
		{8, 1, 1, CameBack, 1, "Nothing of it has left"},
		{7, 9, 1, CameBack, 1, "no line 9"},
		{7, 1, 0, CameBack, 1, "how many"},
		{7, 1, -1, NotBack, 1, "how many"},
		{7, 1, 6, CameBack, 1, "not back yet: 5"},
		{7, 1, 4, NotBack, 1, "after leaving: 3"},
		{7, 1, 1, NeverLeft, 1, "not left: 0"},
		{7, 2, 1, WasCounted, 1, "after leaving: 0"},
		{7, 1, 1, CameBack, shop.ID, "Tent isn't counted at Shop"},
	} {
		err := r.b.Update(func(tx *Tx) error {
			return tx.AnswerReturn(r.c, tc.order, tc.line, tc.n, tc.a, ledger.Entry{Place: ledger.Place(tc.at)})
		})
		if err == nil || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(tc.says)) {
			t.Errorf("%+v: %v", tc, err)
		}
	}
	err := r.b.Update(func(tx *Tx) error {
		return tx.AnswerReturn(r.c, 7, 1, 1, CameBack, ledger.Entry{Place: 1, When: ledger.At(time.Now().Add(time.Hour))})
	})
	if _, ok := errors.AsType[*StockError](err); !ok {
		t.Errorf("in the future: %v", err)
	}
	r.stands(1, 3, 15, 16)
}

// Where the item was counted since the refund, the queue says so: the count may have the pieces.
func TestACountSinceTheRefundIsSaid(t *testing.T) {
	r := newReturning(t)
	r.read(func(o *Order) { o.StatusID, o.DateShipped = 2, time.Now() })
	r.read(func(o *Order) {
		o.StatusID, o.Lines[0].QuantityRefunded = 14, 3
		o.Refunds = []Refund{{ID: 1, Created: time.Now().Add(-time.Minute), Lines: []RefundLine{{Type: "PRODUCT", ItemID: 1, Quantity: 3}}}}
	})
	waits := func() Returned {
		list, err := r.b.ReturnedPieces(r.c)
		r.must(err)
		if len(list) != 1 || list[0].SKU != "Tent" || list[0].Back != 3 || list[0].Never != 0 || list[0].From != r.at {
			t.Fatalf("%+v", list)
		}
		return list[0]
	}
	before := waits()
	if before.Counted {
		t.Errorf("counted before the refund: %+v", before)
	}
	set(t, r.b, "TENT", r.at, 18)
	if after := waits(); !after.Counted || !after.Refunded.Equal(before.Refunded) {
		t.Errorf("before the count %+v, after it %+v", before, after)
	}
}

// Of an order that was refunded whole, what had never left lies there still: nobody is asked about it.
func TestOnlyWhatHadLeftMayComeBackToAClosedOrder(t *testing.T) {
	r := newReturning(t)
	r.read(func(o *Order) { o.StatusID, o.Lines[0].QuantityShipped = 3, 2 })
	r.read(func(o *Order) { o.StatusID, o.Lines[0].QuantityRefunded = 4, 5 })
	r.stands(1, 2, 18, 30)
	r.must(r.answer(1, 2, CameBack))
	r.stands(1, 0, 20, 30)
}
