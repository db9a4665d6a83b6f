package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
)

func TestStockRowsJoinItemsAndCounts(t *testing.T) {
	b := open(t)
	var out PutOutcome
	if err := b.Update(func(tx *Tx) error {
		for i := range 50 {
			if err := tx.PutItem(Item{SKU: fmt.Sprintf("Item-%02d", 2*i), Name: "Thing"}, &out); err != nil {
				return err
			}
		}
		return tx.PutItem(Item{SKU: "item-00!"}, &out) // sorts between a sku and what else begins like it
	}); err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		set(t, b, fmt.Sprintf("ITEM-%02d", 3*i), 1, i)
	}
	var down []string
	from := ""
	for {
		rows, next, err := b.StockRows(context.Background(), StockQuery{From: from}, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			down = append(down, NormalSKU(r.SKU))
		}
		if from = next; next == "" {
			break
		}
	}
	if !slices.IsSorted(down) || len(slices.Compact(slices.Clone(down))) != len(down) || len(down) != 51+15 {
		t.Fatalf("%d: %q", len(down), down)
	}
	var up []string
	for from = ""; ; {
		rows, next, err := b.StockRows(context.Background(), StockQuery{From: from, Upward: true}, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			up = append(up, NormalSKU(r.SKU))
		}
		if from = next; next == "" {
			break
		}
	}
	slices.Reverse(up)
	if !slices.Equal(up, down) {
		t.Errorf("upward:\n%q\ndownward:\n%q", up, down)
	}
	rows, _, err := b.StockRows(context.Background(), StockQuery{From: "item-06", Whole: true}, 2)
	if err != nil || len(rows) != 2 || rows[0].SKU != "Item-06" || !rows[0].Known || len(rows[0].Counts) != 1 || rows[1].SKU != "Item-08" {
		t.Errorf("%+v, %v", rows, err)
	}
	rows, _, err = b.StockRows(context.Background(), StockQuery{Match: func(sku, name string) bool { return sku == "ITEM-87" || name == "Thing" && sku == "Item-02" }}, 10)
	if err != nil || len(rows) != 2 || rows[1].SKU != "ITEM-87" {
		t.Errorf("%+v, %v", rows, err)
	}
	rows, next, err := b.StockRows(context.Background(), StockQuery{Keep: func(r *StockRow) bool { return len(r.Counts) == 1 && r.Counts[0].OnHand > 27 }}, 10)
	if err != nil || next != "" || len(rows) != 2 {
		t.Errorf("%+v, %q, %v", rows, next, err)
	}
}

func TestForgottenCountIsGone(t *testing.T) {
	b := open(t)
	set(t, b, "a", 1, 3)
	set(t, b, "ab", 1, 3)
	if err := b.Update(func(tx *Tx) error { return tx.ForgetStock(" A", 1) }); err != nil {
		t.Fatal(err)
	}
	if list, _ := b.StockPage("", 0, 9); len(list) != 1 || list[0].SKU != "ab" {
		t.Errorf("%+v", list)
	}
}
