package syncer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"cartwire/store"
)

// Rises looks, while counts are written, for those that raise what stores were sent last beyond what a push sends unasked: then a
// person is asked where the count is entered.
type Rises struct {
	tx   *store.Tx
	sent []map[string]sent // of each connection, by normal sku; nil: not read yet

	doubled, most int
	first         string
	names         []string // the first of those that rise
}

// sent sums up what a store was sent of an item, over its locations.
type sent struct{ last, peak int }

// NewRises looks within a transaction.
func NewRises(tx *store.Tx) *Rises { return &Rises{tx: tx} }

// Add takes a count of an item at a location, and what was on hand there before it.
func (r *Rises) Add(sku string, before, after int) error {
	rise := after - before
	if rise <= 0 || rise <= risePieces && rise < before {
		return nil
	}
	if err := r.read(); err != nil {
		return err
	}
	most, doubled := false, false
	for _, c := range r.sent {
		s, ok := c[store.NormalSKU(sku)]
		if !ok {
			continue
		}
		doubled = doubled || s.last > 0 && rise >= s.last
		if rise > risePieces && s.last+rise > riseTimes*max(s.peak, s.last) {
			most = true
		}
	}
	if doubled {
		r.doubled++
	}
	if most {
		if r.most++; r.first == "" {
			r.first = fmt.Sprintf("%s goes from %s to %s, more than %d times its highest number of 90 days.", sku, humanize.Comma(int64(before)), humanize.Comma(int64(after)), riseTimes)
		}
	}
	if (most || doubled) && len(r.names) < 3 && !slices.Contains(r.names, sku) {
		r.names = append(r.names, sku)
	}
	return nil
}

// Err is a *RiseError where what was added is to be asked about.
func (r *Rises) Err() error {
	stocked := 0
	for _, c := range r.sent {
		n := 0
		for _, s := range c {
			if s.last > 0 {
				n++
			}
		}
		stocked = max(stocked, n)
	}
	switch {
	case r.most == 1:
		return &RiseError{r.first}
	case r.most > 1:
		return &RiseError{fmt.Sprintf("%s rise beyond reason, the first: %s", number(r.most, "item"), r.first)}
	case r.doubled >= guardedItems && r.doubled*100 > stocked*doubleShare:
		return &RiseError{fmt.Sprintf("%s of %s at least double (%s), more than %d in a hundred.", humanize.Comma(int64(r.doubled)), number(stocked, "item"), strings.Join(r.names, ", "), doubleShare)}
	}
	return nil
}

func (r *Rises) read() error {
	if r.sent != nil {
		return nil
	}
	connections, err := r.tx.Connections()
	if err != nil {
		return err
	}
	r.sent = []map[string]sent{}
	for _, c := range connections {
		if !c.Options.UpdateInventory {
			continue
		}
		list, err := r.tx.PushedTo(c.ID)
		if err != nil {
			return err
		}
		of := map[string]sent{}
		for _, p := range list {
			sku := store.NormalSKU(p.SKU)
			of[sku] = sent{of[sku].last + p.Quantity, of[sku].peak + p.Peak()}
		}
		r.sent = append(r.sent, of)
	}
	return nil
}

// RiseError says that counts raise what stores were sent beyond what is sent unasked.
type RiseError struct{ Why string }

func (e *RiseError) Error() string { return e.Why }
