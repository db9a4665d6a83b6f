package bigcommerce

import (
	"cmp"
	"slices"
	"strings"
)

// Box is a permission to tick when a new API account is made.
type Box struct {
	Permission  Permission
	Recommended bool // nothing fails without it
}

// String is the box in words: "Information & Settings read-only (recommended)".
func (b Box) String() string {
	if b.Recommended {
		return b.Permission.String() + " (recommended)"
	}
	return b.Permission.String()
}

// BoxesFor lists the boxes to tick for these needs: one a label, with the strongest level that is needed, those that are
// needed first, then those that are recommended, by name. Information & Settings is always recommended: without it the
// store's name, plan and stock settings aren't shown.
func BoxesFor(needs []Need) []Box {
	needs = append(slices.Clone(needs), Need{Permission: Permission{Label: LabelInformation}, Optional: true})
	byLabel := map[string]Box{}
	for _, n := range needs {
		b, ok := byLabel[n.Permission.Label]
		if !ok {
			b = Box{Permission: n.Permission, Recommended: n.Optional}
		}
		b.Permission.Modify = b.Permission.Modify || n.Permission.Modify
		b.Recommended = b.Recommended && n.Optional
		byLabel[n.Permission.Label] = b
	}
	boxes := make([]Box, 0, len(byLabel))
	for _, b := range byLabel {
		boxes = append(boxes, b)
	}
	slices.SortFunc(boxes, func(a, b Box) int {
		if a.Recommended != b.Recommended {
			if b.Recommended {
				return -1
			}
			return 1
		}
		return cmp.Compare(strings.ToLower(a.Permission.Label), strings.ToLower(b.Permission.Label))
	})
	return boxes
}

// Boxes is the complete list of permissions to tick on a new API account for the needs that were tested, those that are
// only recommended last. None for a legacy account, which has no boxes.
func (r TestResult) Boxes() []Permission {
	all := make([]Permission, len(r.boxes))
	for i, b := range r.boxes {
		all[i] = b.Permission
	}
	return all
}

// BoxList is Boxes, each with whether it is only recommended.
func (r TestResult) BoxList() []Box { return slices.Clone(r.boxes) }
