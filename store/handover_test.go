package store

import (
	"errors"
	"testing"
)

// handedOver takes everything that waits, in order.
func handedOver(t *testing.T, b *Book, c ConnectionID) (orders []uint64) {
	t.Helper()
	for {
		h, err := b.NextHandover(c)
		if errors.Is(err, ErrNotFound) {
			return orders
		}
		if err == nil {
			err = b.HandedOver(h)
		}
		if err != nil {
			t.Fatal(err)
		}
		orders = append(orders, h.Order)
	}
}

func TestNewOrdersWaitForTheirCommand(t *testing.T) {
	b := open(t)
	one, other := addConnection(t, b, "One"), addConnection(t, b, "Other")
	put(t, b, one.ID, order(5, 11))
	if err := b.KeepNewOrders(one.ID); err != nil {
		t.Fatal(err)
	}
	put(t, b, one.ID, order(5, 2), order(9, 11))
	put(t, b, one.ID, order(7, 11), order(9, 2))
	put(t, b, other.ID, order(8, 11))
	if on, n, err := b.KeepsNewOrders(one.ID, 10); !on || n != 2 || err != nil {
		t.Errorf("on %v, %d wait, %v", on, n, err)
	}
	if _, n, _ := b.KeepsNewOrders(one.ID, 1); n != 1 {
		t.Errorf("counted up to 1: %d", n)
	}
	// As they came: what was in the list before is not new, what was only changed neither.
	if got := handedOver(t, b, one.ID); len(got) != 2 || got[0] != 9 || got[1] != 7 {
		t.Errorf("handed over: %v", got)
	}
	if got := handedOver(t, b, other.ID); len(got) != 0 {
		t.Errorf("where it is off: %v", got)
	}
	put(t, b, one.ID, order(10, 11), order(11, 11))
	if n, err := b.DropNewOrders(one.ID); n != 2 || err != nil {
		t.Errorf("dropped %d, %v", n, err)
	}
	put(t, b, one.ID, order(12, 11))
	if on, n, _ := b.KeepsNewOrders(one.ID, 10); on || n != 0 {
		t.Errorf("on %v, %d wait after it was switched off", on, n)
	}
	if err := b.KeepNewOrders(99); !errors.Is(err, ErrNotFound) {
		t.Errorf("a connection that is not there: %v", err)
	}
}

func TestDropNewOrdersInChunks(t *testing.T) {
	b := open(t)
	c := addConnection(t, b, "One")
	if err := b.KeepNewOrders(c.ID); err != nil {
		t.Fatal(err)
	}
	var batch []Order
	for id := range uint64(removeChunk + 7) {
		batch = append(batch, order(id+1, 11))
	}
	put(t, b, c.ID, batch...)
	if n, err := b.DropNewOrders(c.ID); n != len(batch) || err != nil {
		t.Errorf("dropped %d of %d, %v", n, len(batch), err)
	}
}
