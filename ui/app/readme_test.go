package app

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/ui/screen"
)

const readme = "../../README.md"

// TestREADMEKeys holds the README's table of keys against the key tables of the screens; with -update it writes it.
func TestREADMEKeys(t *testing.T) {
	type line struct{ keys, help, where string }
	var lines []line
	collect := func(s *still, where string) {
		for _, a := range s.m.actions() {
			at := slices.IndexFunc(lines, func(l line) bool { return l.keys == a.Name() && l.help == a.Help })
			switch {
			case at < 0:
				lines = append(lines, line{a.Name(), a.Help, where})
			case !slices.Contains(strings.Split(lines[at].where, ", "), where):
				lines[at].where += ", " + where
			}
		}
	}
	first := newStill(t, Config{}, nil).open(100, 30)
	collect(first, "welcome")
	first.press("esc", "a")
	collect(first, "gallery")
	first.press("i")
	collect(first, "guide")

	s := newStill(t, Config{}, practice(sandbox.Config{Orders: 12, Customers: 3, Products: 3})).open(100, 30)
	s.press("esc")
	s.send(screen.OpenMsg{Kind: screen.Editor})
	s.paste(pasted)
	collect(s, "editor")
	s.press("ctrl+n", "ctrl+n")
	collect(s, "editor's locations")
	s.press("ctrl+t")
	collect(s, "test")
	s.press("enter")
	collect(s, "job")
	s.press("esc")
	collect(s, "connections")
	s.press(",")
	collect(s, "settings")
	s.press("esc")
	s.press("o")
	collect(s, "orders")
	s.press("enter")
	collect(s, "order")
	s.press("h")
	collect(s, "ship")
	s.press("esc", "esc", "esc")
	for _, at := range []struct{ key, where string }{
		{"j", "jobs"}, {"i", "stock"}, {"l", "locations"}, {"c", "customers"}, {"v", "activity"},
	} {
		s.press(at.key)
		collect(s, at.where)
		if at.key == "j" {
			s.press("enter")
			collect(s, "record")
			s.press("esc")
		}
		s.press("esc")
	}
	collect(opened(newStill(t, Config{}, nil), examplePlan(1), 100, 30, nil), "plan")
	unread := newStill(t, Config{}, nil)
	heldOrders(t, unread, []uint64{900002})
	collect(unread.open(100, 30).press("o", "b"), "orders that can't be read")

	var b strings.Builder
	b.WriteString("<!-- keys -->\n| keys | where | what it does |\n|---|---|---|\n")
	for _, l := range lines {
		where := l.where
		if strings.Count(where, ",") >= 6 {
			where = "everywhere"
		}
		b.WriteString("| " + strings.ReplaceAll(l.keys, "|", "\\|") + " | " + where + " | " + strings.ReplaceAll(l.help, "|", "\\|") + " |\n")
	}
	b.WriteString("<!-- end of keys -->")
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(text), "<!-- keys -->")
	_, after, found := strings.Cut(rest, "<!-- end of keys -->")
	if !found {
		t.Fatal("the README has no place for the keys")
	}
	want := before + b.String() + after
	if want == string(text) {
		return
	}
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(readme, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("the README's keys are not the program's; run: go test ./ui/app -run TestREADMEKeys -update\nwanted:\n%s", b.String())
}
