// Package locations shows the book's locations: what each holds, which connections use it, and lets a person add, rename
// and remove them.
package locations

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Screen lists the locations of the book. What each holds is added up beside it, and shown when it is there.
type Screen struct {
	env     *screen.Env
	rows    []row
	list    kit.List
	loaded  bool
	busy    bool
	held    map[store.LocationID]store.Holding
	counted bool // held is whole
	ask     int  // numbers the additions: a late one changes nothing
	stop    context.CancelFunc
	above   int
}

// row is a location as it is drawn: its texts are clean.
type row struct {
	store.Location
	name string
	used []use
}

// use is a connection that uses a location.
type use struct {
	name    string
	home    bool // its orders are allocated there
	ticked  bool // it was chosen; else it is used because none was
	feeding uint64
}

type loadedMsg struct {
	screen *Screen
	rows   []row
	chosen store.LocationID
	say    string
}

// heldMsg brings what the locations hold.
type heldMsg struct {
	screen *Screen
	ask    int
	held   map[store.LocationID]store.Holding
}

// failedMsg says why a change was not made.
type failedMsg struct {
	screen *Screen
	err    error
}

// New makes the screen.
func New(env *screen.Env) *Screen { return &Screen{env: env} }

// Init reads the locations, and adds up what they hold.
func (s *Screen) Init() tea.Cmd { return tea.Batch(s.load(0, ""), s.addUp()) }

func (s *Screen) load(chosen store.LocationID, say string) tea.Cmd {
	book := s.env.Book
	return func() tea.Msg {
		rows, err := readRows(book)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		return loadedMsg{s, rows, chosen, say}
	}
}

func readRows(book *store.Book) (rows []row, err error) {
	err = book.View(func(tx *store.Tx) error {
		list, err := tx.Locations()
		if err != nil {
			return err
		}
		connections, err := tx.Connections()
		if err != nil {
			return err
		}
		for _, l := range list {
			r := row{Location: l, name: text.Clean(l.Name)}
			for _, c := range connections {
				home, err := tx.DefaultLocation(c)
				if err != nil {
					return err
				}
				ticked := slices.Contains(c.Locations, l.ID)
				if ticked || len(c.Locations) == 0 {
					r.used = append(r.used, use{text.Clean(c.Name), home == l.ID, ticked, c.StoreLocations[l.ID]})
				}
			}
			rows = append(rows, r)
		}
		return nil
	})
	return rows, err
}

// addUp counts what every location holds.
func (s *Screen) addUp() tea.Cmd {
	if s.stop != nil {
		s.stop()
	}
	ctx, cancel := context.WithCancel(s.env.Ctx)
	s.stop = cancel
	s.ask++
	book, ask := s.env.Book, s.ask
	return func() tea.Msg {
		defer cancel()
		held, _, err := book.Holdings(ctx, nil, nil)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return screen.Failed(err)
		}
		return heldMsg{s, ask, held}
	}
}

// Update takes what was read.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loadedMsg:
		if msg.screen == s {
			s.take(msg)
		}
	case heldMsg:
		if msg.screen == s && msg.ask == s.ask {
			s.held, s.counted = msg.held, true
			s.list.Forget()
		}
	case failedMsg:
		if msg.screen == s {
			s.busy = false
			s.env.Say(kit.Failure, text.Clean(msg.err.Error()))
		}
	case screen.RestyleMsg:
		s.list.Forget()
	case screen.SnapshotMsg:
		if msg.Ended && s.loaded {
			return s.Init()
		}
	}
	return nil
}

func (s *Screen) take(msg loadedMsg) {
	chosen := msg.chosen
	if r := s.chosen(); r != nil && chosen == 0 {
		chosen = r.ID
	}
	s.rows, s.loaded, s.busy = msg.rows, true, false
	s.list.Forget()
	s.list.SetLen(len(s.rows))
	if i := slices.IndexFunc(s.rows, func(r row) bool { return r.ID == chosen }); i >= 0 {
		s.list.SetCursor(i)
	}
	if msg.say != "" {
		s.env.Say(kit.Done, msg.say)
	}
}

func (s *Screen) chosen() *row {
	if s.list.Cursor() >= len(s.rows) {
		return nil
	}
	return &s.rows[s.list.Cursor()]
}

// Key moves the cursor.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) { return s.list.Key(msg.String()), nil }

// Click chooses a location; a click on the chosen one opens its stock.
func (s *Screen) Click(_, y int) (open bool, cmd tea.Cmd) {
	was := s.list.Cursor()
	if y < s.above || !s.list.Click(y-s.above) {
		return false, nil
	}
	return was == s.list.Cursor(), nil
}

// Typing is never so: names are typed into dialogs.
func (s *Screen) Typing() bool { return false }

// Title is the crumb.
func (s *Screen) Title() string { return "Locations" }

// Status is how many there are.
func (s *Screen) Status() string {
	if !s.loaded {
		return ""
	}
	return s.env.Theme.Dim.Render(kit.Of(len(s.rows), "location"))
}
