package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"cartwire/bigcommerce/sandbox"
)

const inFull = "&consignment_structure=object&include=consignments,consignments.line_items,fees"

type lineItem struct {
	ID             uint64          `json:"id"`
	ProductID      uint64          `json:"product_id"`
	Type           string          `json:"type"`
	AddressID      uint64          `json:"order_address_id"`
	Quantity       int             `json:"quantity"`
	Shipped        int             `json:"quantity_shipped"`
	PriceExTax     decimal.Decimal `json:"price_ex_tax"`
	TotalExTax     decimal.Decimal `json:"total_ex_tax"`
	TotalIncTax    decimal.Decimal `json:"total_inc_tax"`
	TotalTax       decimal.Decimal `json:"total_tax"`
	WrappingIncTax decimal.Decimal `json:"wrapping_cost_inc_tax"`
	Discounts      []struct {
		Amount decimal.Decimal `json:"amount"`
		Code   *string         `json:"code"`
	} `json:"applied_discounts"`
}

type consignment struct {
	ID           uint64          `json:"id"`
	CostIncTax   decimal.Decimal `json:"cost_inc_tax"`
	HandlingCost decimal.Decimal `json:"handling_cost_inc_tax"`
	ItemsTotal   int             `json:"items_total"`
	ItemsShipped int             `json:"items_shipped"`
	Lines        []lineItem      `json:"line_items"`
	Warning      json.RawMessage `json:"__warning__"`
}

type fullOrder struct {
	row
	Items        int             `json:"items_total"`
	Shipped      int             `json:"items_shipped"`
	Addresses    int             `json:"shipping_address_count"`
	Digital      bool            `json:"order_is_digital"`
	Currency     string          `json:"currency_code"`
	SubtotalEx   decimal.Decimal `json:"subtotal_ex_tax"`
	SubtotalInc  decimal.Decimal `json:"subtotal_inc_tax"`
	ShippingEx   decimal.Decimal `json:"shipping_cost_ex_tax"`
	ShippingInc  decimal.Decimal `json:"shipping_cost_inc_tax"`
	HandlingEx   decimal.Decimal `json:"handling_cost_ex_tax"`
	HandlingInc  decimal.Decimal `json:"handling_cost_inc_tax"`
	WrappingEx   decimal.Decimal `json:"wrapping_cost_ex_tax"`
	WrappingInc  decimal.Decimal `json:"wrapping_cost_inc_tax"`
	Discount     decimal.Decimal `json:"discount_amount"`
	Coupon       decimal.Decimal `json:"coupon_discount"`
	TotalEx      decimal.Decimal `json:"total_ex_tax"`
	TotalTax     decimal.Decimal `json:"total_tax"`
	Fees         []fee           `json:"fees"`
	Consignments struct {
		Shipping  []consignment `json:"shipping"`
		Pickups   []consignment `json:"pickups"`
		Downloads []consignment `json:"downloads"`
		Email     struct {
			Gifts []consignment `json:"gift_certificates"`
		} `json:"email"`
	} `json:"consignments"`
}

type fee struct {
	Ex  decimal.Decimal `json:"cost_ex_tax"`
	Inc decimal.Decimal `json:"cost_inc_tax"`
}

func (o fullOrder) parts() []consignment {
	c := o.Consignments
	return slices.Concat(c.Shipping, c.Pickups, c.Downloads, c.Email.Gifts)
}

// walk reads every order by id, a page of 250 at a time.
func walk(r *rig) (all []fullOrder) {
	next := uint64(0)
	for {
		rows := list[fullOrder](r, fmt.Sprintf("/v2/orders?sort=id:asc&limit=250&min_id=%d", next)+inFull)
		all = append(all, rows...)
		if len(rows) < 250 {
			return all
		}
		next = rows[len(rows)-1].ID + 1
	}
}

