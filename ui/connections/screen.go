// Package connections is the first screen: the stores that are connected, and how they are.
package connections

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Screen lists the connections of the book.
type Screen struct {
	env     *screen.Env
	rows    []row
	shown   []int // indexes of rows that match the filter
	list    kit.List
	loaded  bool
	above   int // lines above the list's first row
	filter  kit.Input
	typing  bool // the filter has the keyboard
	seconds int  // of the running job, when the counts were read last
}

// row is a connection as it is drawn: its texts are clean.
type row struct {
	id       store.ConnectionID
	name     string
	cart     string
	active   bool
	insecure string // the host that gets the token without TLS
	problem  string
	conn     store.Connection
	orders   int
	due      syncer.Due // what runs next by itself
}

type loadedMsg struct{ rows []row }

// New makes the screen.
func New(env *screen.Env) *Screen {
	return &Screen{env: env, filter: kit.NewInput("")}
}

// Init reads the connections.
func (s *Screen) Init() tea.Cmd { return s.load() }

func (s *Screen) load() tea.Cmd {
	book, engine, now := s.env.Book, s.env.Engine, s.env.Now
	return func() tea.Msg {
		list, err := book.Connections()
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		rows := make([]row, 0, len(list))
		for _, c := range list {
			counts, err := book.OrderCounts(c.ID)
			if err != nil {
				return screen.FatalMsg{Err: err}
			}
			due, err := engine.NextRun(c.ID, now)
			if err != nil {
				return screen.FatalMsg{Err: err}
			}
			rows = append(rows, row{
				due: due, id: c.ID, name: text.Clean(c.Name), cart: text.Clean(c.Cart), active: c.Active,
				insecure: text.Clean(c.AllowInsecureHost), problem: text.Clean(c.Problem), conn: c, orders: counts.Total,
			})
		}
		return loadedMsg{rows}
	}
}

// Update takes what was read, and follows the jobs.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loadedMsg:
		chosen := s.chosen()
		s.rows, s.loaded = msg.rows, true
		s.match()
		if chosen != nil {
			s.choose(chosen.id)
		}
	case screen.SnapshotMsg:
		s.list.Forget()
		// The counts are read again once a second, not with every page.
		if now := int(msg.Elapsed.Seconds()); msg.Ended || now != s.seconds {
			s.seconds = now
			return s.load()
		}
	case screen.ClockMsg:
		s.list.Forget()
		return s.load() // a job may have come and gone by its schedule
	case screen.RestyleMsg:
		s.list.Forget()
	case tea.PasteMsg:
		if s.typing {
			s.filter.Paste(msg.Content)
			s.match()
		}
	}
	return nil
}

// match applies the filter.
func (s *Screen) match() {
	s.shown = s.shown[:0]
	want := strings.ToLower(s.filter.Value())
	for i, r := range s.rows {
		if strings.Contains(strings.ToLower(r.name), want) {
			s.shown = append(s.shown, i)
		}
	}
	s.list.Forget()
	s.list.SetLen(len(s.shown))
}

func (s *Screen) choose(id store.ConnectionID) {
	for i, at := range s.shown {
		if s.rows[at].id == id {
			s.list.SetCursor(i)
		}
	}
}

// chosen is the row under the cursor; nil in an empty list.
func (s *Screen) chosen() *row {
	if s.list.Cursor() >= len(s.shown) {
		return nil
	}
	return &s.rows[s.shown[s.list.Cursor()]]
}

// Key moves the cursor, or types the filter.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	if !s.typing {
		return s.list.Key(msg.String()), nil
	}
	switch msg.String() {
	case "esc":
		s.typing = false
		s.filter.SetValue("")
	case "enter", "down", "up", "tab":
		s.typing = false
		return true, nil
	default:
		if !s.filter.Key(msg) {
			return false, nil
		}
	}
	s.match()
	return true, nil
}

// Click chooses a row; a click on the chosen one opens it.
func (s *Screen) Click(_, y int) (open bool, cmd tea.Cmd) {
	was := s.list.Cursor()
	if s.typing = s.typing && y == 0; y < s.above || !s.list.Click(y-s.above) {
		return false, nil
	}
	return was == s.list.Cursor(), nil
}

// Typing tells whether the filter has the keyboard.
func (s *Screen) Typing() bool { return s.typing }

// Title is the crumb.
func (s *Screen) Title() string { return "Ecommerce Integration" }

// Status says whether the chosen connection is active.
func (s *Screen) Status() string {
	r, t := s.chosen(), s.env.Theme
	switch {
	case r == nil:
		return ""
	case r.active:
		return t.Good.Render(t.Glyphs.On + " Active")
	}
	return t.Dim.Render(t.Glyphs.Off + " not active")
}

// toggle makes the connection active or not.
func (s *Screen) toggle(id store.ConnectionID) tea.Cmd {
	book, load := s.env.Book, s.load()
	return func() tea.Msg {
		err := book.Update(func(tx *store.Tx) error {
			c, err := tx.Connection(id)
			if err != nil {
				return err
			}
			c.Active = !c.Active
			return tx.SaveConnection(&c, "")
		})
		if err != nil {
			return screen.Failed(err)
		}
		return load()
	}
}
