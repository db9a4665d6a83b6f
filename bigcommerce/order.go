package bigcommerce

import (
	"cmp"
	"iter"
	"slices"
)

// Order is one order of GET /v2/orders (orders.v2 spec), as far as Cartwire uses it. Amounts are in DefaultCurrencyCode,
// the currency the shopper paid in; CurrencyCode is what the storefront displayed.
type Order struct {
	ID           uint64 `json:"id"`
	CustomerID   uint64 `json:"customer_id"` // 0: a guest, known only by the billing address
	StatusID     int    `json:"status_id"`
	Status       string `json:"status"`
	CustomStatus string `json:"custom_status"`
	IsDeleted    bool   `json:"is_deleted"` // archived
	IsDigital    bool   `json:"order_is_digital"`

	DateCreated  Time `json:"date_created"`
	DateModified Time `json:"date_modified"`
	DateShipped  Time `json:"date_shipped"` // zero until its status becomes Shipped or Completed

	SubtotalExTax         Decimal `json:"subtotal_ex_tax"`
	ShippingCostExTax     Decimal `json:"shipping_cost_ex_tax"`
	ShippingCostIncTax    Decimal `json:"shipping_cost_inc_tax"`
	HandlingCostExTax     Decimal `json:"handling_cost_ex_tax"`
	HandlingCostIncTax    Decimal `json:"handling_cost_inc_tax"`
	WrappingCostExTax     Decimal `json:"wrapping_cost_ex_tax"`
	WrappingCostIncTax    Decimal `json:"wrapping_cost_inc_tax"`
	TotalIncTax           Decimal `json:"total_inc_tax"`
	TotalTax              Decimal `json:"total_tax"`
	DiscountAmount        Decimal `json:"discount_amount"`
	CouponDiscount        Decimal `json:"coupon_discount"`
	StoreCreditAmount     Decimal `json:"store_credit_amount"`
	GiftCertificateAmount Decimal `json:"gift_certificate_amount"`

	ItemsTotal   int `json:"items_total"`
	ItemsShipped int `json:"items_shipped"`

	PaymentMethod string `json:"payment_method"`
	PaymentStatus string `json:"payment_status"` // "authorized", "captured", "paid", "refunded", "", ...

	CurrencyCode        string `json:"currency_code"`
	DefaultCurrencyCode string `json:"default_currency_code"`

	StaffNotes      string `json:"staff_notes"`
	CustomerMessage string `json:"customer_message"`

	BillingAddress Address      `json:"billing_address"`
	Consignments   Consignments `json:"consignments"`
	Fees           []Fee        `json:"fees"`
}

// Address is a billing or shipping address.
type Address struct {
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name"`
	Company     string `json:"company"`
	Street1     string `json:"street_1"`
	Street2     string `json:"street_2"`
	City        string `json:"city"`
	State       string `json:"state"`
	Zip         string `json:"zip"`
	Country     string `json:"country"`
	CountryISO2 string `json:"country_iso2"`
	Phone       string `json:"phone"`
	Email       string `json:"email"`
}

// Fee is an order-level fee.
type Fee struct {
	Type                string  `json:"type"` // "custom_fee"
	DisplayNameCustomer string  `json:"display_name_customer"`
	DisplayNameMerchant string  `json:"display_name_merchant"`
	CostExTax           Decimal `json:"cost_ex_tax"`
	CostIncTax          Decimal `json:"cost_inc_tax"`
}

// Lines gives the lines of all consignments, ordered by line id.
func (o *Order) Lines() []OrderProduct {
	var lines []OrderProduct
	for l := range o.EachLine() {
		lines = append(lines, *l)
	}
	slices.SortStableFunc(lines, func(a, b OrderProduct) int { return cmp.Compare(a.ID, b.ID) })
	return lines
}

// EachLine gives the lines where they are, consignment by consignment: a copy of them is large.
func (o *Order) EachLine() iter.Seq[*OrderProduct] {
	return func(yield func(*OrderProduct) bool) {
		for _, list := range o.Consignments.lists() {
			for i := range *list {
				if !yield(&(*list)[i]) {
					return
				}
			}
		}
	}
}

// QuantitiesAddUp tells whether the lines at hand are the whole order: their quantities add up to items_total.
//
// The orders.v2 spec doesn't say whether items_total counts bundled children (lines with a parent_order_product_id, such
// as the choices of a product pick list), so a sum with them or without them will do. Lines of every kind count: shipped,
// picked up, downloaded, and gift certificates.
func (o *Order) QuantitiesAddUp() bool {
	all, tops := 0, 0
	for l := range o.EachLine() {
		all += l.Quantity
		if l.ParentID == 0 {
			tops += l.Quantity
		}
	}
	return all == o.ItemsTotal || tops == o.ItemsTotal
}
