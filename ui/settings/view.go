package settings

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Draw makes the choices, and below them what the program says of itself.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	if s.about == nil {
		return []string{kit.Wait(t, "Reading the book")}, nil
	}
	s.form.Items = append(s.form.Items[:choices], s.told(width)...)
	return s.form.Draw(t, width, height, true)
}

// choices is how many items stand above what is only read.
const choices = 10

// facts are what the program says of itself, each with its word.
func (a *about) facts() [][2]string {
	return [][2]string{
		{"Book", fmt.Sprintf("%s, %s: %s, %s", a.book, kit.Size(a.size), kit.Of(a.connections, "connection"), kit.Of(a.orders, "order"))},
		{"Restore", "a copy is put back by the command cartwire restore FILE; it checks the copy first, and keeps this book beside it."},
		{"Tokens", sealing(a.key)},
		{"Cartwire", a.version + ", " + a.licence},
	}
}

// sealing says what opens the saved tokens.
func sealing(k store.KeyState) string {
	switch {
	case k.Kind == store.KeyRing:
		return "sealed. The key is in the operating system's keyring."
	case k.Kind == store.KeyCredential && k.Missing:
		return "sealed. systemd gives the key to the service, and it is not here: nothing can be sent to a store."
	case k.Kind == store.KeyCredential:
		return "sealed. The key is a credential that systemd gives, " + k.Path + "."
	case k.Missing && k.Sealed > 0:
		return "sealed, and the key is missing: it should be " + k.Path + "."
	case k.Missing:
		return "none is saved yet. Their key will be " + k.Path + "."
	case k.Kind == store.KeyPassphrase:
		return "sealed. A passphrase opens the key, which is " + k.Path + "."
	}
	return fmt.Sprintf("sealed. The key is %s, which %s. Keep it apart from copies of the book.", k.Path, readers(uint32(k.Mode)))
}

// keep says what a copy of the book needs besides.
func keep(k store.KeyState) string {
	const without = "without it the saved tokens can't be opened."
	switch k.Kind {
	case store.KeyRing:
		return "Its key stays in this computer's keyring: " + without
	case store.KeyCredential:
		return "Keep the credential that holds its key as well: " + without
	case store.KeyPassphrase:
		return "Keep " + k.Path + " with it, apart, and the passphrase: " + without
	}
	return "Keep " + k.Path + " with it, apart: without that key the saved tokens can't be opened."
}

// told are the facts as lines that are only read.
func (s *Screen) told(width int) []*kit.Item {
	var items []*kit.Item
	for _, f := range s.about.facts() {
		word := f[0]
		for _, l := range text.Wrap(f[1], max(8, width-2-room)) {
			items = append(items, &kit.Item{Kind: kit.Words, Label: text.Fit(word, room, "") + l})
			word = ""
		}
	}
	return items
}

// tell shows the facts where the window is too low for them.
func (s *Screen) tell() {
	if s.about == nil {
		return
	}
	var say []string
	for _, f := range s.about.facts() {
		say = append(say, f[0]+": "+f[1])
	}
	s.env.Post(screen.AskMsg{Dialog: &kit.Dialog{Title: "About", Say: say, Buttons: []string{"Close"}, Done: func(int, string) tea.Cmd { return nil }}})
}

// room is the column of the words, as wide as a form's labels.
const room = 17

// readers says who may read a file of this mode.
func readers(mode uint32) string {
	if mode&0o077 == 0 {
		return fmt.Sprintf("only you can read (mode %04o)", mode)
	}
	return fmt.Sprintf("others on this computer can read (mode %04o): run chmod 600 on it", mode)
}
