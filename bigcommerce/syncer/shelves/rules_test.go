package shelves_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// byTheRules is a program that does what the model says, on shops that it reaches without a wire: what is wrong then is wrong
// with the rules, or with the world that tries them.
type byTheRules struct {
	w     *world
	since map[int]time.Time
}

func (d *byTheRules) connect(int, options)      {}
func (d *byTheRules) change(int, options) error { return nil }
func (d *byTheRules) learn(int) outcome         { return outcome{} }

func (d *byTheRules) pull(i int) outcome {
	s := d.w.shops[i]
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listed()
	for _, id := range slices.Sorted(maps.Keys(s.orders)) {
		if o := s.orders[id]; !o.archived && !o.gone && !o.modified.Before(d.since[i]) {
			s.served(o)
		}
	}
	d.since[i] = s.clock()
	return outcome{}
}

func (d *byTheRules) push(i int, _ pushOptions) outcome {
	for k := range d.w.shops {
		d.pull(k)
	}
	s := d.w.shops[i]
	for _, sku := range slices.Concat(d.w.skus, d.w.kits) {
		m := d.w.meant(i, sku)
		s.mu.Lock()
		for at := 1; at <= s.locations; at++ {
			_, told := d.w.wroteAt[i][where{sku, at}]
			if n, fed := m.at[at]; fed || told {
				s.write(s.of[sku], at, n) // 0 where nothing feeds it any more
			}
		}
		s.mu.Unlock()
	}
	return outcome{}
}

func (d *byTheRules) tell(i, _ int) outcome {
	s := d.w.shops[i]
	for key, o := range d.w.model.orders {
		for _, p := range o.parcels {
			if key.shop == i && p.told.seq == 0 && p.undone.seq == 0 && !slices.Contains(closed, s.orders[key.id].status) {
				s.mu.Lock()
				s.addParcel(s.orders[key.id], p.tracking, p.lines)
				s.posted(s.orders[key.id], p.tracking, p.address)
				s.mu.Unlock()
			}
		}
	}
	return outcome{}
}

func (d *byTheRules) takeBack(i int, order uint64) (string, error) {
	for _, p := range slices.Backward(d.w.model.order(orderKey{i, order}).parcels) {
		if p.told.seq == 0 && p.undone.seq == 0 {
			return p.tracking, nil
		}
	}
	return "", errNotThere
}

func (d *byTheRules) ship(int, uint64, string, map[uint64]int) error { return nil }

func (d *byTheRules) count(time.Time, ...count) error                       { return nil }
func (d *byTheRules) adjust(string, string, int) error                      { return nil }
func (d *byTheRules) receive(string, string, int) error                     { return nil }
func (d *byTheRules) answer(int, uint64, uint64, int, string, string) error { return nil }
func (d *byTheRules) carry(string, int, string, string) error               { return nil }
func (d *byTheRules) moveLine(int, uint64, uint64, string) error            { return nil }
func (d *byTheRules) setKit(string, map[string]int) error                   { return nil }
func (d *byTheRules) addPlace(string)                                       {}
func (d *byTheRules) removePlace(string) error                              { return nil }
func (d *byTheRules) remove(int, bool) error                                { return nil }
func (d *byTheRules) backup() string                                        { return "" }
func (d *byTheRules) restore(string)                                        {}
func (d *byTheRules) onHand(string) map[string]int                          { return nil }
func (d *byTheRules) close()                                                {}

// TestRules tries the rules themselves: where every reading is made, hardly a number is above what is free.
func TestRules(t *testing.T) {
	first, last := uint64(1), uint64(12)
	if os.Getenv("CARTWIRE_SEED") != "" || os.Getenv("CARTWIRE_LONG") != "" {
		first, last = seeds(t)
	}
	for _, c := range classes {
		c.trouble, c.killed = false, false
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			beyond, numbers, exact := 0, 0, 0
			for seed := first; seed <= last; seed++ {
				synctest.Test(t, func(t *testing.T) {
					h := newHistory(t, c, seed, func(h *history, _ []*shop) driver { return &byTheRules{h.w, map[int]time.Time{}} })
					h.do()
					numbers, exact = numbers+h.w.numbers, exact+h.w.exact
					if len(h.wrong) > 0 {
						t.Errorf("seed %d: %s\n%s", seed, strings.Join(h.wrong, "\n"), h.w.told())
					}
					if h.beyond > 0 {
						if beyond++; beyond <= 2 {
							t.Logf("seed %d\n%s", seed, h.w.told())
						}
					}
				})
			}
			// What the rules can't know they take for less; in one place, where nobody errs or refunds, that is next to nothing.
			least := 700
			if c.places < 2 && c.acts["mistake"]+c.acts["refund"]+c.acts["archive"] == 0 {
				least = 985
			}
			if exact*1000 < numbers*least {
				t.Errorf("only %d of %d numbers are what is free", exact, numbers)
			}
			t.Logf("%d seeds, %d with a number above what was free; %d of %d numbers are what is free exactly", last-first+1, beyond, exact, numbers)
		})
	}
}
