package setup

import (
	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
)

// need is a permission that a goal needs, or that is recommended for it.
type need struct {
	bigcommerce.Need
	Optional bool
}

// needs are the brief's minimum, as the options' jobs have it, and what the newer Inventory API adds: recommended, since
// stock can be written through the catalogue without it (docs: api-accounts, OAuth scopes; inventory spec).
func (g Goals) needs() []need {
	var needs []need
	for _, n := range syncer.Needs(g.options()) {
		needs = append(needs, need{Need: n})
	}
	recommend := func(p bigcommerce.Permission, why string) {
		needs = append(needs, need{bigcommerce.Need{Permission: p, By: why}, true})
	}
	if g.Stock {
		recommend(bigcommerce.Permission{Label: bigcommerce.LabelInventory, Modify: true}, "faster stock, location by location")
		recommend(bigcommerce.Permission{Label: bigcommerce.LabelLocations}, "the store's locations by name")
	}
	recommend(bigcommerce.Permission{Label: bigcommerce.LabelInformation}, "store name, plan, currency")
	return needs
}
