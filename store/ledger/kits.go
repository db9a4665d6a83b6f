package ledger

import (
	"errors"
	"maps"
	"slices"
	"sort"
)

// Items is what shelves are worked out from. Skus are normal ones: equal items have equal skus.
type Items interface {
	// Entries and Takings are an item's own, not those that reach it through a kit.
	Entries(sku string) ([]Entry, error)
	Takings(sku string) ([]Taking, error)
	// Kit is what an item is made of, nil for none; KitsWith are the kits that an item is a component of.
	Kit(sku string) ([]Part, error)
	KitsWith(sku string) ([]string, error)
}

// Shelves works out the shelves of items, each once. Kits come before what they are made of: what is missing of a kit that
// is counted itself is taken from its components.
type Shelves struct {
	items Items
	known map[string]*Shelf
}

// NewShelves begins with none.
func NewShelves(items Items) *Shelves { return &Shelves{items: items, known: map[string]*Shelf{}} }

// Forget lets go of the shelves of those items that loose names. They are worked out anew when they are asked for.
func (s *Shelves) Forget(loose func(sku string) bool) {
	maps.DeleteFunc(s.known, func(sku string, _ *Shelf) bool { return loose(sku) })
}

// Of is an item's shelf.
func (s *Shelves) Of(sku string) (*Shelf, error) {
	if shelf, ok := s.known[sku]; ok {
		return shelf, nil
	}
	s.known[sku] = &Shelf{} // a kit that holds itself, which none may, ends here
	entries, err := s.items.Entries(sku)
	if err != nil {
		return nil, err
	}
	if !isCounted(entries) {
		return s.known[sku], nil
	}
	takings, err := s.items.Takings(sku)
	if err != nil {
		return nil, err
	}
	kits, err := s.items.KitsWith(sku)
	if err != nil {
		return nil, err
	}
	for _, kit := range kits {
		more, err := s.throughKit(kit, sku)
		if err != nil {
			return nil, err
		}
		takings = append(takings, more...)
	}
	parts, err := s.Parts(sku)
	if err != nil {
		return nil, err
	}
	shelf := Replay(entries, takings, len(parts) > 0)
	s.known[sku] = &shelf
	return &shelf, nil
}

// throughKit is what a kit that is counted itself takes of a component, because it was not there whole.
func (s *Shelves) throughKit(kit, sku string) ([]Taking, error) {
	shelf, err := s.Of(kit)
	if err != nil || len(shelf.Missing) == 0 {
		return nil, err
	}
	parts, err := s.Parts(kit)
	if err != nil {
		return nil, err
	}
	var out []Taking
	for _, p := range parts {
		if p.SKU != sku {
			continue
		}
		for _, t := range shelf.Missing {
			t.Pieces *= p.Quantity
			t.Via = kit
			out = append(out, t)
		}
	}
	return out, nil
}

// Counted reports whether an item is counted itself.
func (s *Shelves) Counted(sku string) (bool, error) {
	entries, err := s.items.Entries(sku)
	return isCounted(entries), err
}

func isCounted(entries []Entry) bool {
	return slices.ContainsFunc(entries, func(e Entry) bool { return e.Kind == Count })
}

// Parts is what one piece of a kit takes when it is made: down to items that are counted, or are no kits. nil for no kit,
// and for one of which a part is counted nowhere.
func (s *Shelves) Parts(sku string) ([]Part, error) {
	parts, uncounted, err := s.split(sku, 0)
	if len(uncounted) > 0 {
		parts = nil
	}
	return parts, err
}

// Uncounted lists the parts of a kit, down to leaves, that are counted nowhere.
func (s *Shelves) Uncounted(sku string) ([]string, error) {
	_, uncounted, err := s.split(sku, 0)
	return uncounted, err
}

// deepest bounds how far kits are made of kits.
const deepest = 32

func (s *Shelves) split(sku string, depth int) (parts []Part, uncounted []string, err error) {
	kit, err := s.items.Kit(sku)
	if err != nil || depth > deepest {
		return nil, nil, err
	}
	add := func(sku string, n int) {
		if at := slices.IndexFunc(parts, func(p Part) bool { return p.SKU == sku }); at >= 0 {
			parts[at].Quantity += n
			return
		}
		parts = append(parts, Part{sku, n})
	}
	for _, c := range kit {
		counted, err := s.Counted(c.SKU)
		if err != nil {
			return nil, nil, err
		}
		var inner []Part
		if !counted {
			var without []string
			if inner, without, err = s.split(c.SKU, depth+1); err != nil {
				return nil, nil, err
			}
			if len(inner) == 0 {
				uncounted = append(uncounted, c.SKU)
			}
			uncounted = append(uncounted, without...)
		}
		if len(inner) == 0 {
			add(c.SKU, c.Quantity)
		}
		for _, p := range inner {
			add(p.SKU, p.Quantity*c.Quantity)
		}
	}
	return parts, uncounted, nil
}

// Buildable is how many more of a kit can be made at a place of what is free there, and the part that limits it; 0 for no
// kit. Parts that are kits themselves are used as they lie there, then made.
func (s *Shelves) Buildable(sku string, at Place) (n int, limit string, err error) {
	parts, err := s.Parts(sku)
	if err != nil || len(parts) == 0 {
		return 0, "", err
	}
	n = -1
	for _, p := range parts {
		free, err := s.freeAt(p.SKU, at)
		if err != nil {
			return 0, "", err
		}
		inner, _, err := s.Buildable(p.SKU, at)
		if err != nil {
			return 0, "", err
		}
		if most := (free + inner) / max(1, p.Quantity); n < 0 || most < n {
			n, limit = most, p.SKU
		}
	}
	// What parts that are kits are made of may be asked for twice: find the most that there is enough for.
	var failed error
	n = sort.Search(n, func(i int) bool {
		short, err := s.use(sku, i+1, at, map[string]int{}, 0)
		failed = errors.Join(failed, err)
		return short != ""
	})
	return n, limit, failed
}

func (s *Shelves) freeAt(sku string, at Place) (int, error) {
	shelf, err := s.Of(sku)
	if err != nil {
		return 0, err
	}
	if p := shelf.At(at); p != nil {
		return max(0, p.Free()), nil
	}
	return 0, nil
}

// use takes what n of a kit are made of from left, which begins with what is free; it names the part that is short.
func (s *Shelves) use(kit string, n int, at Place, left map[string]int, depth int) (short string, err error) {
	parts, err := s.Parts(kit)
	if err != nil || depth > deepest {
		return kit, err
	}
	for _, p := range parts {
		if _, ok := left[p.SKU]; !ok {
			if left[p.SKU], err = s.freeAt(p.SKU, at); err != nil {
				return "", err
			}
		}
		need := p.Quantity * n
		used := min(need, left[p.SKU])
		left[p.SKU] -= used
		if need -= used; need == 0 {
			continue
		}
		inner, err := s.Parts(p.SKU)
		if err != nil {
			return "", err
		}
		if len(inner) == 0 {
			return p.SKU, nil
		}
		if short, err := s.use(p.SKU, need, at, left, depth+1); short != "" || err != nil {
			return short, err
		}
	}
	return "", nil
}
