package soak_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
)

// shop is the store with the people in it: whenever it is asked something, something may happen in it first.
type shop struct {
	sb *sandbox.Sandbox

	mu      sync.Mutex
	r       *rand.Rand
	upset   float64 // 0: nothing happens any more
	now     time.Time
	served  int // requests of this round
	killAt  int // 0: none
	reached chan struct{}
	total   int
	acts    map[string]int
	meddled map[string][]int // "product 77", "variant 350": what somebody set its stock to in the control panel
	touched map[uint64]bool  // orders that were changed by somebody
	panel   int              // shipments made in the control panel
	diary   []string         // what happened, for whoever replays a seed
	levels  map[string]int
}

func openShop(seed uint64, rec recipe) (*shop, error) {
	s := &shop{
		r: dice(seed, streamStore), now: began, reached: make(chan struct{}, 1),
		acts: map[string]int{}, meddled: map[string][]int{}, touched: map[uint64]bool{},
	}
	cfg := rec.store
	cfg.Now, cfg.OnRequest = s.clock, s.onRequest
	s.sb = sandbox.New(cfg)
	return s, s.sb.Start("127.0.0.1:0")
}

func (s *shop) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// forward lets time pass, mostly so little that much shares a second.
func (s *shop) forward(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

func (s *shop) onRequest(r *http.Request) {
	s.look(r.Method + " " + r.URL.RequestURI())
	s.forward(s.pause())
	for range s.due() {
		s.happen()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total++
	if s.served++; s.served == s.killAt {
		s.reached <- struct{}{}
	}
}

// look writes into the diary what is asked, and which levels have moved since the last time.
func (s *shop) look(asked string) {
	levels := map[string]int{}
	for _, row := range s.sb.Stock() {
		levels[fmt.Sprintf("%s (%s) at %d", row.SKU, stockRef(row), row.LocationID)] = row.Level
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sku := range slices.Sorted(maps.Keys(levels)) {
		if was, ok := s.levels[sku]; s.levels != nil && (!ok || was != levels[sku]) {
			s.diary = append(s.diary, fmt.Sprintf("  level of %s: %d, was %d", sku, levels[sku], was))
		}
	}
	s.levels = levels
	s.diary = append(s.diary, fmt.Sprint("  ", asked[strings.LastIndex(asked, "/v"):]))
}

func (s *shop) pause() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return among(s.r, 0, 0, 0, 50*time.Millisecond, 300*time.Millisecond, time.Second, 7*time.Second, 400*time.Second)
}

// due is how many things happen now.
func (s *shop) due() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !chance(s.r, s.upset) {
		return 0
	}
	return among(s.r, 1, 1, 1, 2, 6)
}

func (s *shop) draw(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.r.IntN(n)
}

// note counts an act and writes the diary.
func (s *shop) note(act string, about ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.acts[act]++
	s.diary = append(s.diary, fmt.Sprintf("%d %s %s %v", s.total, s.now.Format(time.TimeOnly), act, about))
}

// happen does one thing that people do in a store.
func (s *shop) happen() {
	ids := s.sb.OrderIDs()
	pick := func() uint64 {
		id := ids[s.draw(len(ids))]
		s.mu.Lock()
		defer s.mu.Unlock()
		s.touched[id] = true
		return id
	}
	kind := s.draw(100)
	if len(ids) == 0 {
		kind = 0
	}
	switch {
	case kind < 35:
		status := bigcommerce.StatusAwaitingFulfillment
		if s.draw(4) == 0 {
			status = statusChoices[s.draw(len(statusChoices))]
		}
		id := s.sb.PlaceOrder(func(c *sandbox.OrderChange) { c.StatusID = status })
		s.note("placed", id, bigcommerce.StatusName(status))
	case kind < 65:
		id, to := pick(), statusChoices[s.draw(len(statusChoices))]
		from := 0
		s.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { from, c.StatusID = c.StatusID, to })
		s.note("status changed", id, bigcommerce.StatusName(from), bigcommerce.StatusName(to))
	case kind < 69:
		id, amount := pick(), []string{"1.00", "5.50", "all"}[s.draw(3)]
		if _, ok := s.sb.Refund(id, amount, "damaged"); ok {
			s.note("refunded", id, amount)
		}
	case kind < 72:
		id, text := pick(), fmt.Sprint("note ", s.draw(1000))
		s.note("text changed", id)
		s.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StaffNotes = text })
	case kind < 78:
		id, n := pick(), 1+s.draw(3)
		s.note("line added", id)
		s.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.AddLine("Gift box", fmt.Sprint("BOX-", n), n) })
	case kind < 88:
		s.meddle()
	default:
		s.mu.Lock()
		s.panel++
		tracking := fmt.Sprint("PANEL-", s.panel)
		s.mu.Unlock()
		if id := pick(); s.sb.Ship(id, tracking) {
			s.note("shipped in the control panel", id)
		}
	}
}

// meddle sets a stock level in the control panel.
func (s *shop) meddle() {
	rows := s.sb.Stock()
	if len(rows) == 0 {
		return
	}
	row := rows[s.draw(len(rows))]
	level := s.draw(90)
	s.mu.Lock()
	s.meddled[stockRef(row)] = append(s.meddled[stockRef(row)], level) // before it is to be seen
	s.mu.Unlock()
	if s.sb.SetStock(row.SKU, row.LocationID, level) {
		s.note("stock changed by somebody else", row.SKU, row.LocationID, row.Level, level)
	}
}

// stockRef names what a row counts as a plan does.
func stockRef(row sandbox.StockRow) string {
	if row.Tracking == "product" {
		return fmt.Sprint("product ", row.ProductID)
	}
	return fmt.Sprint("variant ", row.VariantID)
}

// round begins to count requests anew; at the n-th, reached is told.
func (s *shop) round(upset float64, n int) {
	select {
	case <-s.reached:
	default:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.upset, s.served, s.killAt = upset, 0, n
}
