package store

import (
	"time"

	"github.com/shopspring/decimal"
)

// Order is a sales order of the book, as it came from a store. Its JSON is both the book's value and the exported line.
// Money is in Currency, exact decimals; times are UTC.
type Order struct {
	StoreOrderID uint64    `json:"store_order_id"`
	Number       string    `json:"number"`
	StatusID     int       `json:"status_id"`
	Status       string    `json:"status"` // the store's own label
	Created      time.Time `json:"created"`
	Modified     time.Time `json:"modified"`              // resolution: one second
	DateShipped  time.Time `json:"date_shipped,omitzero"` // when its status became Shipped or Completed, by the store's clock

	Customer Customer          `json:"customer"`
	Billing  Address           `json:"billing"`
	Shipping []ShippingAddress `json:"shipping"`

	Currency      string          `json:"currency"`
	SubtotalExTax decimal.Decimal `json:"subtotal_ex_tax"`
	ShippingExTax decimal.Decimal `json:"shipping_ex_tax"`
	HandlingExTax decimal.Decimal `json:"handling_ex_tax"`
	WrappingExTax decimal.Decimal `json:"wrapping_ex_tax"`
	Discount      decimal.Decimal `json:"discount"` // discounts and coupons
	Tax           decimal.Decimal `json:"tax"`
	TotalIncTax   decimal.Decimal `json:"total_inc_tax"`
	// StoreCredit and GiftCertificates are what was paid with them; the total is before both.
	StoreCredit      decimal.Decimal `json:"store_credit,omitzero"`
	GiftCertificates decimal.Decimal `json:"gift_certificates,omitzero"`

	Lines     []Line     `json:"lines"`
	Fees      []Fee      `json:"fees"`
	Shipments []Shipment `json:"shipments"`
	Refunds   []Refund   `json:"refunds,omitempty"` // oldest first; nil in what is put keeps those the book has

	// Changes is what became different in the store after the order had entered the book, oldest first.
	Changes []OrderChange `json:"changes,omitempty"`

	PaymentMethod   string `json:"payment_method,omitempty"`
	PaymentStatus   string `json:"payment_status,omitempty"`
	CustomerMessage string `json:"customer_message,omitempty"`
	StaffNotes      string `json:"staff_notes,omitempty"`

	// ItemsTotal is the number of pieces the store says the order has. Warning tells where the lines or the amounts don't
	// add up, in sentences.
	ItemsTotal int    `json:"items_total"`
	Warning    string `json:"warning,omitempty"`

	// Location is where the order is allocated in the book.
	Location LocationID `json:"location_id,omitempty"`
}

// Customer is who bought: a customer of the store (StoreCustomerID > 0) or a guest, known by the billing address.
type Customer struct {
	StoreCustomerID uint64 `json:"store_customer_id"`
	Name            string `json:"name"`
	Company         string `json:"company"`
	Email           string `json:"email"`
	Phone           string `json:"phone"`
	LastOrder       uint64 `json:"last_order,omitempty"` // the last order: a guest's details were taken from it

	// Read is when the customer's own record was last read, whose details go before those of an order; zero for guests and
	// where it wasn't read. Modified is the record's own date.
	Read     time.Time `json:"read,omitzero"`
	Modified time.Time `json:"modified,omitzero"`
}

// Address is a postal address as the store holds it.
type Address struct {
	Name        string `json:"name"`
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

// ShippingAddress is one of an order's destinations, with how it is sent there.
type ShippingAddress struct {
	ID uint64 `json:"id"` // the store's order address id, which a shipment names
	Address
	Method       string          `json:"method"`
	CostExTax    decimal.Decimal `json:"cost_ex_tax"`
	ItemsTotal   int             `json:"items_total"`
	ItemsShipped int             `json:"items_shipped"`
}

// Line is one position of an order.
type Line struct {
	ID               uint64          `json:"id"` // the store's order product id, which a shipment names
	AddressID        uint64          `json:"address_id,omitempty"`
	ProductID        uint64          `json:"product_id,omitempty"` // 0: a custom product
	VariantID        uint64          `json:"variant_id,omitempty"`
	Type             string          `json:"type"` // physical, digital, giftcertificate
	SKU              string          `json:"sku"`
	Name             string          `json:"name"`
	Quantity         int             `json:"quantity"`
	QuantityShipped  int             `json:"quantity_shipped"`
	QuantityRefunded int             `json:"quantity_refunded,omitempty"`
	PriceExTax       decimal.Decimal `json:"price_ex_tax"`
	TotalExTax       decimal.Decimal `json:"total_ex_tax"`
	Options          []LineOption    `json:"options"`
}

// LineOption is what a buyer chose on a line, such as Size: S.
type LineOption struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Fee is an amount beside the lines, such as a package protection.
type Fee struct {
	Name      string          `json:"name"`
	CostExTax decimal.Decimal `json:"cost_ex_tax"`
}

// Shipment is a parcel of an order.
type Shipment struct {
	Carrier  string    `json:"carrier"`
	Tracking string    `json:"tracking"`
	Created  time.Time `json:"created"`
}

// Order reads one; ErrNotFound.
func (tx *Tx) Order(c ConnectionID, id uint64) (Order, error) {
	return load[Order](tx, tableOrders, key(uint64(c), id))
}
