package sidebyside_test

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"cartwire/store"
)

// storeOrder is an order of GET /v2/orders as the order-by-order client reads it: what the book keeps, and what other
// requests bring of it.
type storeOrder struct {
	ID           uint64 `json:"id"`
	CustomerID   uint64 `json:"customer_id"`
	StatusID     int    `json:"status_id"`
	Status       string `json:"status"`
	CustomStatus string `json:"custom_status"`
	Created      string `json:"date_created"`
	Modified     string `json:"date_modified"`

	Currency      string          `json:"default_currency_code"`
	SubtotalExTax decimal.Decimal `json:"subtotal_ex_tax"`
	ShippingExTax decimal.Decimal `json:"shipping_cost_ex_tax"`
	HandlingExTax decimal.Decimal `json:"handling_cost_ex_tax"`
	WrappingExTax decimal.Decimal `json:"wrapping_cost_ex_tax"`
	Discount      decimal.Decimal `json:"discount_amount"`
	Tax           decimal.Decimal `json:"total_tax"`
	TotalIncTax   decimal.Decimal `json:"total_inc_tax"`
	StoreCredit   decimal.Decimal `json:"store_credit_amount"`
	Certificates  decimal.Decimal `json:"gift_certificate_amount"`

	ItemsTotal      int     `json:"items_total"`
	PaymentMethod   string  `json:"payment_method"`
	PaymentStatus   string  `json:"payment_status"`
	CustomerMessage string  `json:"customer_message"`
	StaffNotes      string  `json:"staff_notes"`
	Billing         address `json:"billing_address"`

	lines   []orderLine
	parcels []parcel
	coupons []coupon
}

type address struct {
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

type orderLine struct {
	ID              uint64          `json:"id"`
	AddressID       uint64          `json:"order_address_id"`
	ProductID       uint64          `json:"product_id"`
	VariantID       uint64          `json:"variant_id"`
	Type            string          `json:"type"`
	SKU             string          `json:"sku"`
	Name            string          `json:"name_merchant"`
	Quantity        int             `json:"quantity"`
	QuantityShipped int             `json:"quantity_shipped"`
	PriceExTax      decimal.Decimal `json:"price_ex_tax"`
	TotalExTax      decimal.Decimal `json:"total_ex_tax"`
	Options         []struct {
		Name  string `json:"display_name_merchant"`
		Value string `json:"display_value_merchant"`
	} `json:"product_options"`
}

type parcel struct {
	address
	ID           uint64          `json:"id"`
	Method       string          `json:"shipping_method"`
	CostExTax    decimal.Decimal `json:"cost_ex_tax"`
	ItemsTotal   int             `json:"items_total"`
	ItemsShipped int             `json:"items_shipped"`
}

type coupon struct {
	Discount decimal.Decimal `json:"discount"`
}

// book makes a sales order of the book, as Cartwire's import does.
func (o *storeOrder) book(at store.LocationID) (store.Order, error) {
	created, err := time.Parse(time.RFC1123Z, o.Created)
	if err != nil {
		return store.Order{}, err
	}
	modified, err := time.Parse(time.RFC1123Z, o.Modified)
	if err != nil {
		return store.Order{}, err
	}
	billing := o.Billing.book()
	out := store.Order{
		StoreOrderID: o.ID, Number: strconv.FormatUint(o.ID, 10), StatusID: o.StatusID, Status: cmp.Or(o.CustomStatus, o.Status),
		Created: created.UTC(), Modified: modified.UTC(), Billing: billing,
		Customer: store.Customer{StoreCustomerID: o.CustomerID, Name: billing.Name, Company: billing.Company, Email: billing.Email, Phone: billing.Phone},
		Currency: o.Currency, SubtotalExTax: o.SubtotalExTax, ShippingExTax: o.ShippingExTax, HandlingExTax: o.HandlingExTax,
		WrappingExTax: o.WrappingExTax, Discount: o.Discount, Tax: o.Tax, TotalIncTax: o.TotalIncTax,
		StoreCredit: o.StoreCredit, GiftCertificates: o.Certificates,
		Shipping: []store.ShippingAddress{}, Lines: []store.Line{}, Fees: []store.Fee{}, Shipments: []store.Shipment{},
		PaymentMethod: o.PaymentMethod, PaymentStatus: o.PaymentStatus, CustomerMessage: o.CustomerMessage, StaffNotes: o.StaffNotes,
		ItemsTotal: o.ItemsTotal, Location: at,
	}
	for _, c := range o.coupons {
		out.Discount = out.Discount.Add(c.Discount)
	}
	for _, p := range o.parcels {
		out.Shipping = append(out.Shipping, store.ShippingAddress{
			ID: p.ID, Address: p.book(), Method: p.Method, CostExTax: p.CostExTax, ItemsTotal: p.ItemsTotal, ItemsShipped: p.ItemsShipped,
		})
	}
	for _, l := range o.lines {
		line := store.Line{
			ID: l.ID, AddressID: l.AddressID, ProductID: l.ProductID, VariantID: l.VariantID, Type: l.Type, SKU: l.SKU, Name: l.Name,
			Quantity: l.Quantity, QuantityShipped: l.QuantityShipped, PriceExTax: l.PriceExTax, TotalExTax: l.TotalExTax,
			Options: []store.LineOption{},
		}
		for _, option := range l.Options {
			line.Options = append(line.Options, store.LineOption(option))
		}
		out.Lines = append(out.Lines, line)
	}
	return out, nil
}

func (a *address) book() store.Address {
	return store.Address{
		Name: strings.TrimSpace(a.FirstName + " " + a.LastName), Company: a.Company, Street1: a.Street1, Street2: a.Street2,
		City: a.City, State: a.State, Zip: a.Zip, Country: a.Country, CountryISO2: a.CountryISO2, Phone: a.Phone, Email: a.Email,
	}
}
