package stock

import (
	"fmt"

	"cartwire/store"
)

// quickNames are the quick filters as they are kept.
var quickNames = map[quick]string{low: "low", out: "out", differs: "differs"}

// State is the filter, the number at which an item is low, and the chosen item.
func (s *Screen) State() (string, store.ScreenState) {
	state := store.ScreenState{Filter: s.filter.Value()}
	if s.quick != all || s.low != lowAt {
		state.Sort = fmt.Sprintf("%d %s", s.low, quickNames[s.quick])
	}
	if r := s.chosen(); r != nil && (s.list.Cursor() > 0 || !s.top) {
		state.At = r.SKU
	}
	return s.keptAs(), state
}

func (s *Screen) keptAs() string {
	if s.id == 0 {
		return "stock"
	}
	return fmt.Sprintf("stock/%d", s.id)
}

// restore puts the screen back to how it was left: the chosen item is read first, and what lies above it then.
func (s *Screen) restore() {
	state := s.env.State(s.keptAs())
	s.filter.SetValue(state.Filter)
	name := ""
	if n, _ := fmt.Sscanf(state.Sort, "%d %s", &s.low, &name); n == 0 {
		s.low = lowAt
	}
	s.low = max(1, min(s.low, maxLow))
	for q, known := range quickNames {
		if known == name && (q != differs || s.id != 0) {
			s.quick = q
		}
	}
	s.up = state.At
}