func TestTotalsAddUp(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 700, Customers: 40, Products: 50, Seed: 3})
	for _, o := range walk(r) {
		var ex, inc, lineTax, discounts, coupons, shipping decimal.Decimal
		items, shipped := 0, 0
		for _, c := range o.parts() {
			shipping = shipping.Add(c.CostIncTax).Add(c.HandlingCost)
			inside, sent := 0, 0
			for _, l := range c.Lines {
				ex, inc, lineTax = ex.Add(l.TotalExTax), inc.Add(l.TotalIncTax), lineTax.Add(l.TotalTax)
				inside, sent = inside+l.Quantity, sent+l.Shipped
				if !l.PriceExTax.Mul(decimal.NewFromInt(int64(l.Quantity))).Equal(l.TotalExTax) {
					t.Errorf("order %d: line %d is %s a piece, %s for %d", o.ID, l.ID, l.PriceExTax, l.TotalExTax, l.Quantity)
				}
				for _, d := range l.Discounts {
					if d.Code != nil {
						coupons = coupons.Add(d.Amount)
					} else {
						discounts = discounts.Add(d.Amount)
					}
				}
			}
			items, shipped = items+inside, shipped+sent
			if c.ItemsTotal > 0 && (c.ItemsTotal != inside || c.ItemsShipped != sent) {
				t.Errorf("order %d: a consignment says %d items, %d shipped, and holds %d and %d", o.ID, c.ItemsTotal, c.ItemsShipped, inside, sent)
			}
		}
		feesEx, feesInc := decimal.Zero, decimal.Zero
		for _, f := range o.Fees {
			feesEx, feesInc = feesEx.Add(f.Ex), feesInc.Add(f.Inc)
		}
		total := o.SubtotalEx.Add(o.ShippingEx).Add(o.HandlingEx).Add(o.WrappingEx).Add(feesEx).Sub(o.Discount).Sub(o.Coupon).Add(o.TotalTax)
		totalInc := o.SubtotalInc.Add(o.ShippingInc).Add(o.HandlingInc).Add(o.WrappingInc).Add(feesInc).Sub(o.Discount).Sub(o.Coupon)
		for what, pair := range map[string][2]decimal.Decimal{
			"subtotal before tax": {ex, o.SubtotalEx}, "subtotal": {inc, o.SubtotalInc}, "discounts": {discounts, o.Discount},
			"coupons": {coupons, o.Coupon}, "total from parts and tax": {total, o.TotalInc}, "total from taxed parts": {totalInc, o.TotalInc},
			"total and tax": {o.TotalEx.Add(o.TotalTax), o.TotalInc}, "line taxes": {lineTax, o.SubtotalInc.Sub(o.SubtotalEx)},
			"shipping and handling": {shipping, o.ShippingInc.Add(o.HandlingInc)},
		} {
			if !pair[0].Equal(pair[1]) {
				t.Errorf("order %d: %s: the parts give %s, the order says %s", o.ID, what, pair[0], pair[1])
			}
		}
		if items != o.Items || shipped != o.Shipped || items == 0 {
			t.Errorf("order %d: %d items, %d shipped; its lines say %d and %d", o.ID, o.Items, o.Shipped, items, shipped)
		}
		if o.TotalInc.IsNegative() {
			t.Errorf("order %d costs %s", o.ID, o.TotalInc)
		}
	}
}

func TestOrdersAreAsInARealStore(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 2000, Customers: 100, Products: 80})
	seen := map[string]int{}
	var before fullOrder
	ids := map[uint64]bool{}
	for i, o := range walk(r) {
		created, modified := o.at(t, o.Created), o.at(t, o.Modified)
		if modified.Before(created) {
			t.Errorf("order %d was changed before it was placed", o.ID)
		}
		if i > 0 {
			if o.ID <= before.ID || created.Before(before.at(t, before.Created)) {
				t.Errorf("order %d of %s follows order %d of %s", o.ID, o.Created, before.ID, before.Created)
			}
			if o.ID > before.ID+1 {
				seen["gap"]++
			}
		}
		before = o
		seen[fmt.Sprintf("status %d", o.Status)]++
		seen[o.Currency]++
		for name, is := range map[string]bool{
			"guest": o.Customer == 0, "customer": o.Customer > 0, "two addresses": o.Addresses > 1, "pickup": len(o.Consignments.Pickups) > 0,
			"download": len(o.Consignments.Downloads) > 0, "gift": len(o.Consignments.Email.Gifts) > 0, "fee": len(o.Fees) > 0, "digital": o.Digital,
			"message": o.Message != "", "coupon": o.Coupon.IsPositive(), "discount": o.Discount.IsPositive(), "wrapping": o.WrappingEx.IsPositive(),
			"partly": o.Status == 3 && o.Shipped > 0 && o.Shipped < o.Items,
		} {
			if is {
				seen[name]++
			}
		}
		lines := 0
		for _, c := range o.parts() {
			for _, l := range c.Lines {
				lines++
				if ids[l.ID] {
					t.Errorf("line %d is in two orders", l.ID)
				}
				ids[l.ID] = true
			}
		}
		if lines < 1 || lines > 5 {
			t.Errorf("order %d has %d lines", o.ID, lines)
		}
		if o.Status == 8 && len(o.Consignments.Pickups) == 0 {
			t.Errorf("order %d awaits pickup and nothing of it is fetched", o.ID)
		}
		if o.Status == 9 && o.Digital {
			t.Errorf("order %d awaits shipment and nothing of it is sent", o.ID)
		}
		if o.Status == 3 && (o.Shipped == 0 || o.Shipped == o.Items) {
			t.Errorf("order %d is partially shipped with %d of %d items", o.ID, o.Shipped, o.Items)
		}
	}
	if first := r.OrderIDs()[0]; first < 100 || first > 110 {
		t.Errorf("the first order is number %d", first)
	}
	for i := range 15 {
		if seen[fmt.Sprintf("status %d", i)] == 0 {
			t.Errorf("no order has status %d", i)
		}
	}
	for _, name := range []string{"gap", "guest", "customer", "two addresses", "pickup", "download", "gift", "fee", "digital", "message", "coupon",
		"discount", "wrapping", "partly", "USD", "EUR", "GBP", "CAD", "JPY"} {
		if seen[name] == 0 {
			t.Errorf("among 2,000 orders is none with: %s", name)
		}
	}
}

