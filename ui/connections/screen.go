// Package connections is the first screen: the stores that are connected, and how they are.
package connections

import (
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// Screen lists the connections of the book.
type Screen struct {
	env     *screen.Env
	rows    []row
	shown   []int // indexes of rows that match the filter
	list    kit.List
	loaded  bool
	above   int // lines above the list's first row
	filter  kit.Filter
	seconds int                          // of the running job, when the counts were read last
	facts   map[store.ConnectionID]facts // nil: not read yet

	reads         atomic.Uint64 // of the book, that have begun
	taken, learnt uint64        // the latest whose rows and whose facts are shown

	wanted   store.ConnectionID // to be chosen once the rows are there
	deepened time.Time          // when the facts were asked for last
	marks    map[store.ConnectionID]marks
	marked   int // numbers the marks: only the last ones' end takes them away
}

// New makes the screen.
func New(env *screen.Env) *Screen {
	return &Screen{env: env, filter: kit.NewFilter(""), marks: map[store.ConnectionID]marks{}}
}

// Init reads the connections.
func (s *Screen) Init() tea.Cmd {
	s.deepened = s.env.Now
	return tea.Batch(s.load(), s.deepen())
}

// Update takes what was read, and follows the jobs.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loadedMsg:
		if msg.read > s.taken {
			s.taken = msg.read
			return s.take(msg.rows)
		}
	case deepMsg:
		if msg.read > s.learnt {
			s.learnt = msg.read
			return s.learn(msg.facts)
		}
	case unmarkMsg:
		if msg.number == s.marked {
			clear(s.marks)
			s.list.Forget()
		}
	case screen.SnapshotMsg:
		s.list.Forget()
		if msg.Ended {
			return s.Init()
		}
		// The counts are read again once a second, not with every page.
		if now := int(msg.Elapsed.Seconds()); now != s.seconds {
			s.seconds = now
			return s.load()
		}
	case screen.ClockMsg:
		s.list.Forget()
		if s.env.Now.Sub(s.deepened) >= deepEvery {
			return s.Init()
		}
		return s.load() // a job may have come and gone by its schedule
	case screen.StatesMsg:
		s.restore(s.env.State("home"))
	case screen.RestyleMsg:
		s.list.Forget()
	case tea.PasteMsg:
		if s.filter.Typing {
			s.filter.Paste(msg.Content)
			s.match()
		}
	}
	return nil
}

// take shows the rows that were read, with what is known of them already.
func (s *Screen) take(rows []row) tea.Cmd {
	chosen := s.chosen()
	changed := false
	for i := range rows {
		r := &rows[i]
		r.facts = s.facts[r.id]
		for _, old := range s.rows {
			if old.id != r.id {
				continue
			}
			if r.orders != old.orders {
				changed = true
				s.marks[r.id] = marks{orders: r.orders - old.orders, stock: s.marks[r.id].stock}
			}
		}
	}
	s.rows, s.loaded = rows, true
	s.match()
	switch {
	case chosen != nil:
		s.choose(chosen.id)
	case s.wanted != 0:
		s.choose(s.wanted)
	}
	s.wanted = 0
	return s.mark(changed)
}

// learn adds the facts to the rows.
func (s *Screen) learn(all map[store.ConnectionID]facts) tea.Cmd {
	changed := false
	for i := range s.rows {
		r := &s.rows[i]
		f := all[r.id]
		if before, known := s.facts[r.id]; known && f.stock.Differ != before.stock.Differ {
			changed = true
			s.marks[r.id] = marks{orders: s.marks[r.id].orders, stock: f.stock.Differ - before.stock.Differ}
		}
		r.facts = f
	}
	s.facts = all // the rows may come after their facts
	s.list.Forget()
	return s.mark(changed)
}

// markStays is how long a number that has changed is marked.
const markStays = 4 * time.Second

// marks are by how much a connection's numbers have just changed; 0: not.
type marks struct{ orders, stock int }

type unmarkMsg struct{ number int }

// mark lets the marks stand for a moment from now on.
func (s *Screen) mark(changed bool) tea.Cmd {
	if !changed {
		return nil
	}
	s.marked++
	return s.env.After(markStays, unmarkMsg{s.marked})
}

// State is the filter and the chosen connection.
func (s *Screen) State() (string, store.ScreenState) {
	state := store.ScreenState{Filter: s.filter.Value()}
	if r := s.chosen(); r != nil && s.list.Cursor() > 0 {
		state.At = strconv.FormatUint(uint64(r.id), 10)
	}
	return "home", state
}

// restore puts the list back to how it was left, unless somebody has begun to use it.
func (s *Screen) restore(state store.ScreenState) {
	if s.filter.Typing || s.filter.Value() != "" || s.list.Cursor() > 0 {
		return
	}
	s.filter.SetValue(state.Filter)
	s.match()
	if id, err := strconv.ParseUint(state.At, 10, 64); err == nil {
		s.wanted = store.ConnectionID(id)
		s.choose(s.wanted)
	}
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
	if !s.filter.Typing {
		name := msg.String()
		return name != "j" && name != "k" && s.list.Key(name), nil // j is a key of its own here
	}
	used, changed := s.filter.Type(msg)
	if !changed {
		return used, nil
	}
	s.match()
	return true, nil
}

// Click chooses a row; a click on the chosen one opens it.
func (s *Screen) Click(_, y int) (open bool, cmd tea.Cmd) {
	was := s.list.Cursor()
	if s.filter.Typing = s.filter.Typing && y == 0; y < s.above || !s.list.Click(y-s.above) {
		return false, nil
	}
	return was == s.list.Cursor(), nil
}

// Typing tells whether the filter has the keyboard.
func (s *Screen) Typing() bool { return s.filter.Typing }

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

// toggle makes the connection active or not; the same key takes it back.
func (s *Screen) toggle(id store.ConnectionID) tea.Cmd {
	book, env, load := s.env.Book, s.env, s.load()
	return func() tea.Msg {
		err := book.Update(func(tx *store.Tx) error {
			c, err := tx.Connection(id)
			if err != nil {
				return err
			}
			what := "Made " + c.Name + " active"
			if c.Active = !c.Active; !c.Active {
				what = "Made " + c.Name + " inactive"
			}
			c.ChangedBy = env.Who
			if err := tx.SaveConnection(&c, ""); err != nil {
				return err
			}
			return tx.AddActivity(env.Note(id, what))
		})
		if err != nil {
			return screen.Failed(err)
		}
		return load()
	}
}
