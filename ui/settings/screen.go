// Package settings is the screen of what can be set for the program, and of what it is: its book, its key, its version.
package settings

import (
	"fmt"
	"os"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/report"
	"cartwire/ui/role"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Screen shows the settings. What is chosen is in force at once.
type Screen struct {
	env  *screen.Env
	form kit.Form

	settings store.Settings
	about    *about
}

// about is what the program says of itself.
type about struct {
	version, licence string
	book             string
	size             int64
	connections      int
	orders           int
	key              store.KeyState
}

type readMsg struct {
	screen   *Screen
	settings store.Settings
	about    about
}

type copiedMsg struct {
	path string
	key  store.KeyState
	size int64
}

// The values of the choices, in the order of their words.
var (
	themes = []string{"auto", "dark", "light", "plain"}
	times  = []string{"relative", "absolute"}
	zones  = []string{"utc", "local"}
	glyphs = []string{"auto", "unicode", "ascii"}
	quotas = []string{"90", "75", "50", "25"}
)

// New makes the screen.
func New(env *screen.Env) *Screen {
	s := &Screen{env: env}
	s.form.Items = []*kit.Item{
		{ID: "theme", Kind: kit.Choice, Label: "Colours", Choices: []string{"automatic", "dark", "light", "none"}},
		{ID: "times", Kind: kit.Choice, Label: "Times", Choices: []string{"how long ago", "date and time"}},
		{ID: "zone", Kind: kit.Choice, Label: "Time zone", Choices: []string{"UTC", "this computer's"}},
		{ID: "glyphs", Kind: kit.Choice, Label: "Signs", Choices: []string{"automatic", "Unicode", "ASCII"}},
		{ID: "quota", Kind: kit.Choice, Label: "Share of quotas", Choices: []string{"90 %", "75 %", "50 %", "25 %"}, Hidden: env.Book.MayKeep() != nil,
			Hint: "of each store's requests, from the next job on; the rest is for other apps"},
		{ID: "keys", Kind: kit.Button, Label: "Keys"},
		{ID: "copy", Kind: kit.Button, Label: "Copy the book", Beside: true},
		{ID: "report", Kind: kit.Button, Label: "Report a problem", Beside: true},
		{ID: "about", Kind: kit.Button, Label: "About", Beside: true},
		{Kind: kit.Words},
	}
	return s
}

// Init reads the settings and what there is to say of the program.
func (s *Screen) Init() tea.Cmd {
	book := s.env.Book
	return func() tea.Msg {
		settings, err := book.Settings()
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		a, err := look(book)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		return readMsg{s, settings, a}
	}
}

func look(book *store.Book) (a about, err error) {
	a.version, a.licence = report.Version(), report.Licence
	a.book = text.Clean(book.Path())
	if info, err := os.Stat(book.Path()); err == nil {
		a.size = info.Size()
	}
	if a.key, err = book.KeyState(); err != nil {
		return a, err
	}
	a.key.Path = text.Clean(a.key.Path)
	list, err := book.Connections()
	if err != nil {
		return a, err
	}
	a.connections = len(list)
	for _, c := range list {
		counts, err := book.OrderCounts(c.ID)
		if err != nil {
			return a, err
		}
		a.orders += counts.Total
	}
	return a, nil
}

// Update takes what was read.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case readMsg:
		if msg.screen == s {
			s.settings, s.about = msg.settings, &msg.about
			s.show()
		}
	case screen.SettingsMsg:
		s.settings = msg.Settings
		s.show()
	case copiedMsg:
		s.env.Say(kit.Done, fmt.Sprintf("The book was copied to %s, %s. %s", s.env.Shown(msg.path), kit.Size(msg.size), keep(msg.key)))
	}
	return nil
}

// show puts the choices where the settings are.
func (s *Screen) show() {
	for id, v := range map[string]struct {
		of  []string
		now string
	}{"theme": {themes, s.settings.Theme}, "times": {times, s.settings.Times}, "zone": {zones, s.settings.Zone}, "glyphs": {glyphs, s.settings.Glyphs}, "quota": {quotas, s.settings.Quota}} {
		it := s.form.Item(id)
		it.At = 0
		for i, value := range v.of {
			if value == v.now {
				it.At = i
			}
		}
	}
}

// Key moves and chooses.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	s.form.ReadOnly = s.env.Denied(role.Admin)
	r := s.form.Key(msg)
	return r.Used, s.did(r)
}

// Click does what a key would.
func (s *Screen) Click(x, y int) (open bool, cmd tea.Cmd) { return false, s.did(s.form.Click(x, y)) }

func (s *Screen) did(r kit.Result) tea.Cmd {
	switch {
	case r.Denied:
		s.env.Say(kit.Caution, s.env.Denied(role.Admin))
		return nil
	case r.Changed:
		s.settings.Theme, s.settings.Times = themes[s.form.Item("theme").At], times[s.form.Item("times").At]
		s.settings.Zone, s.settings.Glyphs = zones[s.form.Item("zone").At], glyphs[s.form.Item("glyphs").At]
		s.settings.Quota = quotas[s.form.Item("quota").At]
		s.env.Post(screen.SettingsMsg{Settings: s.settings})
	case r.Pressed && r.Item.ID == "keys":
		s.env.Post(screen.KeysMsg{})
	case r.Pressed && r.Item.ID == "copy":
		s.ask()
	case r.Pressed && r.Item.ID == "about":
		s.tell()
	case r.Pressed && r.Item.ID == "report":
		s.env.Post(screen.ReportMsg{})
	}
	return nil
}

// Typing is never so.
func (s *Screen) Typing() bool { return false }

// Title is the crumb.
func (s *Screen) Title() string { return "Settings" }

// Status is empty: what is chosen is saved.
func (s *Screen) Status() string { return "" }
