package bigcommerce

// Types of order lines (orders.v2 spec).
const (
	LinePhysical        = "physical"
	LineDigital         = "digital"
	LineGiftCertificate = "giftcertificate"
)

// OrderProduct is one line of an order. ID is what shipments name as order_product_id.
type OrderProduct struct {
	ID                  uint64            `json:"id"`
	OrderID             uint64            `json:"order_id"`
	ProductID           uint64            `json:"product_id"` // 0: a custom product
	VariantID           uint64            `json:"variant_id"` // 0: none
	OrderAddressID      uint64            `json:"order_address_id"`
	OrderPickupMethodID uint64            `json:"order_pickup_method_id"`
	ParentID            uint64            `json:"parent_order_product_id"` // 0: not a part of another line
	IsBundled           bool              `json:"is_bundled_product"`
	Name                string            `json:"name"`
	NameCustomer        string            `json:"name_customer"`
	NameMerchant        string            `json:"name_merchant"`
	SKU                 string            `json:"sku"`
	UPC                 string            `json:"upc"`
	Type                string            `json:"type"` // LinePhysical, LineDigital, LineGiftCertificate
	Brand               string            `json:"brand"`
	Quantity            int               `json:"quantity"`
	QuantityShipped     int               `json:"quantity_shipped"`
	QuantityRefunded    int               `json:"quantity_refunded"`
	IsRefunded          bool              `json:"is_refunded"`
	BasePrice           Decimal           `json:"base_price"`
	PriceExTax          Decimal           `json:"price_ex_tax"`
	PriceIncTax         Decimal           `json:"price_inc_tax"`
	PriceTax            Decimal           `json:"price_tax"`
	BaseTotal           Decimal           `json:"base_total"`
	TotalExTax          Decimal           `json:"total_ex_tax"`
	TotalIncTax         Decimal           `json:"total_inc_tax"`
	TotalTax            Decimal           `json:"total_tax"`
	DiscountedTotal     Decimal           `json:"discounted_total_inc_tax"`
	BaseCostPrice       Decimal           `json:"base_cost_price"`
	CostPriceExTax      Decimal           `json:"cost_price_ex_tax"`
	CostPriceIncTax     Decimal           `json:"cost_price_inc_tax"`
	CostPriceTax        Decimal           `json:"cost_price_tax"`
	FixedShippingCost   Decimal           `json:"fixed_shipping_cost"`
	WrappingName        string            `json:"wrapping_name"`
	WrappingMessage     string            `json:"wrapping_message"`
	WrappingCostExTax   Decimal           `json:"wrapping_cost_ex_tax"`
	WrappingCostIncTax  Decimal           `json:"wrapping_cost_inc_tax"`
	WrappingCostTax     Decimal           `json:"wrapping_cost_tax"`
	Weight              Decimal           `json:"weight"`
	EventName           string            `json:"event_name"`
	EventDate           Time              `json:"event_date"`
	BinPickingNumber    string            `json:"bin_picking_number"`
	ExternalID          string            `json:"external_id"`
	GiftCertificateID   uint64            `json:"gift_certificate_id"`
	AppliedDiscounts    []AppliedDiscount `json:"applied_discounts"`
	Options             []ProductOption   `json:"product_options"`
}

// AppliedDiscount is a coupon, promotion or manual discount on a line.
type AppliedDiscount struct {
	ID     string  `json:"id"`
	Amount Decimal `json:"amount"`
	Name   string  `json:"name"`
	Code   string  `json:"code"`
	Target string  `json:"target"` // "order" or "product"
}

// ProductOption is a choice the shopper made for a line.
type ProductOption struct {
	ID                   uint64 `json:"id"`
	OptionID             uint64 `json:"option_id"`
	ProductOptionID      uint64 `json:"product_option_id"`
	Name                 string `json:"name"`
	DisplayName          string `json:"display_name"`
	DisplayNameCustomer  string `json:"display_name_customer"`
	DisplayNameMerchant  string `json:"display_name_merchant"`
	DisplayValue         string `json:"display_value"`
	DisplayValueCustomer string `json:"display_value_customer"`
	DisplayValueMerchant string `json:"display_value_merchant"`
	Value                string `json:"value"`
	Type                 string `json:"type"`
}
