package store

import "errors"

// Settings are the book's own, for everybody who opens it.
type Settings struct {
	Theme  string              `json:"theme,omitempty"`  // "auto" (also ""), "dark", "light", "plain"
	Times  string              `json:"times,omitempty"`  // "relative" (also ""), "absolute"
	Zone   string              `json:"zone,omitempty"`   // of times: "utc" (also ""), "local"
	Glyphs string              `json:"glyphs,omitempty"` // "auto" (also ""), "unicode", "ascii"
	Keys   map[string][]string `json:"keys,omitempty"`   // action id → the keys that replace its own
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
