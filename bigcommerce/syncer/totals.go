package syncer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"cartwire/bigcommerce"
)

// warningOf says, in sentences, what of an order doesn't add up; "" where all does.
func warningOf(o *bigcommerce.Order) string {
	var all []string
	if !o.QuantitiesAddUp() {
		pieces := 0
		for l := range o.EachLine() {
			pieces += l.Quantity
		}
		all = append(all, fmt.Sprintf("The store counts %s, its lines add up to %d.", number(o.ItemsTotal, "item"), pieces))
	}
	if n := o.Unaddressed(); n > 0 {
		all = append(all, fmt.Sprintf("The store didn't give the ship-to address of %s.", number(n, "line")))
	}
	if text := imbalance(o); text != "" {
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

// imbalance compares an order's total with the sum of its parts, in exact decimals; "" where they agree.
//
// The parts are lines, shipping, handling, wrapping and fees, less discounts and coupons, with tax. Store credit and gift
// certificates are not among them: they pay the total and don't lower it. Two readings are right. Before tax, with the
// order's tax on top, is what an order of prices without tax is made of; with tax is what one of prices with tax is made
// of, whose amounts before tax are estimates (orders.v2 spec, is_tax_inclusive_pricing), and what the spec's own example
// with a discount (order 218) holds. The lines of a bundle may have their amounts beside the bundle's or within them.
func imbalance(o *bigcommerce.Order) string {
	total := o.TotalIncTax.Decimal
	var nearest, apart decimal.Decimal
	for n, sum := range sums(o) {
		if d := sum.Sub(total).Abs(); n == 0 || d.LessThan(apart) {
			nearest, apart = sum, d
		}
	}
	currency := cmp.Or(o.DefaultCurrencyCode, o.CurrencyCode)
	// Amounts are rounded one by one: less than the smallest coin is no difference.
	if apart.LessThan(smallestCoin(currency)) {
		return ""
	}
	money := func(d decimal.Decimal) string {
		return strings.TrimSpace(d.StringFixed(max(2, -trimmed(d).Exponent())) + " " + currency)
	}
	return fmt.Sprintf("Its parts add up to %s, but the store's total is %s: a difference of %s.", money(nearest), money(total), money(apart))
}

// sums are what an order's parts add up to, by each reading.
func sums(o *bigcommerce.Order) []decimal.Decimal {
	less := o.DiscountAmount.Add(o.CouponDiscount.Decimal)
	ex := decimal.Sum(o.ShippingCostExTax.Decimal, o.HandlingCostExTax.Decimal, o.WrappingCostExTax.Decimal, o.TotalTax.Decimal).Sub(less)
	inc := decimal.Sum(o.ShippingCostIncTax.Decimal, o.HandlingCostIncTax.Decimal, o.WrappingCostIncTax.Decimal).Sub(less)
	for i := range o.Fees {
		ex, inc = ex.Add(o.Fees[i].CostExTax.Decimal), inc.Add(o.Fees[i].CostIncTax.Decimal)
	}
	var partsEx, partsInc decimal.Decimal // of bundles
	for l := range o.EachLine() {
		ex, inc = ex.Add(l.TotalExTax.Decimal), inc.Add(l.TotalIncTax.Decimal)
		if l.ParentID != 0 {
			partsEx, partsInc = partsEx.Add(l.TotalExTax.Decimal), partsInc.Add(l.TotalIncTax.Decimal)
		}
	}
	if partsEx.IsZero() && partsInc.IsZero() {
		return []decimal.Decimal{ex, inc}
	}
	return []decimal.Decimal{ex, inc, ex.Sub(partsEx), inc.Sub(partsInc)}
}

var (
	hundredth  = decimal.New(1, -2)
	thousandth = decimal.New(1, -3)
)

// smallestCoin of a currency (ISO 4217), a hundredth where it has none smaller.
func smallestCoin(currency string) decimal.Decimal {
	if slices.Contains([]string{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}, strings.ToUpper(currency)) {
		return thousandth
	}
	return hundredth
}

// trimmed drops zeros at the end.
func trimmed(d decimal.Decimal) decimal.Decimal {
	for d.Exponent() < 0 && d.Equal(d.Truncate(-d.Exponent()-1)) {
		d = d.Truncate(-d.Exponent() - 1)
	}
	return d
}
