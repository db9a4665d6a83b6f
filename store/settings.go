package store

import (
	"errors"
	"strconv"
)

// Settings are the book's own, for everybody who opens it.
type Settings struct {
	Theme  string              `json:"theme,omitempty"`  // "auto" (also ""), "dark", "light", "plain"
	Times  string              `json:"times,omitempty"`  // "relative" (also ""), "absolute"
	Zone   string              `json:"zone,omitempty"`   // of times: "utc" (also ""), "local"
	Glyphs string              `json:"glyphs,omitempty"` // "auto" (also ""), "unicode", "ascii"
	Quota  string              `json:"quota,omitempty"`  // Cartwire's share of each store's, in percent: "90" (also ""), "75", "50", "25"
	Keys   map[string][]string `json:"keys,omitempty"`   // action id → the keys that replace its own
}

// QuotaPercent is Quota as a number; 0 for the usual share, or where it is none.
func (s *Settings) QuotaPercent() int {
	n, err := strconv.Atoi(s.Quota)
	if err != nil || n < 1 || n > 100 {
		return 0
	}
	return n
}

var settingsKey = []byte("all")

// Settings reads the book's; zero ones where nothing was set.
func (b *Book) Settings() (Settings, error) {
	return read(b, func(tx *Tx) (Settings, error) {
		s, err := load[Settings](tx, tableSettings, settingsKey)
		if errors.Is(err, ErrNotFound) {
			return Settings{}, nil
		}
		return s, err
	})
}

// PutSettings writes the book's.
func (b *Book) PutSettings(s Settings) error {
	if err := b.MayKeep(); err != nil {
		return err
	}
	return b.Update(func(tx *Tx) error { return save(tx, tableSettings, settingsKey, s) })
}
