package bigcommerce

// Tracking tells whether stock is counted, and of what.
type Tracking string

// The kinds of tracking (catalog spec, inventory_tracking).
const (
	TrackNone    Tracking = "none"
	TrackProduct Tracking = "product"
	TrackVariant Tracking = "variant"
)

// Product is a product of GET /v3/catalog/products (catalog spec), or of V2 on a legacy account, as far as Cartwire uses
// it. Prices are in the store's currency, with or without tax as the store enters them.
type Product struct {
	ID                uint64    `json:"id"`
	Name              string    `json:"name"`
	SKU               string    `json:"sku"`  // may be ""
	Type              string    `json:"type"` // "physical" or "digital"
	Price             Decimal   `json:"price"`
	CostPrice         Decimal   `json:"cost_price"`
	SalePrice         Decimal   `json:"sale_price"`
	RetailPrice       Decimal   `json:"retail_price"`
	Weight            Decimal   `json:"weight"`
	InventoryTracking Tracking  `json:"inventory_tracking"`
	InventoryLevel    int       `json:"inventory_level"` // of the default location; counts where tracking is "product"
	WarningLevel      int       `json:"inventory_warning_level"`
	BinPickingNumber  string    `json:"bin_picking_number"`
	UPC               string    `json:"upc"`
	MPN               string    `json:"mpn"`
	GTIN              string    `json:"gtin"`
	IsVisible         bool      `json:"is_visible"`
	Availability      string    `json:"availability"` // "available", "disabled", "preorder"
	BaseVariantID     uint64    `json:"base_variant_id"`
	DateCreated       Time      `json:"date_created"`
	DateModified      Time      `json:"date_modified"`
	Variants          []Variant `json:"variants"` // with the base variant; not told by V2: see ProductSKUs
}

// Variant is one variant of a product. A product without choices has one, its base variant.
type Variant struct {
	ID               uint64          `json:"id"` // on a legacy account, the sku's id
	ProductID        uint64          `json:"product_id"`
	SKUID            uint64          `json:"sku_id"` // 0: the base variant
	SKU              string          `json:"sku"`
	Price            *Decimal        `json:"price"`            // nil: the product's
	CalculatedPrice  Decimal         `json:"calculated_price"` // 0 where the API doesn't tell
	CostPrice        Decimal         `json:"cost_price"`
	Weight           Decimal         `json:"weight"`
	InventoryLevel   int             `json:"inventory_level"` // of the default location; counts where tracking is "variant"
	WarningLevel     int             `json:"inventory_warning_level"`
	BinPickingNumber string          `json:"bin_picking_number"`
	UPC              string          `json:"upc"`
	MPN              string          `json:"mpn"`
	GTIN             string          `json:"gtin"`
	Disabled         bool            `json:"purchasing_disabled"`
	Options          []VariantOption `json:"option_values"`
}

// VariantOption is a choice that makes a variant: Colour, Red.
type VariantOption struct {
	ID       uint64 `json:"id"`
	OptionID uint64 `json:"option_id"`
	Name     string `json:"option_display_name"`
	Label    string `json:"label"`
}
