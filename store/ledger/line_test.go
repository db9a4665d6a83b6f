package ledger

import (
	"testing"

	"pgregory.net/rapid"
)

// hour is a moment some hours after the first.
func hour(n float64) Moment { return Moment(1_700_000_000_000_000 + n*3_600_000_000) }

// step is one reading of an order of one line, an hour after the one before.
type step struct {
	status, ordered, shipped, refunded int
	dated                              float64 // the hour of date_shipped; 0: none
	parcels                            []Parcel
}

// follow reads an order step by step.
func follow(steps ...step) (o Order) {
	for _, s := range steps {
		o = followed(o, s)
	}
	return o
}

// followed reads an order once more, an hour after the last time; one that is zero for the first time.
func followed(o Order, s step) Order {
	before, last := &o, o.Read
	if last == 0 {
		before, last = nil, hour(0)
	}
	r := Reading{
		ID: 200, Status: s.status, Placed: hour(0), From: last + hour(1) - hour(0), To: last + hour(1) - hour(0) + 1_000_000,
		Modified: last + hour(0.5) - hour(0),
		Lines:    []ReadLine{{ID: 1, SKU: "a", Ordered: s.ordered, Shipped: s.shipped, Refunded: s.refunded, Place: 1}},
	}
	if s.dated > 0 {
		r.Dated = hour(s.dated)
	}
	return Read(before, r, s.parcels)
}

func parcel(id uint64, told bool, pieces int) Parcel {
	return Parcel{ID: id, Told: told, Gone: hour(0.25), Lines: []ParcelLine{{Line: 1, Pieces: pieces}}}
}

