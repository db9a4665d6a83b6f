package syncer

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// bookOrder makes a sales order of the book from a store's order. Amounts are in the currency the shopper pays in
// (default_currency_code), not in the one that was displayed.
func bookOrder(o *bigcommerce.Order, at store.LocationID) store.Order {
	out := store.Order{
		StoreOrderID:    o.ID,
		Number:          strconv.FormatUint(o.ID, 10),
		StatusID:        o.StatusID,
		Status:          cmp.Or(o.CustomStatus, o.Status, bigcommerce.StatusName(o.StatusID)),
		Created:         o.DateCreated.UTC(),
		Modified:        o.DateModified.UTC(),
		DateShipped:     o.DateShipped.UTC(),
		Billing:         bookAddress(&o.BillingAddress),
		Shipping:        []store.ShippingAddress{},
		Currency:        cmp.Or(o.DefaultCurrencyCode, o.CurrencyCode),
		SubtotalExTax:   o.SubtotalExTax.Decimal,
		ShippingExTax:   o.ShippingCostExTax.Decimal,
		HandlingExTax:   o.HandlingCostExTax.Decimal,
		WrappingExTax:   o.WrappingCostExTax.Decimal,
		Discount:        o.DiscountAmount.Add(o.CouponDiscount.Decimal),
		Tax:             o.TotalTax.Decimal,
		TotalIncTax:     o.TotalIncTax.Decimal,
		Lines:           bookLines(o),
		Fees:            []store.Fee{},
		Shipments:       []store.Shipment{},
		PaymentMethod:   o.PaymentMethod,
		PaymentStatus:   o.PaymentStatus,
		CustomerMessage: o.CustomerMessage,
		StaffNotes:      o.StaffNotes,
		ItemsTotal:      o.ItemsTotal,
		Location:        at,
		Warning:         warningOf(o),

		StoreCredit: o.StoreCreditAmount.Decimal, GiftCertificates: o.GiftCertificateAmount.Decimal,
	}
	out.Customer = store.Customer{
		StoreCustomerID: o.CustomerID,
		Name:            out.Billing.Name, Company: out.Billing.Company, Email: out.Billing.Email, Phone: out.Billing.Phone,
	}
	for i := range o.Consignments.Shipping {
		out.Shipping = append(out.Shipping, bookShipping(&o.Consignments.Shipping[i]))
	}
	for _, f := range o.Fees {
		out.Fees = append(out.Fees, store.Fee{
			Name: cmp.Or(f.DisplayNameMerchant, f.DisplayNameCustomer, f.Type), CostExTax: f.CostExTax.Decimal,
		})
	}
	return out
}

func bookShipping(c *bigcommerce.ShippingConsignment) store.ShippingAddress {
	return store.ShippingAddress{
		ID: c.ID, Address: bookAddress(&c.Address), Method: c.ShippingMethod, CostExTax: c.CostExTax.Decimal,
		ItemsTotal: c.ItemsTotal, ItemsShipped: c.ItemsShipped,
	}
}

func bookAddress(a *bigcommerce.Address) store.Address {
	return store.Address{
		Name:    strings.TrimSpace(a.FirstName + " " + a.LastName),
		Company: a.Company, Street1: a.Street1, Street2: a.Street2, City: a.City, State: a.State, Zip: a.Zip,
		Country: a.Country, CountryISO2: a.CountryISO2, Phone: a.Phone, Email: a.Email,
	}
}

// bookLines are an order's lines by their ids.
func bookLines(o *bigcommerce.Order) []store.Line {
	lines := []store.Line{}
	for p := range o.EachLine() {
		lines = append(lines, store.Line{
			ID: p.ID, AddressID: p.OrderAddressID, ProductID: p.ProductID, VariantID: p.VariantID,
			Type: p.Type, SKU: p.SKU, Name: cmp.Or(p.NameMerchant, p.Name),
			Quantity: p.Quantity, QuantityShipped: p.QuantityShipped, QuantityRefunded: p.QuantityRefunded,
			PriceExTax: p.PriceExTax.Decimal, TotalExTax: p.TotalExTax.Decimal,
			Options: bookOptions(p.Options),
		})
	}
	slices.SortStableFunc(lines, func(a, b store.Line) int { return cmp.Compare(a.ID, b.ID) })
	return lines
}

func bookOptions(list []bigcommerce.ProductOption) []store.LineOption {
	options := make([]store.LineOption, 0, len(list))
	for _, opt := range list {
		options = append(options, store.LineOption{
			Name:  cmp.Or(opt.DisplayNameMerchant, opt.DisplayName, opt.Name),
			Value: cmp.Or(opt.DisplayValueMerchant, opt.DisplayValue, opt.Value),
		})
	}
	return options
}

// pickupsOf says of each line that is picked up at which location of the store.
func pickupsOf(o *bigcommerce.Order) (out map[uint64]uint64) {
	for i := range o.Consignments.Pickups {
		c := &o.Consignments.Pickups[i]
		for _, l := range c.Lines {
			if c.Location.ID == 0 {
				continue
			}
			if out == nil {
				out = map[uint64]uint64{}
			}
			out[l.ID] = c.Location.ID
		}
	}
	return out
}
