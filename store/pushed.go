package store

import (
	"iter"
	"time"
)

// Target is what a store counts stock of, at one of its locations: a product, or a variant where VariantID is not 0.
type Target struct {
	StoreLocation uint64 `json:"store_location"`
	ProductID     uint64 `json:"product_id"`
	VariantID     uint64 `json:"variant_id,omitempty"`
}

// Pushed is what the book told a store last.
type Pushed struct {
	Target
	SKU      string    `json:"sku"`
	Quantity int       `json:"quantity"`
	Before   int       `json:"before"` // what the store had
	Known    bool      `json:"known"`  // Before is known
	At       time.Time `json:"at"`
	// Earlier are other numbers that the store may still show: what it had and was told before this push, and had not shown.
	Earlier []int `json:"earlier,omitempty"`
	// Moved is what the store may have done by itself to those numbers, and to Before, until this push.
	Moved Movement `json:"moved,omitzero"`
	// Sending is set from before a push until the store has taken it: whether it has is not known meanwhile.
	Sending bool  `json:"sending,omitempty"`
	Run     RunID `json:"run"`
	// Undoes is the run whose push this one put back; 0 where it is no undoing.
	Undoes RunID `json:"undoes,omitempty"`
	// Shown is set once the store has shown the quantity: its answers lag behind.
	Shown bool `json:"shown,omitempty"`
	// Conflict is a number that the store showed and that nothing explains, until a person decides or the store shows the
	// book's number.
	Conflict *StockConflict `json:"conflict,omitempty"`
	// Peaks is the highest number that was sent in each of the last months, such as "2026-11".
	Peaks map[string]int `json:"peaks,omitempty"`
}

// StockConflict is a number of the store that somebody else has changed.
type StockConflict struct {
	Shown int       `json:"shown"`
	Since time.Time `json:"since"`
}

// peakMonths is how many months of highest numbers are kept: 90 days, and what is left of the month.
const peakMonths = 4

// Peak is the highest number that was sent within about 90 days; 0 where none was.
func (p *Pushed) Peak() int {
	most := 0
	for _, n := range p.Peaks {
		most = max(most, n)
	}
	return most
}

// note keeps the number as the month's highest, where it is.
func (p *Pushed) note() {
	peaks := map[string]int{}
	for month, n := range p.Peaks {
		if p.At.Sub(monthOf(month)) < peakMonths*31*24*time.Hour {
			peaks[month] = n
		}
	}
	month := p.At.UTC().Format("2006-01")
	peaks[month] = max(peaks[month], p.Quantity)
	p.Peaks = peaks
}

func monthOf(month string) time.Time {
	t, _ := time.Parse("2006-01", month)
	return t
}

func (t Target) key(c ConnectionID) []byte {
	return key(uint64(c), t.StoreLocation, t.ProductID, t.VariantID)
}

// PutPushed notes what was told to the store.
func (tx *Tx) PutPushed(c ConnectionID, p Pushed) error {
	p.note()
	return save(tx, tablePushed, p.key(c), p)
}

// EndPushed forgets what was told.
func (tx *Tx) EndPushed(c ConnectionID, t Target) error { return tx.delete(tablePushed, t.key(c)) }

// Pushes gives all that was told to the store, by level.
func (tx *Tx) Pushes(c ConnectionID) iter.Seq2[Pushed, error] {
	return func(yield func(Pushed, error) bool) {
		for _, raw := range tx.scan(tablePushed, key(uint64(c)), after(c), false) {
			var p Pushed
			if err := decode(raw, &p); !yield(p, err) || err != nil {
				return
			}
		}
	}
}

// PushedTargets gives the levels that the store was ever told, without what it was told.
func (tx *Tx) PushedTargets(c ConnectionID) iter.Seq[Target] {
	return func(yield func(Target) bool) {
		for k := range tx.scan(tablePushed, key(uint64(c)), after(c), false) {
			if !yield(Target{StoreLocation: number(k[8:]), ProductID: number(k[16:]), VariantID: number(k[24:])}) {
				return
			}
		}
	}
}

// PushedTo is Pushes as a list.
func (tx *Tx) PushedTo(c ConnectionID) (out []Pushed, err error) {
	for p, err := range tx.Pushes(c) {
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// PushedTo lists all that was told to the store.
func (b *Book) PushedTo(c ConnectionID) ([]Pushed, error) {
	return read(b, func(tx *Tx) ([]Pushed, error) { return tx.PushedTo(c) })
}

// PushedAt reads what a store was told of one level; ErrNotFound.
func (tx *Tx) PushedAt(c ConnectionID, t Target) (Pushed, error) {
	return load[Pushed](tx, tablePushed, t.key(c))
}
