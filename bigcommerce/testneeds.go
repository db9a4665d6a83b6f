package bigcommerce

import (
	"slices"
	"strings"
)

// need is the strongest need of a permission, optional or not.
func (t *tester) need(label string) (p Permission, ok bool) {
	for _, n := range t.needs {
		if n.Permission.Label == label {
			p, ok = Permission{Label: label, Modify: p.Modify || n.Permission.Modify}, true
		}
	}
	return p, ok
}

// required is the strongest need of a permission that isn't optional.
func (t *tester) required(label string) (p Permission, ok bool) {
	for _, n := range t.needs {
		if n.Permission.Label == label && !n.Optional {
			p, ok = Permission{Label: label, Modify: p.Modify || n.Permission.Modify}, true
		}
	}
	return p, ok
}

// optional tells whether something would like p and nothing requires it.
func (t *tester) optional(p Permission) bool {
	required, ok := t.required(p.Label)
	if ok && (required.Modify || !p.Modify) {
		return false
	}
	_, needed := t.need(p.Label)
	return needed
}

// neededBy names what needs p: of "modify" what changes something, of "read-only" all.
func (t *tester) neededBy(p Permission) string {
	var by []string
	for _, n := range t.needs {
		if n.Permission.Label == p.Label && (n.Permission.Modify || !p.Modify) && n.By != "" && !slices.Contains(by, n.By) {
			by = append(by, n.By)
		}
	}
	return strings.Join(by, ", ")
}

// movesStock tells whether something writes stock, so that locations and the store's stock settings matter.
func (t *tester) movesStock() bool {
	products, _ := t.need(LabelProducts)
	_, inventory := t.need(LabelInventory)
	_, locations := t.need(LabelLocations)
	return products.Modify || inventory || locations
}
