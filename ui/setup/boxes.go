package setup

import (
	"slices"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
)

// Box is one permission to set in the control panel, and what for.
type Box struct {
	bigcommerce.Box
	For string
}

// Level is the permission's level as the control panel has it.
func (b Box) Level() string {
	if b.Permission.Modify {
		return "modify"
	}
	return "read-only"
}

// recommendedFor says what a permission is good for that nothing fails without.
var recommendedFor = map[string]string{
	bigcommerce.LabelInventory:   "faster stock updates",
	bigcommerce.LabelLocations:   "the store's locations",
	bigcommerce.LabelInformation: "store name, plan, currency",
}

// Boxes are the permissions that the goals need: those of the connection test, each with the options that ask for its level.
func (g Goals) Boxes() []Box {
	needs := syncer.Needs(g.options())
	var boxes []Box
	for _, b := range bigcommerce.BoxesFor(needs) {
		var by []string
		for _, n := range needs {
			if n.Permission == b.Permission && !slices.Contains(by, n.By) {
				by = append(by, n.By)
			}
		}
		box := Box{Box: b, For: strings.Join(by, ", ")}
		if b.Recommended {
			box.For = recommendedFor[b.Permission.Label]
		}
		boxes = append(boxes, box)
	}
	return boxes
}
