package screen

import (
	"time"

	"cartwire/store"
	"cartwire/ui/kit"
)

// SettingsMsg puts settings into force, and keeps them.
type SettingsMsg struct{ store.Settings }

// KeysMsg asks for the list of all keys.
type KeysMsg struct{}

// ReportMsg asks for the file of a problem's report.
type ReportMsg struct{}

// StatesMsg says that it is known now how the screens were left.
type StatesMsg struct{}

// Kept is a screen that is found again as it was left: its filter, its order, the chosen row.
type Kept interface {
	// State is how it stands, under the name by which it is kept: "orders/3".
	State() (name string, state store.ScreenState)
}

// State is how a screen was left the last time, for its New; a zero one where it never was.
func (e *Env) State(name string) store.ScreenState { return e.States[name] }

// Ago says when something was, as the settings ask: how long ago, or the time of its day.
func (e *Env) Ago(t time.Time) string {
	if !e.Absolute || t.IsZero() {
		return kit.Ago(e.Now, t)
	}
	return kit.At(e.Now, t, e.Zone)
}

// Until says when something will be, as the settings ask.
func (e *Env) Until(t time.Time) string {
	if !e.Absolute || t.IsZero() || !t.After(e.Now) {
		return kit.Until(e.Now, t)
	}
	return kit.At(e.Now, t, e.Zone)
}
