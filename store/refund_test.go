package store

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestWhatChangesOfAnOrderIsKeptWithBothValues(t *testing.T) {
	b := open(t)
	first := order(7, 11)
	first.Status, first.PaymentStatus, first.TotalIncTax = "Awaiting Fulfillment", "captured", decimal.RequireFromString("40")
	put(t, b, 1, first)
	refunded := first
	refunded.StatusID, refunded.Status, refunded.PaymentStatus = 4, "Refunded", "refunded"
	refunded.Modified = first.Modified.AddDate(0, 0, 1)
	refunded.Refunds = []Refund{{ID: 3, Created: refunded.Modified, Total: decimal.RequireFromString("40.00"), Lines: []RefundLine{}}}
	if got := put(t, b, 1, refunded); got != (PutOutcome{Updated: 1}) {
		t.Fatalf("%+v", got)
	}
	again := refunded
	again.Refunds = nil // as a page brings it: the book's own stay
	if got := put(t, b, 1, again); got != (PutOutcome{Unchanged: 1}) {
		t.Fatalf("the same order again: %+v", got)
	}
	o, err := b.Order(1, 7)
	if err != nil || !o.Refunded().Equal(decimal.NewFromInt(40)) || len(o.Refunds) != 1 {
		t.Fatalf("%+v, %v", o.Refunds, err)
	}
	want := []OrderChange{
		{At: refunded.Modified, Field: ChangedStatus, Before: "Awaiting Fulfillment", After: "Refunded"},
		{At: refunded.Modified, Field: ChangedPayment, Before: "captured", After: "refunded"},
		{At: refunded.Modified, Field: ChangedRefunded, Before: "0", After: "40"},
	}
	if len(o.Changes) != len(want) {
		t.Fatalf("%+v", o.Changes)
	}
	for i := range want {
		if c := o.Changes[i]; c.Field != want[i].Field || c.Before != want[i].Before || c.After != want[i].After || !c.At.Equal(want[i].At) {
			t.Errorf("%+v, want %+v", c, want[i])
		}
	}
	for n := range 50 {
		o.StatusID, o.Status = n%2+7, []string{"a", "b"}[n%2]
		put(t, b, 1, o)
	}
	if o, _ = b.Order(1, 7); len(o.Changes) != maxChanges {
		t.Errorf("%d changes are kept", len(o.Changes))
	}
}

func TestACustomersOwnRecordGoesBeforeWhatOrdersSay(t *testing.T) {
	b := open(t)
	o := order(5, 11)
	o.Customer = Customer{StoreCustomerID: 9, Name: "Billing Name", Email: "billing@example.com", Phone: "1"}
	put(t, b, 1, o)
	err := b.Update(func(tx *Tx) error {
		if err := tx.PutCustomerRecord(1, Customer{StoreCustomerID: 10, Name: "Nobody's", Read: day}); err != nil {
			return err
		}
		return tx.PutCustomerRecord(1, Customer{StoreCustomerID: 9, Name: "Own Name", Email: "own@example.com", Read: day})
	})
	if err != nil {
		t.Fatal(err)
	}
	o.StoreOrderID = 6
	put(t, b, 1, o)
	list, err := b.Customers(1)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if c := list[0]; c.Name != "Own Name" || c.Email != "own@example.com" || c.Phone != "1" || c.LastOrder != 6 || !c.Read.Equal(day) {
		t.Errorf("%+v", c)
	}
}

func TestWhatIsDueIsListedInOrderAndOnce(t *testing.T) {
	b := open(t)
	err := b.Update(func(tx *Tx) error {
		for _, id := range []uint64{5, 3, 5, 9} {
			if err := tx.PutDue(1, DueRefunds, id); err != nil {
				return err
			}
		}
		_ = tx.PutDue(1, DueCustomer, 4)
		_ = tx.PutDue(2, DueRefunds, 6)
		return tx.EndDue(1, DueRefunds, 9)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from  uint64
		limit int
		want  int
		first uint64
	}{{0, 10, 2, 3}, {0, 1, 1, 3}, {4, 10, 1, 5}} {
		if ids, err := b.Due(1, DueRefunds, c.from, c.limit); err != nil || len(ids) != c.want || ids[0] != c.first {
			t.Errorf("from %d: %v, %v", c.from, ids, err)
		}
	}
}