// TestTheExamplesOfTheRules holds the state of a line against the examples that the rules give.
func TestTheExamplesOfTheRules(t *testing.T) {
	const awaiting, partly, shipped, completed, refunded, partlyRefunded, declined, cancelled, disputed = 11, 3, 2, 10, 4, 14, 6, 5, 13
	for name, tc := range map[string]struct {
		steps                        []step
		left, open, toShip, returned int
	}{
		"5 open, 2 refunded":                      {[]step{{status: awaiting, ordered: 5}, {status: partlyRefunded, ordered: 5, refunded: 2}}, 0, 3, 3, 0},
		"3 of them shipped":                       {[]step{{status: awaiting, ordered: 5}, {status: awaiting, ordered: 5, refunded: 2}, {status: shipped, ordered: 5, refunded: 2, shipped: 3, dated: 2.5}}, 3, 0, 0, 0},
		"5 completed by hand, 2 refunded":         {[]step{{status: awaiting, ordered: 5}, {status: completed, ordered: 5, dated: 1.5}, {status: partlyRefunded, ordered: 5, refunded: 2, dated: 1.5}}, 5, 0, 0, 2},
		"shipped by hand, then refunded":          {[]step{{status: awaiting, ordered: 5}, {status: shipped, ordered: 5, dated: 1.5}, {status: refunded, ordered: 5, refunded: 5, dated: 1.5}}, 5, 0, 0, 5},
		"completed by mistake, set back":          {[]step{{status: awaiting, ordered: 5}, {status: completed, ordered: 5, dated: 1.5}, {status: awaiting, ordered: 5}}, 0, 5, 5, 0},
		"10, 4 shipped, 3 refunded":               {[]step{{status: partly, ordered: 10, shipped: 4}, {status: partly, ordered: 10, shipped: 4, refunded: 3}}, 4, 6, 3, 3},
		"6 more shipped":                          {[]step{{status: partly, ordered: 10, shipped: 4}, {status: partly, ordered: 10, shipped: 4, refunded: 3}, {status: shipped, ordered: 10, shipped: 10, refunded: 3, dated: 2.5}}, 10, 0, 0, 3},
		"6 shipped, edited to 4":                  {[]step{{status: partly, ordered: 10, shipped: 6}, {status: partly, ordered: 4, shipped: 6}}, 6, 0, 0, 0},
		"6 shipped, edited to 4, told as 4":       {[]step{{status: partly, ordered: 10, shipped: 6}, {status: partly, ordered: 4, shipped: 4}}, 6, 0, 0, 0},
		"completed by hand, then declined unseen": {[]step{{status: awaiting, ordered: 5}, {status: declined, ordered: 5, dated: 1.5}}, 5, 0, 0, 0},
		"cancelled":                               {[]step{{status: awaiting, ordered: 5}, {status: cancelled, ordered: 5}}, 0, 0, 0, 0},
		"cancelled after a part":                  {[]step{{status: partly, ordered: 5, shipped: 2}, {status: cancelled, ordered: 5, shipped: 2}}, 2, 0, 0, 0},
		"disputed after it was shipped":           {[]step{{status: shipped, ordered: 5, shipped: 5, dated: 0.5}, {status: disputed, ordered: 5, shipped: 5, dated: 0.5}}, 5, 0, 0, 0},
		"picked up, first seen completed":         {[]step{{status: completed, ordered: 5, dated: 0.5}}, 5, 0, 0, 0},
		"a parcel of the book":                    {[]step{{status: awaiting, ordered: 5}, {status: awaiting, ordered: 5, parcels: []Parcel{parcel(1, false, 3)}}}, 3, 2, 2, 0},
		"told and counted by the store":           {[]step{{status: awaiting, ordered: 5}, {status: partly, ordered: 5, shipped: 3, parcels: []Parcel{parcel(1, true, 3)}}}, 3, 2, 2, 0},
		"told, and deleted in the store":          {[]step{{status: partly, ordered: 5, shipped: 3, parcels: []Parcel{parcel(1, true, 3)}}, {status: partly, ordered: 5, parcels: []Parcel{parcel(1, true, 3)}}}, 3, 2, 2, 0},
		"a parcel undone":                         {[]step{{status: awaiting, ordered: 5, parcels: []Parcel{parcel(1, false, 3)}}, {status: awaiting, ordered: 5}}, 0, 5, 5, 0},
		"the store's own beside an untold parcel": {[]step{{status: partly, ordered: 5, shipped: 2, parcels: []Parcel{parcel(1, false, 3)}}}, 5, 0, 0, 0},
		"a parcel for what had left already":      {[]step{{status: completed, ordered: 5, dated: 0.5}, {status: completed, ordered: 5, dated: 0.5, parcels: []Parcel{parcel(1, false, 5)}}}, 5, 0, 0, 0},
		"a shipment that the store deleted":       {[]step{{status: partly, ordered: 5, shipped: 3}, {status: awaiting, ordered: 5}}, 0, 5, 5, 0},
	} {
		t.Run(name, func(t *testing.T) {
			o := follow(tc.steps...)
			l := &o.Lines[0]
			if l.Left() != tc.left || o.Open(l) != tc.open || o.ToShip(l) != tc.toShip || l.Returned() != tc.returned {
				t.Errorf("left %d, open %d, to ship %d, returned %d; want %d, %d, %d, %d: %+v",
					l.Left(), o.Open(l), o.ToShip(l), l.Returned(), tc.left, tc.open, tc.toShip, tc.returned, l)
			}
			if flaws := Flaws(&o, tc.steps[len(tc.steps)-1].parcels); len(flaws) > 0 {
				t.Errorf("%q", flaws)
			}
		})
	}
}

// TestAParcelStandsUntilItIsUndone: what the store deletes of its own shipments strikes no row of a parcel of the book, though
// that is older.
func TestAParcelStandsUntilItIsUndone(t *testing.T) {
	ours := []Parcel{parcel(1, false, 2)}
	o := follow(step{status: 11, ordered: 4}, step{status: 11, ordered: 4, parcels: ours}, step{status: 3, ordered: 4, shipped: 1, parcels: ours},
		step{status: 11, ordered: 4, parcels: ours})
	if l := &o.Lines[0]; len(l.Rows) != 1 || l.Rows[0].Cause != ByParcel || l.Rows[0].Pieces != 2 {
		t.Errorf("%+v", l.Rows)
	}
}

