package sandbox

import (
	"maps"
	"sync"
)

// Stats is what the sandbox counted since it was made, or since ResetStats. /_sandbox itself is not counted.
type Stats struct {
	Requests    map[string]int `json:"requests"` // "GET /v2/orders/{id}/products": 4
	Total       int            `json:"total"`
	Throttled   int            `json:"throttled"`     // answered 429, for the quota or by a fault
	BytesOut    int64          `json:"bytes_out"`     // of bodies, as sent
	MaxInFlight int            `json:"max_in_flight"` // requests under way at once, at most
	MaxWrites   int            `json:"-"`             // writes being carried out at once, at most
}

type meter struct {
	mu       sync.Mutex
	stats    Stats
	inFlight int
	writes   int
}

func (m *meter) beginWrite() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes++
	m.stats.MaxWrites = max(m.stats.MaxWrites, m.writes)
}

func (m *meter) endWrite() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes--
}

func (m *meter) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inFlight++
	m.stats.Total++
	m.stats.MaxInFlight = max(m.stats.MaxInFlight, m.inFlight)
}

// seen counts a request under its route, once it is known.
func (m *meter) seen(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stats.Requests[name]++
}

// throttled counts a 429 and tells how many there are now.
func (m *meter) throttled() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stats.Throttled++
	return m.stats.Throttled
}

func (m *meter) sent(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stats.BytesOut += int64(n)
}

func (m *meter) end() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inFlight--
}

func (m *meter) snapshot() Stats {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.stats
	s.Requests = maps.Clone(s.Requests)
	return s
}

func (m *meter) reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stats = Stats{Requests: map[string]int{}, MaxInFlight: m.inFlight}
}

// Stats tells what was asked of the sandbox.
func (s *Sandbox) Stats() Stats { return s.meter.snapshot() }

// ResetStats starts counting anew.
func (s *Sandbox) ResetStats() { s.meter.reset() }
