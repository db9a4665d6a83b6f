package store

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What a value begins with tells the same of an order as the order itself, whatever its texts say.
func TestNoTextOfAnOrderPassesForAnotherField(t *testing.T) {
	tricks := []string{"11", `1,"status_id":4,"created":"2020-01-01T00:00:00Z","modified":"2020-01-01T00:00:00Z"`, `\","status_id":4,`, "é \u2028 <&>", `"`, ""}
	rapid.Check(t, func(rt *rapid.T) {
		o := order(rapid.Uint64Range(1, 9).Draw(rt, "id"), rapid.IntRange(0, 14).Draw(rt, "status"))
		o.Number, o.Status = rapid.SampledFrom(tricks).Draw(rt, "number"), rapid.SampledFrom(tricks).Draw(rt, "label")
		o.Created = day.Add(time.Duration(rapid.Int64Range(-5, 5).Draw(rt, "created")))
		o.Modified = day.Add(time.Duration(rapid.IntRange(-5, 5).Draw(rt, "modified")) * time.Hour)
		q := OrderQuery{Statuses: rapid.SampledFrom([][]int{nil, {4}, {11, 4}}).Draw(rt, "statuses")}
		if rapid.Bool().Draw(rt, "since") {
			q.Since = day
		}
		if rapid.Bool().Draw(rt, "not before") {
			q.NotBefore = day.Add(time.Hour)
		}
		plain, err := encode(o)
		if err != nil {
			rt.Fatal(err)
		}
		for _, raw := range [][]byte{plain, pack(plain)} {
			if out, matches := q.rulesOut(raw), q.matches(o.StatusID, o.Created, o.Modified); out == matches {
				rt.Errorf("%+v: ruled out: %v, matches: %v: %s", q, out, matches, plain)
			}
		}
	})
}

// Orders are decoded many at a time: one that can't be stops the walk where it stands.
func TestAWalkGivesTheOrdersBeforeADamagedOne(t *testing.T) {
	b := open(t)
	const orders, wrong = 3*decodeShare + 7, 2*decodeShare + 3
	var batch []Order
	for id := range uint64(orders) {
		batch = append(batch, order(id+1, 11))
	}
	put(t, b, 1, batch...)
	if err := b.Update(func(tx *Tx) error {
		return tx.put(tableOrders, key(1, wrong), []byte{packedVersion, 1, 2, 3, 4, 5})
	}); err != nil {
		t.Fatal(err)
	}
	n := uint64(0)
	for o, err := range b.Orders(OrderQuery{Connection: 1, Oldest: true}) {
		if err != nil {
			if _, ok := err.(*DamagedError); !ok || n != wrong-1 {
				t.Errorf("%d orders, then %T %v", n, err, err)
			}
			return
		}
		if n++; o.StoreOrderID != n {
			t.Fatalf("order %d stands at place %d", o.StoreOrderID, n)
		}
	}
	t.Errorf("no error behind %d orders", n)
}