// TestAnsweredPiecesHadLeft: where a person has said what became of pieces, they had left, though the store deletes their
// shipment, the order is set back or their parcel is undone: the order is to send as many again, and they are taken off once.
func TestAnsweredPiecesHadLeft(t *testing.T) {
	for name, tc := range map[string]struct{ sent, again step }{
		"the shipment is deleted": {step{status: 2, ordered: 3, shipped: 3, dated: 0.5}, step{status: 11, ordered: 3, dated: 0.5}},
		"the order is set back":   {step{status: 10, ordered: 3, dated: 0.5}, step{status: 11, ordered: 3, dated: 0.5}},
		"the parcel is undone":    {step{status: 11, ordered: 3, parcels: []Parcel{parcel(1, false, 3)}}, step{status: 11, ordered: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			o := follow(tc.sent)
			o.Lines[0].Settled = 2
			for range 2 {
				o = followed(o, tc.again)
				l := &o.Lines[0]
				if all := pieces(l); all != 2 || l.Left() != 0 || o.Open(l) != 3 || l.Away() != 0 {
					t.Fatalf("%d taken off, %d left, %d open, %d away: %+v", all, l.Left(), o.Open(l), l.Away(), l)
				}
				if flaws := Flaws(&o, nil); len(flaws) > 0 {
					t.Fatalf("%q", flaws)
				}
			}
			o = followed(o, step{status: 2, ordered: 3, shipped: 3, dated: 2.5})
			if l := &o.Lines[0]; pieces(l) != 5 || l.Left() != 3 || o.Open(l) != 0 {
				t.Errorf("sent again: %+v", l)
			}
		})
	}
}

// TestRefundedAndAnsweredPiecesStayLeft: what was refunded, and answered for, never ships again.
func TestRefundedAndAnsweredPiecesStayLeft(t *testing.T) {
	o := follow(step{status: 10, ordered: 5, dated: 0.5}, step{status: 14, ordered: 5, refunded: 2, dated: 0.5})
	left := o.Lines[0].Rows[0].Gone
	o.Lines[0].Settled = 2
	for _, s := range []struct{ shipped, left, open int }{{0, 2, 3}, {0, 2, 3}, {1, 3, 2}, {1, 3, 2}, {0, 2, 3}} {
		o = followed(o, step{status: 11, ordered: 5, shipped: s.shipped, refunded: 2, dated: 0.5})
		l := &o.Lines[0]
		if l.Left() != s.left || pieces(l) != s.left || o.Open(l) != s.open || o.ToShip(l) != s.open || o.Waiting(l) != 0 || l.Rows[0].Gone != left {
			t.Fatalf("%d shipped: %d left, %d open, %d to ship, %d wait: %+v", s.shipped, l.Left(), o.Open(l), o.ToShip(l), o.Waiting(l), l)
		}
		if flaws := Flaws(&o, nil); len(flaws) > 0 {
			t.Fatalf("%q", flaws)
		}
	}
}

// pieces are all that a line has taken off the shelves.
func pieces(l *Line) (n int) {
	for _, row := range l.Rows {
		n += row.Pieces
	}
	return n
}

