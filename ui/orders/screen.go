// Package orders lists a connection's imported orders, newest first, finds some by what is typed, shows one of them, and
// records what was shipped of it.
package orders

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Screen lists the orders of one connection. It holds a window of them that moves with the cursor.
type Screen struct {
	env  *screen.Env
	id   store.ConnectionID
	name string

	rows    []row
	list    kit.List
	total   int // orders that are listed, as far as they are counted
	loaded  bool
	top     bool // rows begins with the newest order
	bottom  bool // rows ends with the oldest
	asking  bool // a page is being read
	seconds int

	find search
	side preview
	held int // orders that can't be read and that nobody has given up
	kept int // with those that are given up
}

// row is an order as it is drawn: its texts are clean.
type row struct {
	id                                         uint64
	number, date, customer, status, items, sum string
	email                                      string
	warn, exported                             bool
}

func rowOf(o *store.Order, exported bool) row {
	name := o.Customer.Name
	if name == "" {
		name = o.Customer.Company
	}
	if name == "" {
		name = o.Customer.Email
	}
	return row{
		id: o.StoreOrderID, number: text.Clean(o.Number), date: o.Created.UTC().Format(time.DateOnly),
		customer: text.Clean(name), status: text.Clean(o.Status), items: kit.Count(o.ItemsTotal),
		sum: o.TotalIncTax.StringFixed(2) + " " + text.Clean(o.Currency), email: text.Clean(o.Customer.Email),
		warn: o.Warning != "", exported: exported,
	}
}

// New makes the screen.
func New(env *screen.Env, open screen.OpenMsg) *Screen {
	s := &Screen{env: env, id: open.Connection, name: open.Name}
	s.find.Filter = kit.NewFilter(open.Find)
	if open.Find == "" {
		s.restore()
	}
	s.find.Placeholder = "number, name, e-mail, sku or status"
	return s
}

// Init reads the newest orders, once; what may have changed meanwhile is read again.
func (s *Screen) Init() tea.Cmd {
	if s.loaded {
		return tea.Batch(s.again(), s.lookAside())
	}
	return tea.Batch(s.ask(), s.lookAside())
}

// Update takes pages, and looks again when a job has brought orders.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pageMsg:
		if msg.screen == s && msg.question == s.find.question {
			return s.take(msg)
		}
	case countMsg:
		return s.count(msg)
	case peekMsg:
		s.side.take(s, msg)
	case markedMsg:
		return s.marked(msg)
	case exportedMsg:
		return s.wrote(msg)
	case asideMsg:
		s.setAside(msg)
	case tea.PasteMsg:
		if s.find.Typing {
			s.find.Paste(msg.Content)
			return s.ask()
		}
	case screen.RestyleMsg:
		s.list.Forget()
	case screen.SnapshotMsg:
		return s.follow(msg)
	}
	return nil
}

// follow looks again while orders arrive: who stands at the top sees them, once a second; elsewhere nothing jumps.
func (s *Screen) follow(msg screen.SnapshotMsg) tea.Cmd {
	if msg.Connection != s.id || !s.loaded {
		return nil
	}
	now := int(msg.Elapsed.Seconds())
	if msg.Ended {
		return tea.Batch(s.again(), s.lookAside())
	}
	if now != s.seconds && s.list.Cursor() == 0 {
		s.seconds = now
		return s.again()
	}
	return nil
}

// again reads the first page anew where the cursor stands near it.
func (s *Screen) again() tea.Cmd {
	if s.top && !s.asking && s.list.Cursor() < pageSize/2 {
		return s.page(first)
	}
	return nil
}

// chosen is the row under the cursor, or nil.
func (s *Screen) chosen() *row {
	if c := s.list.Cursor(); c < len(s.rows) {
		return &s.rows[c]
	}
	return nil
}

// Key types the filter, or moves the cursor and reads on where it comes near an end.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	if s.find.Typing {
		return s.typeKey(msg)
	}
	used, cmd := s.move(msg.String())
	if used {
		cmd = tea.Batch(cmd, s.peek())
	}
	return used, cmd
}

func (s *Screen) move(name string) (bool, tea.Cmd) {
	switch {
	case (name == "end" || name == "G") && !s.bottom && s.loaded && !s.asking && !s.find.on():
		return true, s.page(last)
	case (name == "home" || name == "g") && !s.top && s.loaded && !s.asking:
		s.list.SetCursor(0)
		return true, s.page(first)
	case !s.list.Key(name):
		return false, nil
	case s.asking || !s.loaded:
		return true, nil
	case !s.bottom && s.list.Cursor() > len(s.rows)-ahead:
		return true, s.page(after)
	case !s.top && s.list.Cursor() < ahead:
		return true, s.page(before)
	}
	return true, nil
}

// Click chooses an order; a click on the chosen one opens it.
func (s *Screen) Click(x, y int) (open bool, cmd tea.Cmd) {
	if s.side.at > 0 && x >= s.side.at {
		return false, nil
	}
	was := s.list.Cursor()
	if !s.list.Click(y - s.above()) {
		return false, nil
	}
	return was == s.list.Cursor(), s.peek()
}

// Typing tells whether the filter has the keyboard.
func (s *Screen) Typing() bool { return s.find.Typing }

// Title is the crumb.
func (s *Screen) Title() string { return s.name + ": Orders" }

// Status is how many orders there are.
func (s *Screen) Status() string {
	if !s.loaded {
		return ""
	}
	count := kit.Of(s.total, "order")
	if s.find.counting {
		count += " so far" + s.env.Theme.Glyphs.Ellipsis
	}
	return s.env.Theme.Dim.Render(count)
}
