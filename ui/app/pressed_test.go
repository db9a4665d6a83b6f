package app

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// tally notes, over all tests of the package, which keys the screens offered and which of them a journey pressed.
var tally = struct {
	sync.Mutex
	offered, pressed map[string]string // "screen key" → the action's id
}{offered: map[string]string{}, pressed: map[string]string{}}

// note looks at the key table before a message is handled.
func note(m *Model, msg tea.Msg) {
	if m.fatal != nil || m.small() {
		return
	}
	tally.Lock()
	defer tally.Unlock()
	where := fmt.Sprintf("%T", m.top())
	key, isKey := msg.(tea.KeyPressMsg)
	name := ""
	covered := len(m.dialogs) > 0 || m.menu != nil || m.help != nil
	if isKey && !covered {
		name = key.String()
		if m.top().Typing() && utf8.RuneCountInString(name) == 1 {
			name = "" // a letter that is text
		}
	}
	for _, a := range m.actions() {
		for _, k := range a.Keys {
			tally.offered[where+" "+k] = a.ID
			if k == name {
				tally.pressed[where+" "+k] = a.ID
			}
		}
	}
}

// everywhere are the program's own keys: pressed on one screen they are pressed.
var everywhere = []string{"trouble", "quit-now", "palette", "help", "mouse", "quit", "attention", "back", "move"}

// unpressed lists the keys that no journey has pressed.
func unpressed() []string {
	tally.Lock()
	defer tally.Unlock()
	done := map[string]bool{} // of the program's own keys
	for at, id := range tally.pressed {
		if slices.Contains(everywhere, id) {
			done[at[len(at)-len(keyOf(at)):]] = true
		}
	}
	var missing []string
	for _, at := range slices.Sorted(maps.Keys(tally.offered)) {
		id := tally.offered[at]
		if _, ok := tally.pressed[at]; !ok && !(slices.Contains(everywhere, id) && done[keyOf(at)]) {
			missing = append(missing, at+" ("+id+")")
		}
	}
	return missing
}

func keyOf(at string) string {
	for i := range at {
		if at[i] == ' ' {
			return at[i+1:]
		}
	}
	return at
}

// everyKeyPressed ends the tests: where all of them ran, every key of every key table was pressed by one.
func everyKeyPressed(code int) int {
	if code != 0 || someOnly() {
		return code
	}
	if missing := unpressed(); len(missing) > 0 {
		fmt.Fprintf(os.Stderr, "%d keys of the key tables are pressed by no test:\n", len(missing))
		for _, m := range missing {
			fmt.Fprintln(os.Stderr, "  "+m)
		}
		return 1
	}
	return code
}
