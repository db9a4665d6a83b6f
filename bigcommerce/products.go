package bigcommerce

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	productsPath = "/v3/catalog/products"
	variantsPath = "/v3/catalog/variants"
)

// productFields trims a page of products to what Product has; the id and included variants always come
// (catalog spec, include_fields).
const productFields = "name,sku,type,price,cost_price,sale_price,retail_price,weight,inventory_tracking,inventory_level," +
	"inventory_warning_level,bin_picking_number,upc,mpn,gtin,is_visible,availability,base_variant_id,date_created,date_modified"

const variantFields = "product_id,sku_id,sku,price,calculated_price,cost_price,weight,inventory_level,inventory_warning_level," +
	"bin_picking_number,upc,mpn,gtin,purchasing_disabled,option_values"

// ProductQuery is one page of products; zero fields don't narrow it down.
type ProductQuery struct {
	Page        int // from 1; 0: 1
	Limit       int // 0: MaxPage
	IDs         []uint64
	AfterID     uint64    // products with greater ids only: pages that no deletion can shift
	MinModified time.Time // not on a legacy account
}

// Products reads one page of products, in the order of their ids, with their variants. On a legacy account it reads V2,
// which has no variants: ProductSKUs reads those of one product. *ScopeError without Products.
func (c *Client) Products(ctx context.Context, q ProductQuery) (Page[Product], error) {
	if c.Legacy() {
		return c.legacyProducts(ctx, q)
	}
	v := url.Values{"include": {"variants"}, "include_fields": {productFields}, "sort": {"id"}, "direction": {"asc"}}
	if len(q.IDs) > 0 {
		v.Set("id:in", joinIDs(q.IDs))
	}
	if q.AfterID != 0 {
		v.Set("id:greater", strconv.FormatUint(q.AfterID, 10))
	}
	if !q.MinModified.IsZero() {
		// A date without a time of day would get the present one appended (catalog spec).
		v.Set("date_modified:min", q.MinModified.UTC().Format(time.RFC3339))
	}
	return readPage[Product](ctx, c, "Product", productsPath, v, q.Page, pageLimit(q.Limit, MaxPage))
}

// VariantQuery is one page of variants; zero fields don't narrow it down.
type VariantQuery struct {
	Page       int // from 1; 0: 1
	Limit      int // 0: MaxPage
	ProductIDs []uint64
	SKU        string
}

// Variants reads one page of all products' variants, base variants included. *LegacyError on a legacy account.
func (c *Client) Variants(ctx context.Context, q VariantQuery) (Page[Variant], error) {
	v := url.Values{"include_fields": {variantFields}}
	if len(q.ProductIDs) > 0 {
		v.Set("product_id:in", joinIDs(q.ProductIDs))
	}
	if sku := strings.TrimSpace(q.SKU); sku != "" {
		v.Set("sku", sku)
	}
	return readPage[Variant](ctx, c, "Variant", variantsPath, v, q.Page, pageLimit(q.Limit, MaxPage))
}

func pageLimit(asked, most int) int {
	if asked <= 0 || asked > most {
		return most
	}
	return asked
}
