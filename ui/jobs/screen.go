// Package jobs is the history of what ran: the runs of one connection or of all, as a strip and a list, and the record of
// one run.
package jobs

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// pageSize is how many records are read at once, ahead how near the cursor comes to the end of them before more are.
const (
	pageSize = 200
	ahead    = 60
)

// Screen lists the runs, the latest first.
type Screen struct {
	env  *screen.Env
	id   store.ConnectionID // 0: of all
	name string

	rows   []row // all that were read
	shown  []int // indexes of those that the filter lets through
	list   kit.List
	loaded bool
	more   bool // there are older ones
	asking bool // a page is being read
	filter kit.Filter
	above  int // lines above the list's first row
	strip  int // the line of the strip
	cells  int // of the strip, as it was drawn last
	offset int // the run in its last cell
}

// row is a run as it is drawn: its texts are clean.
type row struct {
	job    store.Job // without what it names
	store  string
	option string
	text   string // what the filter looks at
}

type pageMsg struct {
	screen *Screen
	before store.RunID // 0: the latest
	rows   []row
	more   bool
}

// New makes the screen.
func New(env *screen.Env, open screen.OpenMsg) *Screen {
	s := &Screen{env: env, id: open.Connection, name: open.Name}
	s.filter = kit.NewFilter(env.State(s.keptAs()).Filter)
	s.filter.Placeholder = "orders, inventory, failed, in part, ..."
	return s
}

func (s *Screen) keptAs() string { return fmt.Sprintf("jobs/%d", s.id) }

// State is the filter: the history is found again with it.
func (s *Screen) State() (string, store.ScreenState) {
	return s.keptAs(), store.ScreenState{Filter: s.filter.Value()}
}

// Init reads the latest runs.
func (s *Screen) Init() tea.Cmd { return s.page(0) }

// page reads the runs before one.
func (s *Screen) page(before store.RunID) tea.Cmd {
	s.asking = true
	book, id := s.env.Book, s.id
	return func() tea.Msg {
		names, err := screen.Names(book)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		jobs, more, err := book.JobPage(store.JobQuery{Connection: id}, before, pageSize)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		msg := pageMsg{screen: s, before: before, more: more}
		for i := range jobs {
			msg.rows = append(msg.rows, rowOf(&jobs[i], names[jobs[i].Connection]))
		}
		return msg
	}
}

func rowOf(j *store.Job, store string) row {
	r := row{job: *j, store: store, option: title(j)}
	r.job.Errors, r.job.Notes = nil, nil
	r.text = strings.ToLower(r.option + " " + j.Option + " " + outcomeOf(j).word + " " + store)
	return r
}

// title is what ran.
func title(j *store.Job) string { return text.Clean(syncer.JobTitle(j)) }

// Update takes pages, and looks again when a run begins or ends.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pageMsg:
		if msg.screen == s {
			return s.take(msg)
		}
	case screen.SnapshotMsg:
		if s.id != 0 && msg.Connection != s.id || !s.loaded {
			return nil
		}
		s.list.Forget()
		if news := len(s.rows) == 0 || msg.Run > s.rows[0].job.Run; (news || msg.Ended) && !s.asking {
			return s.page(0)
		}
	case screen.ClockMsg, screen.RestyleMsg:
		s.list.Forget()
	case tea.PasteMsg:
		if s.filter.Typing {
			s.filter.Paste(msg.Content)
			return s.match()
		}
	}
	return nil
}

// take puts a page where it belongs: the latest before what is there already, older ones behind it.
func (s *Screen) take(msg pageMsg) tea.Cmd {
	s.asking = false
	chosen := s.chosen()
	switch {
	case msg.before != 0:
		s.rows, s.more = append(s.rows, msg.rows...), msg.more
	case !s.loaded || !msg.more:
		s.rows, s.more = msg.rows, msg.more
	default:
		last := msg.rows[len(msg.rows)-1].job.Run
		at := slices.IndexFunc(s.rows, func(r row) bool { return r.job.Run < last })
		if at < 0 {
			s.rows, s.more = msg.rows, msg.more
		} else {
			s.rows = append(msg.rows, s.rows[at:]...)
		}
	}
	s.loaded = true
	cmd := s.match()
	if chosen == nil || s.list.Cursor() == 0 {
		return cmd
	}
	for i, at := range s.shown {
		if s.rows[at].job.Run == chosen.job.Run {
			s.list.SetCursor(i)
		}
	}
	return cmd
}

// match applies the filter, and reads on where too few are left of what was read.
func (s *Screen) match() tea.Cmd {
	s.shown = s.shown[:0]
	for i := range s.rows {
		if text.Holds(s.rows[i].text, s.filter.Value()) {
			s.shown = append(s.shown, i)
		}
	}
	s.list.Forget()
	s.list.SetLen(len(s.shown))
	return s.readOn()
}

// readOn reads older runs where the cursor is near the end of those that are there.
func (s *Screen) readOn() tea.Cmd {
	if !s.loaded || !s.more || s.asking || s.list.Cursor() < len(s.shown)-ahead {
		return nil
	}
	return s.page(s.rows[len(s.rows)-1].job.Run)
}

// chosen is the run under the cursor; nil where there is none.
func (s *Screen) chosen() *row {
	if s.list.Cursor() >= len(s.shown) {
		return nil
	}
	r := s.rows[s.shown[s.list.Cursor()]]
	return &r
}

// Key moves the cursor, along the strip as in the list, or types the filter.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	if s.filter.Typing {
		return s.typed(msg)
	}
	switch name := msg.String(); name {
	case "left", "h":
		s.list.SetCursor(s.list.Cursor() + 1)
	case "right", "l":
		s.list.SetCursor(s.list.Cursor() - 1)
	default:
		if !s.list.Key(name) {
			return false, nil
		}
	}
	return true, s.readOn()
}

func (s *Screen) typed(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	used, changed := s.filter.Type(msg)
	if !changed {
		return used, nil
	}
	return true, s.match()
}

// Click chooses a run in the list or in the strip; a click on the chosen one opens it.
func (s *Screen) Click(x, y int) (open bool, cmd tea.Cmd) {
	was := s.list.Cursor()
	if y == s.strip && s.cells > 0 {
		if at := s.offset + s.cells - 1 - (x - stripAt); x >= stripAt && at >= s.offset && at < len(s.shown) {
			s.list.SetCursor(at)
		}
		return false, nil
	}
	s.filter.Typing = false
	return s.list.Click(y-s.above) && was == s.list.Cursor(), nil
}

// Typing tells whether the filter has the keyboard.
func (s *Screen) Typing() bool { return s.filter.Typing }

// Title is the crumb.
func (s *Screen) Title() string {
	if s.id == 0 {
		return "Jobs"
	}
	return s.name + ": Jobs"
}

// Status is how many runs there are.
func (s *Screen) Status() string {
	if !s.loaded {
		return ""
	}
	say := kit.Of(len(s.rows), "job")
	if s.more {
		say = "more than " + kit.Of(len(s.rows), "job")
	}
	return s.env.Theme.Dim.Render(say)
}
