// Package activity shows the book's diary: who did what, when, and from where.
package activity

import (
	"context"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/paged"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Screen lists the lines of the diary, the latest first. A line that is opened is shown in full.
type Screen struct {
	env    *screen.Env
	query  store.ActivityQuery
	name   string // the connection's, of the query
	names  map[store.ConnectionID]string
	window paged.Window[row]
	filter kit.Filter
	open   bool
	scroll kit.Scroll
	busy   bool // an export is under way
	above  int
}

// row is a line as it is drawn: its texts are clean.
type row struct {
	at              time.Time
	raw             store.Activity
	who, from, what string
}

func rowOf(l store.ActivityLine) row {
	return row{at: l.At, raw: l.Activity, who: text.Clean(l.Who), from: text.Clean(l.From), what: text.Clean(l.What)}
}

// New makes the screen; of one connection where the message names one.
func New(env *screen.Env, open screen.OpenMsg) *Screen {
	s := &Screen{env: env, name: open.Name, filter: kit.NewFilter(env.State(keptAs).Filter)}
	s.query.Connection = open.Connection
	s.filter.Placeholder = "words of what was done"
	return s
}

// keptAs is the name by which the filter is kept.
const keptAs = "activity"

// State is the filter.
func (s *Screen) State() (string, store.ScreenState) {
	return keptAs, store.ScreenState{Filter: s.filter.Value()}
}

// Init reads the latest lines.
func (s *Screen) Init() tea.Cmd {
	return tea.Batch(screen.ReadNames(s.env, s), s.begin())
}

// begin reads the lines that the filter chooses.
func (s *Screen) begin() tea.Cmd {
	book, q := s.env.Book, s.query
	q.Text = s.filter.Value()
	return s.window.Begin(s.env, func(_ context.Context, cursor string, limit int) ([]row, string, error) {
		before, _ := strconv.ParseUint(cursor, 10, 64)
		lines, next, err := book.ActivityPage(q, before, limit)
		rows := make([]row, 0, len(lines))
		for _, l := range lines {
			rows = append(rows, rowOf(l))
		}
		if next == 0 {
			return rows, "", err
		}
		return rows, strconv.FormatUint(next, 10), err
	})
}

// Update takes what was read, and looks again when a job has ended.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case paged.Page[row]:
		_, cmd := s.window.Take(msg)
		return cmd
	case screen.NamesMsg:
		if msg.For == s {
			s.names = msg.Names
			s.window.List.Forget()
		}
	case exportedMsg:
		if msg.screen == s {
			s.exported(msg)
		}
	case screen.RestyleMsg:
		s.window.List.Forget()
	case screen.ClockMsg:
		s.window.List.Forget()
	case screen.SnapshotMsg:
		if msg.Ended && s.window.Loaded && s.window.AtTop() && !s.open {
			return s.window.Again()
		}
	case tea.PasteMsg:
		if s.filter.Typing {
			s.filter.Paste(msg.Content)
			return s.begin()
		}
	}
	return nil
}

// Key moves the cursor, types the filter, or scrolls the line that is open.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	name := msg.String()
	switch {
	case s.open:
		return s.scroll.Key(name), nil
	case !s.filter.Typing:
		return s.window.Key(name)
	}
	used, changed := s.filter.Type(msg)
	if !changed {
		return used, nil
	}
	return true, s.begin()
}

// Click chooses a line; a click on the chosen one opens it.
func (s *Screen) Click(_, y int) (open bool, cmd tea.Cmd) {
	if s.open {
		return false, nil
	}
	was := s.window.List.Cursor()
	if s.filter.Typing = s.filter.Typing && y == 0; y < s.above || !s.window.List.Click(y-s.above) {
		return false, nil
	}
	return was == s.window.List.Cursor(), nil
}

// Typing tells whether the filter has the keyboard.
func (s *Screen) Typing() bool { return s.filter.Typing }

// Title is the crumb.
func (s *Screen) Title() string { return "Activity" }

// Status says what is listed.
func (s *Screen) Status() string {
	t := s.env.Theme
	switch {
	case s.name != "" && s.query.Connection != 0:
		return t.Dim.Render("of " + text.Truncate(s.name, 24, t.Glyphs.Ellipsis))
	case s.window.Whole():
		return t.Dim.Render(kit.Of(len(s.window.Rows), "line"))
	}
	return ""
}
