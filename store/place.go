package store

import (
	"crypto/sha256"
	"errors"
	"maps"
	"slices"
)

// Place is where a person was: what was open last, and how each screen was filtered and sorted. What it names may be gone
// since: a connection, an order or a run that is not there any more.
type Place struct {
	Screen     string       `json:"screen,omitempty"`
	Connection ConnectionID `json:"connection,omitempty"`
	Order      uint64       `json:"order,omitempty"`
	Run        RunID        `json:"run,omitempty"`
	SKU        string       `json:"sku,omitempty"`
	// Screens is by a screen's name, or by one such as "orders/3" where a connection has its own.
	Screens map[string]ScreenState `json:"screens,omitempty"`
}

// ScreenState is how a screen was left.
type ScreenState struct {
	Filter     string `json:"filter,omitempty"`
	Only       string `json:"only,omitempty"` // a choice beside the filter, as the screen names it
	Sort       string `json:"sort,omitempty"`
	Descending bool   `json:"descending,omitempty"`
	Preview    bool   `json:"preview,omitempty"`
	At         string `json:"at,omitempty"` // the selected row, as the screen names it
}

// maxScreens bounds how many screens' states are kept for a person.
const maxScreens = 100

// placeKey bounds the key: a user's name comes from outside and may be of any length.
func placeKey(who string) []byte {
	sum := sha256.Sum256([]byte(who))
	return sum[:]
}

// Place reads where a person was; a zero one where nobody of that name was here.
func (b *Book) Place(who string) (Place, error) {
	return read(b, func(tx *Tx) (Place, error) {
		p, err := load[Place](tx, tablePlaces, placeKey(who))
		if errors.Is(err, ErrNotFound) {
			return Place{}, nil
		}
		return p, err
	})
}

// PutPlace keeps where a person is. Of more than 100 screens, the last by name are let go of, the open one's aside.
func (b *Book) PutPlace(who string, p Place) error {
	if len(p.Screens) > maxScreens {
		names := slices.Sorted(maps.Keys(p.Screens))
		kept := map[string]ScreenState{}
		if s, ok := p.Screens[p.Screen]; ok {
			kept[p.Screen] = s
		}
		for _, name := range names {
			if len(kept) == maxScreens {
				break
			}
			kept[name] = p.Screens[name]
		}
		p.Screens = kept
	}
	return b.Update(func(tx *Tx) error { return save(tx, tablePlaces, placeKey(who), p) })
}
