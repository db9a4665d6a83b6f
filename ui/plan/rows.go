package plan

import (
	"cmp"
	"slices"
	"strings"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/text"
)

// sums is what a plan comes to.
type sums struct {
	changes         int
	more, less      int // pieces
	emptied, orders int
	place           string // the store location of all of it; "" where there are several, or none is named
	several         bool   // it is at several store locations
}

func sum(p *syncer.Plan) sums {
	s := sums{changes: len(p.Changes)}
	for i := range p.Changes {
		c := &p.Changes[i]
		switch {
		case c.What != "":
			s.orders++
		case c.New > c.Old:
			s.more += c.New - c.Old
		default:
			s.less += c.Old - c.New
		}
		if emptied(c) {
			s.emptied++
		}
	}
	s.place, s.several = locations(p)
	return s
}

// locations are where in the store a plan's changes and conflicts are: at one place, which may have no name, or at several.
func locations(p *syncer.Plan) (place string, several bool) {
	if len(p.Changes) > 0 {
		place = p.Changes[0].Location
	} else if len(p.Conflicts) > 0 {
		place = p.Conflicts[0].Location
	}
	if slices.ContainsFunc(p.Changes, func(c syncer.Change) bool { return c.Location != place }) ||
		slices.ContainsFunc(p.Conflicts, func(c syncer.Conflict) bool { return c.Location != place }) {
		return "", true
	}
	return place, false
}

// emptied tells whether a change leaves nothing of what there was.
func emptied(c *syncer.Change) bool { return c.What == "" && c.Known && c.Old > 0 && c.New == 0 }

// order is what the changes are sorted by.
type order int

const (
	asPlanned order = iota
	byName
	byLocation
	byOld
	byNew
	byDifference
	orders // how many there are
)

// rows is which rows of a plan are shown, and in which order. It holds indexes only: a plan may have 100,000 changes.
type rows struct {
	plan      *syncer.Plan
	by        order
	backwards bool
	shown     [about][]int32
	texts     [about][]string // what the filter looks at, in lower case; made when it is first used
}

// set chooses and sorts the rows.
func (r *rows) set(want string) {
	for part := range r.shown {
		r.shown[part] = r.match(part, want)
	}
	by := compare(r.plan.Changes, r.by)
	if by != nil {
		slices.SortStableFunc(r.shown[changes], by)
	}
	if r.backwards {
		slices.Reverse(r.shown[changes])
	}
}

func (r *rows) len(part int) int {
	switch part {
	case changes:
		return len(r.plan.Changes)
	case conflicts:
		return len(r.plan.Conflicts)
	}
	return len(r.plan.Skipped)
}

func (r *rows) match(part int, want string) []int32 {
	n := r.len(part)
	out := r.shown[part][:0]
	if strings.TrimSpace(want) != "" && len(r.texts[part]) != n {
		r.texts[part] = make([]string, n)
		for i := range n {
			r.texts[part][i] = strings.ToLower(r.text(part, i))
		}
	}
	for i := range n {
		if strings.TrimSpace(want) == "" || text.Holds(r.texts[part][i], want) {
			out = append(out, int32(i))
		}
	}
	return out
}

func (r *rows) text(part, i int) string {
	switch part {
	case changes:
		c := &r.plan.Changes[i]
		return c.SKU + " " + c.Ref + " " + c.Location + " " + c.What + " " + c.Remark
	case conflicts:
		c := &r.plan.Conflicts[i]
		return c.SKU + " " + c.Ref + " " + c.Location
	}
	k := &r.plan.Skipped[i]
	return k.SKU + " " + k.Ref + " " + k.Reason
}

// forget drops what belonged to another plan.
func (r *rows) forget() { r.texts, r.shown = [about][]string{}, [about][]int32{} }

// compare orders two changes; nil leaves them as they were planned.
func compare(c []syncer.Change, by order) func(a, b int32) int {
	switch by {
	case byName:
		return func(a, b int32) int { return strings.Compare(name(&c[a]), name(&c[b])) }
	case byLocation:
		return func(a, b int32) int { return strings.Compare(c[a].Location, c[b].Location) }
	case byOld:
		return func(a, b int32) int { return cmp.Compare(c[a].Old, c[b].Old) }
	case byNew:
		return func(a, b int32) int { return cmp.Compare(c[a].New, c[b].New) }
	case byDifference:
		return func(a, b int32) int { return cmp.Compare(c[a].New-c[a].Old, c[b].New-c[b].Old) }
	}
	return nil
}

// name is what a change is known by.
func name(c *syncer.Change) string { return cmp.Or(c.SKU, c.Ref) }

// match applies the filter and the order.
func (s *Screen) match() {
	if s.plan == nil {
		return
	}
	s.rows.set(s.filter.Value())
	for part := range s.lists {
		s.lists[part].Forget()
		s.lists[part].SetLen(len(s.rows.shown[part]))
	}
}

func (s *Screen) forget() {
	for part := range s.lists {
		s.lists[part].Forget()
	}
}

// at is the chosen row of the section that is seen, as an index of the plan's own list; -1 where there is none.
func (s *Screen) at() int {
	part := s.tabs.Chosen
	if s.plan == nil || part >= about || s.lists[part].Cursor() >= len(s.rows.shown[part]) {
		return -1
	}
	return int(s.rows.shown[part][s.lists[part].Cursor()])
}

// chosenConflicts is how many conflicts are to be overwritten.
func (s *Screen) chosenConflicts() (n int) {
	for i := range s.plan.Conflicts {
		if s.overwrite[store.NormalSKU(s.plan.Conflicts[i].SKU)] {
			n++
		}
	}
	return n
}

// applies is how many values the store would be told.
func (s *Screen) applies() int {
	if s.plan == nil {
		return 0
	}
	return len(s.plan.Changes) + len(s.plan.Unfed) + s.chosenConflicts()
}
