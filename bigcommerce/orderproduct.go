package bigcommerce

// Types of order lines (orders.v2 spec).
const (
	LinePhysical        = "physical"
	LineDigital         = "digital"
	LineGiftCertificate = "giftcertificate"
)

// OrderProduct is one line of an order. ID is what shipments name as order_product_id.
type OrderProduct struct {
	ID                  uint64          `json:"id"`
	ProductID           uint64          `json:"product_id"` // 0: a custom product
	VariantID           uint64          `json:"variant_id"` // 0: none
	OrderAddressID      uint64          `json:"order_address_id"`
	OrderPickupMethodID uint64          `json:"order_pickup_method_id"`
	ParentID            uint64          `json:"parent_order_product_id"` // 0: not a part of another line
	Name                string          `json:"name"`
	NameMerchant        string          `json:"name_merchant"`
	SKU                 string          `json:"sku"`
	Type                string          `json:"type"` // LinePhysical, LineDigital, LineGiftCertificate
	Quantity            int             `json:"quantity"`
	QuantityShipped     int             `json:"quantity_shipped"`
	QuantityRefunded    int             `json:"quantity_refunded"`
	IsRefunded          bool            `json:"is_refunded"`
	PriceExTax          Decimal         `json:"price_ex_tax"`
	TotalExTax          Decimal         `json:"total_ex_tax"`
	TotalIncTax         Decimal         `json:"total_inc_tax"`
	Options             []ProductOption `json:"product_options"`
}

// ProductOption is a choice the shopper made for a line.
type ProductOption struct {
	Name                 string `json:"name"`
	DisplayName          string `json:"display_name"`
	DisplayNameMerchant  string `json:"display_name_merchant"`
	DisplayValue         string `json:"display_value"`
	DisplayValueMerchant string `json:"display_value_merchant"`
	Value                string `json:"value"`
}
