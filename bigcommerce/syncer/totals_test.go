package syncer_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
)

// kinds are what tells one kind of order from another.
var kinds = map[string]func(*bigcommerce.Order) bool{
	"another currency":   func(o *bigcommerce.Order) bool { return o.DefaultCurrencyCode != "USD" },
	"without decimals":   func(o *bigcommerce.Order) bool { return o.DefaultCurrencyCode == "JPY" },
	"gift certificate":   func(o *bigcommerce.Order) bool { return len(o.Consignments.Email.GiftCertificates) > 0 },
	"pickup":             func(o *bigcommerce.Order) bool { return len(o.Consignments.Pickups) > 0 },
	"digital":            func(o *bigcommerce.Order) bool { return len(o.Consignments.Downloads) > 0 },
	"more than 50 lines": func(o *bigcommerce.Order) bool { return len(o.Lines()) > 50 },
	"custom product": func(o *bigcommerce.Order) bool {
		return has(o, func(l *bigcommerce.OrderProduct) bool { return l.ProductID == 0 })
	},
	"several addresses": func(o *bigcommerce.Order) bool { return len(o.Consignments.Shipping) > 1 },
	"fee":               func(o *bigcommerce.Order) bool { return len(o.Fees) > 0 },
	"discount":          func(o *bigcommerce.Order) bool { return o.DiscountAmount.IsPositive() },
	"coupon":            func(o *bigcommerce.Order) bool { return o.CouponDiscount.IsPositive() },
	"wrapping":          func(o *bigcommerce.Order) bool { return o.WrappingCostExTax.IsPositive() },
	"handling":          func(o *bigcommerce.Order) bool { return o.HandlingCostExTax.IsPositive() },
	"refunded":          func(o *bigcommerce.Order) bool { return o.StatusID == bigcommerce.StatusRefunded },
	"guest":             func(o *bigcommerce.Order) bool { return o.CustomerID == 0 },
}

func has(o *bigcommerce.Order, is func(*bigcommerce.OrderProduct) bool) bool {
	for _, l := range o.Lines() {
		if is(&l) {
			return true
		}
	}
	return false
}

// TestOrdersOfEveryKindComeWholeAndAddUp imports a store that has every kind of order, and finds nothing to warn of.
func TestOrdersOfEveryKindComeWholeAndAddUp(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 1500, Customers: 90, Products: 60, Seed: 31, LongOrders: 97}, everything)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil || s.Job.Failed != 0 {
		t.Fatalf("%+v", s)
	}
	met := map[string]int{}
	client := w.client(t)
	for _, o := range w.storeOrders(t) {
		for name, is := range kinds {
			if is(&o) {
				met[name]++
			}
		}
		got, err := w.book.Order(w.conn.ID, o.ID)
		if err != nil || got.Warning != "" {
			t.Fatalf("order %d: %q, %v", o.ID, got.Warning, err)
		}
		if len(got.Lines) != len(o.Lines()) || !got.TotalIncTax.Equal(o.TotalIncTax.Decimal) || got.Currency != o.DefaultCurrencyCode ||
			len(got.Shipping) != len(o.Consignments.Shipping) {
			t.Fatalf("order %d came as %+v", o.ID, got)
		}
		if len(o.Lines()) > 50 && met["more than 50 lines"] == 1 {
			if all, err := client.OrderProducts(noCancel, o.ID); err != nil || len(all) != len(got.Lines) {
				t.Errorf("order %d has %d lines in the store, %d in the book; %v", o.ID, len(all), len(got.Lines), err)
			}
		}
	}
	for name := range kinds {
		if met[name] == 0 {
			t.Errorf("no order of the kind %q: the test shows nothing of it", name)
		}
	}
}

// amounts is a raw order whose amounts a test sets.
func amounts(id uint64, fields map[string]any) []byte {
	body := map[string]any{}
	_ = json.Unmarshal(rawOrder(id, time.Now().Add(-time.Hour), false), &body)
	for k, v := range fields {
		body[k] = v
	}
	text, _ := json.Marshal(body)
	return text
}

func oneLine(ex, inc string, more ...map[string]any) map[string]any {
	lines := []any{map[string]any{"id": 1, "type": "physical", "sku": "A", "quantity": 1, "total_ex_tax": ex, "total_inc_tax": inc}}
	for _, l := range more {
		lines = append(lines, l)
	}
	return map[string]any{"shipping": []any{map[string]any{"id": 5, "line_items": lines}}, "pickups": []any{}, "downloads": []any{},
		"email": map[string]any{"gift_certificates": []any{}}}
}

