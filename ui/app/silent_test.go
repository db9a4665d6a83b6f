package app

import (
	"io"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/sandbox"
	"cartwire/ui/theme"
)

// A terminal that answers no query, be it for its background or for what it can do: the program draws at once, in the
// colours for a dark background, and takes keys, a paste and the mouse as the bytes that a terminal sends.
func TestSilentTerminal(t *testing.T) {
	in, keyboard := io.Pipe()
	sand := practice(sandbox.Config{Orders: 3, Customers: 3, Products: 3})
	s := start(t, Config{}, sand, 80, 24, tea.WithInput(in))
	t.Cleanup(func() { _ = keyboard.Close() })
	send := func(bytes string) *session {
		t.Helper()
		if _, err := io.WriteString(keyboard, bytes); err != nil {
			t.Fatal(err)
		}
		return s
	}
	s.until("No store is connected yet")
	send("a").until("What it needs")
	send("\r").until("Website Name", "f1 help")
	send("\x1b[200~" + string(sand.CredentialsFile()) + "\x1b[201~").until("Not BigCommerce's own address")
	send("\x1b[D\r").until("trailing /v3/ removed")
	send("\x14").until("The connection works") // ctrl+t
	send("\x1b").until("[▸Test Connection ]")
	send("\x1b[<0;14;3M\x1b[<0;14;3m").until("[x] Import Orders") // a click on Options
	send("\x10").until("What to do").press("'theme light'").until("▌ Colours: for a light background")
	send("\r").until("[x] Import Orders", "ctrl+t test")
	send("\x10").until("What to do").press("'colours light'").until("▌ Colours: for a light background", "chosen")
	s.p.Send(tea.QuitMsg{})
	if err := <-s.ends; err != nil {
		t.Error(err)
	}
	s.ends <- nil
	if s.rec.env.Theme.Mode != theme.Light {
		t.Error("the palette did not set the colours")
	}
	if out := s.out.take(); !strings.Contains(out, "\x1b[?1000h") && !strings.Contains(out, "\x1b[?1002h") {
		t.Error("the mouse was never asked for")
	}
}
