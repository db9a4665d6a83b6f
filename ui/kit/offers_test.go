package kit

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"cartwire/ui/theme"
)

func offers() *Offers {
	return &Offers{Entries: []Entry{
		{ID: "a", Label: "Alpha", Help: "the first letter of the alphabet"},
		{ID: "b", Label: "Beta", Ticks: true},
		{ID: "c", Label: "Gamma", Why: "it is late.", Ticks: true, On: true},
	}}
}

func drawn(lines []string) string { return ansi.Strip(strings.Join(lines, "\n")) }

func TestOffersMove(t *testing.T) {
	m := offers()
	for _, step := range []struct{ key, want string }{
		{"down", "b"}, {"down", "c"}, {"down", "c"}, {"home", "a"}, {"up", "a"}, {"end", "c"}, {"2", "b"}, {"j", "c"}, {"k", "b"},
	} {
		if !m.Key(step.key) || m.Chosen().ID != step.want {
			t.Errorf("%s leads to %s, not %s", step.key, m.Chosen().ID, step.want)
		}
	}
	for _, key := range []string{"4", "0", "x", "enter", "esc"} {
		if m.Key(key) {
			t.Errorf("%s is taken", key)
		}
	}
	if got := m.Ticked(); !slices.Equal(got, []string{"c"}) {
		t.Errorf("ticked: %v", got)
	}
	empty := &Offers{}
	if empty.Key("down"); empty.Chosen() != nil {
		t.Error("something is chosen of nothing")
	}
}

// When the entries change, the same one stays chosen.
func TestOffersSet(t *testing.T) {
	m := offers()
	m.Choose("b")
	m.Set(append([]Entry{{ID: "new"}}, m.Entries...))
	if m.Chosen().ID != "b" {
		t.Errorf("%s is chosen", m.Chosen().ID)
	}
	if m.Set(m.Entries[:1]); m.Chosen().ID != "new" {
		t.Errorf("%s is chosen", m.Chosen().ID)
	}
}

// Whatever the room, the chosen entry is seen, and a click on it finds it.
func TestOffersPage(t *testing.T) {
	th := theme.New(theme.Plain, false)
	above := []string{"one", "two", "three"}
	m := offers()
	if got := drawn(m.Page(th, above, 40, 20)); got != "one\ntwo\nthree\n▌ Alpha\n    the first letter of the alphabet\n  [ ] Beta\n  [x] Gamma\n      Not now: it is late." {
		t.Errorf("\n%s", got)
	}
	for height := 2; height < 10; height++ {
		for i, e := range m.Entries {
			m.Choose(e.ID)
			lines := strings.Split(drawn(m.Page(th, above, 20, height)), "\n")
			at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "▌") })
			if len(lines) > height || at < 0 || !strings.Contains(lines[at], e.Label) {
				t.Fatalf("%s at height %d:\n%s", e.Label, height, strings.Join(lines, "\n"))
			}
			m.Key("home")
			if !m.Click(at) || m.cursor != i {
				t.Errorf("a click on %s chooses %s", e.Label, m.Chosen().Label)
			}
		}
	}
	m.Page(th, above, 40, 20)
	if m.Click(0) || m.Click(19) {
		t.Error("a click beside the entries chooses one")
	}
}

func TestButtonRow(t *testing.T) {
	th := theme.New(theme.Plain, false)
	row := ansi.Strip(ButtonRow(th, 1, "Add", "Guide me"))
	if row != "[ Add ]  [▸Guide me ]" {
		t.Errorf("%q", row)
	}
	for x, want := range map[int]int{-1: -1, 0: 0, 6: 0, 7: -1, 8: -1, 9: 1, 20: 1, 21: -1} {
		if got := ButtonAt(x, "Add", "Guide me"); got != want {
			t.Errorf("cell %d is button %d, not %d", x, got, want)
		}
	}
}
