package sandbox

import "time"

// OrderState is what tells an order's present state from an earlier one.
type OrderState struct {
	ID       uint64
	StatusID int
	Modified time.Time // in whole seconds, UTC
}

// Orders are the present states of all orders, by id.
func (s *Sandbox) Orders() []OrderState {
	s.state.mu.RLock()
	defer s.state.mu.RUnlock()
	states := make([]OrderState, len(s.state.records))
	for i, r := range s.state.records {
		states[i] = OrderState{ID: uint64(r.id), StatusID: int(r.status), Modified: time.Unix(int64(r.modified), 0).UTC()}
	}
	return states
}
