package syncer

import (
	"cmp"
	"strings"

	"github.com/shopspring/decimal"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// product is what a product of the store becomes in the book.
type product struct {
	id       uint64
	name     string
	items    []store.Item
	links    []store.Link
	nameless int // variants without a sku
}

// bookProduct makes items of a product and its variants. A product without choices is one item, whatever its base
// variant says; one with choices has an item for each variant, and one for itself where the store counts it as a whole.
func bookProduct(p *bigcommerce.Product, group string) product {
	out := product{id: p.ID, name: p.Name}
	add := func(sku, name string, price decimal.Decimal, variant uint64, counted bool) {
		sku = strings.TrimSpace(sku)
		out.links = append(out.links, store.Link{SKU: sku, ProductID: p.ID, VariantID: variant, Tracking: string(p.InventoryTracking)})
		switch {
		case !counted:
		case sku == "":
			out.nameless++
		default:
			out.items = append(out.items, store.Item{SKU: sku, Name: name, Group: group, Price: price})
		}
	}
	if !hasChoices(p) {
		variant, sku := p.BaseVariantID, p.SKU
		if len(p.Variants) == 1 {
			variant, sku = p.Variants[0].ID, cmp.Or(p.Variants[0].SKU, p.SKU)
		}
		add(sku, p.Name, p.Price.Decimal, variant, true)
		return out
	}
	whole := p.InventoryTracking == bigcommerce.TrackProduct && p.SKU != ""
	add(p.SKU, p.Name, p.Price.Decimal, 0, whole)
	for i := range p.Variants {
		v := &p.Variants[i]
		price := p.Price.Decimal
		if v.Price != nil {
			price = v.Price.Decimal
		}
		add(v.SKU, variantName(p.Name, v), price, v.ID, true)
	}
	return out
}

// hasChoices tells whether a product has more than its base variant.
func hasChoices(p *bigcommerce.Product) bool {
	return len(p.Variants) > 1 || (len(p.Variants) == 1 && len(p.Variants[0].Options) > 0)
}

// variantName is the product's name with what was chosen: "Shirt (Red, S)".
func variantName(name string, v *bigcommerce.Variant) string {
	var labels []string
	for _, o := range v.Options {
		labels = append(labels, o.Label)
	}
	if len(labels) == 0 {
		return name
	}
	return name + " (" + strings.Join(labels, ", ") + ")"
}