func TestTheSeedMakesTheStore(t *testing.T) {
	at := newClock()
	page := func(seed uint64) []byte {
		r := start(t, sandbox.Config{Orders: 300, Customers: 9, Seed: seed, Now: at.now, StoreHash: "same"})
		return r.get("/v2/orders?limit=250" + inFull).body
	}
	if a, b := page(1), page(1); !bytes.Equal(a, b) || len(a) == 0 {
		t.Error("one seed made two different stores")
	}
	if bytes.Equal(page(1), page(2)) {
		t.Error("two seeds made the same store")
	}
	one, two := sandbox.New(sandbox.Config{Seed: 1}), sandbox.New(sandbox.Config{Seed: 2})
	if one.AccessToken() == two.AccessToken() || one.StoreHash() == two.StoreHash() {
		t.Error("two seeds made the same account")
	}
}

func TestLinesAreCutAt50Inline(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 300, LongOrders: 50})
	long := 0
	for _, o := range walk(r) {
		for _, c := range o.parts() {
			if (len(c.Warning) > 0) != (o.ID%50 == 0 && len(c.Lines) == 50) {
				t.Errorf("order %d: %d lines inline with the warning %q", o.ID, len(c.Lines), c.Warning)
			}
		}
		if o.ID%50 != 0 {
			continue
		}
		long++
		path := fmt.Sprintf("/v2/orders/%d/products", o.ID)
		first, all := want[[]lineItem](r, 200, path), want[[]lineItem](r, 200, path+"?limit=250")
		units := 0
		for _, l := range all {
			units += l.Quantity
		}
		if len(first) != 50 || len(all) <= 50 || units != o.Items {
			t.Errorf("order %d: %d lines by default, %d in all, of %d items where the order has %d", o.ID, len(first), len(all), units, o.Items)
		}
		second := want[[]lineItem](r, 200, path+"?page=2")
		if second[0].ID != all[50].ID {
			t.Errorf("order %d: page 2 starts at line %d, want %d", o.ID, second[0].ID, all[50].ID)
		}
		if a := r.get(path + "?page=9"); a.status != 204 || len(a.body) > 0 {
			t.Errorf("order %d: past the end comes %d %q", o.ID, a.status, a.body)
		}
	}
	if long < 4 {
		t.Errorf("only %d long orders in 300", long)
	}
}

func TestShapes(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 1})
	shape := func(query string) map[string]json.RawMessage {
		return want[[]map[string]json.RawMessage](r, 200, "/v2/orders?"+query)[0]
	}
	begins := func(what string, got json.RawMessage, start string) {
		t.Helper()
		if !bytes.HasPrefix(got, []byte(start)) {
			t.Errorf("%s begins %.60s, want %s", what, got, start)
		}
	}
	without := shape("")
	for _, name := range []string{"products", "shipping_addresses", "coupons", "consignments", "fees"} {
		begins(name+" not asked for", without[name], `{"url":"https://api.bigcommerce.com/stores/`+r.StoreHash()+`/v2/orders/100/`)
	}
	begins("consignments as before", shape("include=consignments")["consignments"], `[{"pickups"`)
	begins("consignments as an object", shape("include=consignments&consignment_structure=object")["consignments"], `{"pickups"`)
	begins("fees asked for", shape("include=fees")["fees"], `[`)
	begins("consignments with lines", shape("consignment_structure=object&include=consignments.line_items")["consignments"], `{"pickups"`)
	if c := shape("include=consignments&consignment_structure=object")["consignments"]; !bytes.Contains(c, []byte(`"line_items":[{"url":`)) {
		t.Errorf("lines not asked for are not a link: %s", c)
	}
}
