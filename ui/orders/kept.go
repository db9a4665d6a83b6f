package orders

import (
	"fmt"
	"strconv"

	"cartwire/store"
	"cartwire/ui/kit"
)

func (s *Screen) keptAs() string { return fmt.Sprintf("orders/%d", s.id) }

// State is the filter and whether the preview is open: the list is found again so.
func (s *Screen) State() (string, store.ScreenState) {
	state := store.ScreenState{Filter: s.find.text(), Preview: s.side.on}
	for _, id := range s.find.statuses {
		state.Only = strconv.Itoa(id)
	}
	return s.keptAs(), state
}

// restore takes the list up as it was left.
func (s *Screen) restore() {
	state := s.env.State(s.keptAs())
	s.find.Filter = kit.NewFilter(state.Filter)
	s.side.on = state.Preview
	if id, err := strconv.Atoi(state.Only); err == nil {
		s.find.statuses = []int{id}
	}
}