// TestWhenItLeft holds the moment of leaving against a count: the readings before it and after it decide, else the store's date.
func TestWhenItLeft(t *testing.T) {
	open := step{status: 11, ordered: 5}
	for name, tc := range map[string]struct {
		steps  []step
		count  float64
		before bool // the pieces left before the count
	}{
		"a reading before the count had it as left":       {[]step{open, {status: 2, ordered: 5, dated: 1.5}}, 2.5, true},
		"a reading after the count had it open":           {[]step{open, {status: 2, ordered: 5, dated: 0.2}}, 0.8, false},
		"between, by the date of the shipping":            {[]step{open, {status: 2, ordered: 5, dated: 1.3}}, 1.6, true},
		"between, shipped after the count":                {[]step{open, {status: 2, ordered: 5, dated: 1.7}}, 1.6, false},
		"between, by the date of the change":              {[]step{open, {status: 3, ordered: 5, shipped: 2}}, 1.6, true},
		"between, changed after the count":                {[]step{open, {status: 3, ordered: 5, shipped: 2}}, 1.4, false},
		"within two seconds of the count":                 {[]step{open, {status: 2, ordered: 5, dated: 1.6}}, 1.6 + 1/3600.0, false},
		"first seen long after, shipped before the count": {[]step{{status: 2, ordered: 5, dated: 0.1}}, 0.5, true},
	} {
		t.Run(name, func(t *testing.T) {
			o := follow(tc.steps...)
			at := hour(tc.count)
			if got := o.Lines[0].Rows[0].Gone <= at; got != tc.before {
				t.Errorf("left by %v, counted at %v", o.Lines[0].Rows[0].Gone.Time(), at.Time())
			}
		})
	}
}

// TestReadingAgainChangesNothing reads random orders twice at each step.
func TestReadingAgainChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var o *Order
		var parcels []Parcel
		shipped, said := 0, 0
		for i := range rapid.IntRange(1, 8).Draw(rt, "steps") {
			ordered := rapid.IntRange(0, 10).Draw(rt, "ordered")
			shipped = rapid.SampledFrom([]int{shipped, 0, rapid.IntRange(0, 10).Draw(rt, "shipped")}).Draw(rt, "which")
			switch {
			case rapid.Bool().Draw(rt, "parcel"):
				parcels = append(parcels, parcel(uint64(i+1), rapid.Bool().Draw(rt, "told"), rapid.IntRange(1, 4).Draw(rt, "pieces")))
			case len(parcels) > 0 && rapid.Bool().Draw(rt, "undone"):
				parcels = parcels[1:]
			}
			r := Reading{
				ID: 7, Status: rapid.IntRange(0, 14).Draw(rt, "status"), Placed: hour(0), From: hour(float64(i + 1)), To: hour(float64(i+1)) + 1000,
				Modified: hour(float64(i)), Lines: []ReadLine{{ID: 1, SKU: "a", Ordered: ordered, Shipped: shipped, Refunded: rapid.IntRange(0, ordered).Draw(rt, "refunded"), Place: 1}},
			}
			if rapid.Bool().Draw(rt, "dated") {
				r.Dated = hour(float64(i) / 2)
			}
			once := Read(o, r, parcels)
			later := r
			later.From, later.To = later.From+5_000_000, later.To+5_000_000
			twice := Read(&once, later, parcels)
			if len(once.Lines) != len(twice.Lines) {
				rt.Fatalf("%+v\n%+v", once, twice)
			}
			for n := range once.Lines {
				a, b := &once.Lines[n], &twice.Lines[n]
				if a.Left() != b.Left() || once.Open(a) != twice.Open(b) || len(a.Rows) != len(b.Rows) {
					rt.Fatalf("read again\n%+v\nbecame\n%+v", a, b)
				}
				for k := range a.Rows {
					if a.Rows[k] != b.Rows[k] {
						rt.Fatalf("read again\n%+v\nbecame\n%+v", a, b)
					}
				}
			}
			if flaws := Flaws(&once, parcels); len(flaws) > 0 {
				rt.Fatalf("%q: %+v", flaws, once)
			}
			if l := &once.Lines[0]; pieces(l) < said {
				rt.Fatalf("a person has said of %d what became of them, and fewer had left: %+v", said, l)
			} else if l.Away() > 0 && rapid.Bool().Draw(rt, "answered") {
				n := rapid.IntRange(1, l.Away()).Draw(rt, "of")
				l.Settled, said = l.Settled+n, said+n
			}
			o = &once
		}
	})
}