// TestTotalsAreCheckedInExactDecimals gives the store orders whose amounts are of every make.
func TestTotalsAreCheckedInExactDecimals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fields map[string]any
		want   string
	}{
		"the spec's order 218, with the lines of its subtotal": {map[string]any{
			"consignments": oneLine("62.6793", "67.8400"), "items_total": 1,
			"shipping_cost_ex_tax": "11.0900", "shipping_cost_inc_tax": "12.0000", "total_tax": "5.3100",
			"discount_amount": "5.0000", "coupon_discount": "5.0000", "total_inc_tax": "69.8400",
		}, ""},
		"prices without tax, and a discount": {map[string]any{
			"consignments": oneLine("100.0000", "120.0000"), "items_total": 1, "total_tax": "18.0000",
			"discount_amount": "10.0000", "total_inc_tax": "108.0000",
		}, ""},
		"prices with tax": {map[string]any{
			"consignments": oneLine("8.3333", "10.0000"), "items_total": 1, "is_tax_inclusive_pricing": true, "total_tax": "1.5000",
			"discount_amount": "1.0000", "total_inc_tax": "9.0000",
		}, ""},
		"paid with a gift certificate and store credit": {map[string]any{
			"consignments": oneLine("50.0000", "50.0000"), "items_total": 1, "gift_certificate_amount": "30.0000",
			"store_credit_amount": "20.0000", "total_inc_tax": "50.0000",
		}, ""},
		"a bundle whose parts have their amounts beside it": {map[string]any{
			"consignments": oneLine("40.0000", "40.0000", map[string]any{"id": 2, "quantity": 1, "parent_order_product_id": 1,
				"total_ex_tax": "15.0000", "total_inc_tax": "15.0000"}), "items_total": 1, "total_inc_tax": "40.0000",
		}, ""},
		"rounding": {map[string]any{
			"consignments": oneLine("33.3333", "33.3333"), "items_total": 1, "total_inc_tax": "33.3300",
		}, ""},
		"a cent is missing": {map[string]any{
			"consignments": oneLine("10.0100", "10.0100"), "items_total": 1, "total_inc_tax": "10.0000", "default_currency_code": "EUR",
		}, "Its parts add up to 10.01 EUR, but the store's total is 10.00 EUR: a difference of 0.01 EUR."},
		"a fils is missing": {map[string]any{
			"consignments": oneLine("10.0010", "10.0010"), "items_total": 1, "total_inc_tax": "10.0000", "default_currency_code": "KWD",
		}, "Its parts add up to 10.001 KWD, but the store's total is 10.00 KWD: a difference of 0.001 KWD."},
		"a large amount": {map[string]any{
			"consignments": oneLine("90071992547.93", "90071992547.93"), "items_total": 1, "total_inc_tax": "90071992547.92",
			"default_currency_code": "USD",
		}, "Its parts add up to 90071992547.93 USD, but the store's total is 90071992547.92 USD: a difference of 0.01 USD."},
		"a line and its money are missing": {map[string]any{
			"consignments": oneLine("10", "10"), "items_total": 3, "total_inc_tax": "30", "default_currency_code": "USD",
		}, "The store counts 3 items, its lines add up to 1. Its parts add up to 10.00 USD, but the store's total is 30.00 USD: a difference of 20.00 USD."},
	} {
		t.Run(name, func(t *testing.T) {
			w := fixture(t, sandbox.Config{}, everything)
			if _, err := w.sb.AddRawOrder(amounts(100, c.fields)); err != nil {
				t.Fatal(err)
			}
			s := w.sync(t, syncer.StartOptions{})
			o, err := w.book.Order(w.conn.ID, 100)
			if s.Err != nil || err != nil || o.Warning != c.want {
				t.Errorf("%v, %v\n got %q\nwant %q", s.Err, err, o.Warning, c.want)
			}
			if strings.Contains(name, "gift") && (o.StoreCredit.String() != "20" || o.GiftCertificates.String() != "30") {
				t.Errorf("paid with %s of store credit and %s of gift certificates", o.StoreCredit, o.GiftCertificates)
			}
		})
	}
}
