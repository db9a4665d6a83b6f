package sandbox_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"cartwire/bigcommerce/sandbox"
)

type givenRefund struct {
	ID      uint64          `json:"id"`
	Order   uint64          `json:"order_id"`
	Created time.Time       `json:"created"`
	Reason  string          `json:"reason"`
	Total   decimal.Decimal `json:"total_amount"`
}

// TestRefundsAreGivenInParts gives an order's money back in two parts, in a store whose dates tell of it and in one whose don't.
func TestRefundsAreGivenInParts(t *testing.T) {
	for _, quiet := range []bool{false, true} {
		at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
		r := start(t, sandbox.Config{Now: func() time.Time { return at }, QuietDates: quiet})
		id := r.PlaceOrders(1)[0]
		total := decimal.RequireFromString(r.Orders()[0].Total)
		at = at.Add(time.Hour)
		part, ok := r.Refund(id, "1.50", "a dent")
		if !ok || r.Orders()[0].StatusID != 14 || r.Orders()[0].Modified.Equal(at) == quiet {
			t.Errorf("quiet %t: %v, %+v", quiet, ok, r.Orders()[0])
		}
		if _, ok := r.Refund(id, "100000", ""); ok {
			t.Error("more was given back than was paid")
		}
		rest, ok := r.Refund(id, "all", "")
		if !ok || r.Orders()[0].StatusID != 4 {
			t.Errorf("%+v", r.Orders()[0])
		}
		if _, ok := r.Refund(id, "all", ""); ok {
			t.Error("nothing was left to give back")
		}
		path := fmt.Sprintf("/v3/orders/payment_actions/refunds?order_id:in=%d", id)
		got := want[collection[givenRefund]](r, 200, path).Data
		if len(got) != 2 || got[0].ID != part || got[1].ID != rest || got[0].Reason != "a dent" || !got[0].Created.Equal(at) ||
			!got[0].Total.Add(got[1].Total).Equal(total) {
			t.Errorf("of %s: %+v", total, got)
		}
		if late := want[collection[givenRefund]](r, 200, path+"&created:min="+at.Add(time.Second).Format(time.RFC3339)).Data; len(late) != 0 {
			t.Errorf("a second later: %+v", late)
		}
	}
}

func TestACustomersRecordChangesAndItsOrdersDont(t *testing.T) {
	type record struct {
		ID       uint64    `json:"id"`
		First    string    `json:"first_name"`
		Modified time.Time `json:"date_modified"`
	}
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	r := start(t, sandbox.Config{Orders: 5, Customers: 3, Now: func() time.Time { return at }})
	before := r.Orders()
	if !r.ChangeCustomer(2, func(c *sandbox.CustomerChange) { c.FirstName = "Renamed" }) || r.ChangeCustomer(4, func(*sandbox.CustomerChange) {}) {
		t.Error("the second of three customers can be changed, and no fourth")
	}
	all := want[collection[record]](r, 200, "/v3/customers?id:in=1,2").Data
	if len(all) != 2 || all[0].First == "Renamed" || all[1].First != "Renamed" || !all[1].Modified.Equal(at) {
		t.Errorf("%+v", all)
	}
	if since := want[collection[record]](r, 200, "/v3/customers?date_modified:min="+at.Format(time.RFC3339)).Data; len(since) != 1 || since[0].ID != 2 {
		t.Errorf("changed since: %+v", since)
	}
	for i, o := range r.Orders() {
		if o != before[i] {
			t.Errorf("order %d changed with its customer", o.ID)
		}
	}
}
