// Package customers shows who bought: the customers of the stores and their guests, and what is known of one of them.
package customers

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/paged"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Screen lists customers, of one connection or of all. One that is opened takes the list's place.
type Screen struct {
	env    *screen.Env
	id     store.ConnectionID // 0: of all
	name   string
	names  map[store.ConnectionID]string
	window paged.Window[row]
	filter kit.Filter
	detail *detail
	above  int
}

// row is a customer as it is drawn: its texts are clean.
type row struct {
	store.FoundCustomer
	name, company, email, phone string
}

func rowOf(c store.FoundCustomer) row {
	return row{c, text.Clean(c.Name), text.Clean(c.Company), text.Clean(c.Email), text.Clean(c.Phone)}
}

// called is what a customer is known by.
func (r *row) called() string {
	for _, s := range []string{r.name, r.company, r.email} {
		if s != "" {
			return s
		}
	}
	return "a customer without a name"
}

// New makes the screen; of all connections where the message names none.
func New(env *screen.Env, open screen.OpenMsg) *Screen {
	s := &Screen{env: env, id: open.Connection, name: open.Name, filter: kit.NewFilter(open.Find)}
	if open.Find == "" {
		s.filter.SetValue(env.State(s.keptAs()).Filter)
	}
	s.filter.Placeholder = "the beginning of a name, company, e-mail or phone"
	return s
}

func (s *Screen) keptAs() string {
	if s.id == 0 {
		return "customers"
	}
	return fmt.Sprintf("customers/%d", s.id)
}

// State is the filter.
func (s *Screen) State() (string, store.ScreenState) {
	return s.keptAs(), store.ScreenState{Filter: s.filter.Value()}
}

// Init reads the first customers, once, and those of the one that is open.
func (s *Screen) Init() tea.Cmd {
	if s.detail != nil {
		return s.readDetail()
	}
	if s.window.Loaded {
		return nil
	}
	return tea.Batch(screen.ReadNames(s.env, s), s.begin())
}

// begin reads the customers that the filter chooses.
func (s *Screen) begin() tea.Cmd {
	book, id, words := s.env.Book, s.id, s.filter.Value()
	return s.window.Begin(s.env, func(ctx context.Context, cursor string, limit int) ([]row, string, error) {
		found, next, err := book.FindCustomers(ctx, id, words, cursor, limit)
		rows := make([]row, 0, len(found))
		for _, c := range found {
			rows = append(rows, rowOf(c))
		}
		return rows, next, err
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
	case detailMsg:
		if msg.screen == s && s.detail != nil && msg.key == s.detail.row.Key {
			s.detail.take(msg)
		}
	case screen.RestyleMsg:
		s.forget()
	case screen.ClockMsg:
		s.forget()
	case screen.SnapshotMsg:
		switch {
		case !msg.Ended || s.id != 0 && msg.Connection != s.id:
		case s.detail != nil:
			return s.readDetail()
		case s.window.Loaded && s.window.AtTop():
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

func (s *Screen) forget() {
	s.window.List.Forget()
	if s.detail != nil {
		s.detail.list.Forget()
	}
}

// Key moves the cursor, or types the filter.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	name := msg.String()
	switch {
	case s.detail != nil:
		return s.detail.list.Key(name), nil
	case !s.filter.Typing:
		return s.window.Key(name)
	}
	used, changed := s.filter.Type(msg)
	if !changed {
		return used, nil
	}
	return true, s.begin()
}

// Click chooses a row; a click on the chosen one opens it.
func (s *Screen) Click(_, y int) (open bool, cmd tea.Cmd) {
	list := &s.window.List
	if s.detail != nil {
		list = &s.detail.list
	}
	was := list.Cursor()
	if s.filter.Typing = s.filter.Typing && y == 0; y < s.above || !list.Click(y-s.above) {
		return false, nil
	}
	return was == list.Cursor(), nil
}

// Typing tells whether the filter has the keyboard.
func (s *Screen) Typing() bool { return s.filter.Typing }

// Title is the crumb.
func (s *Screen) Title() string {
	switch {
	case s.detail != nil:
		return s.detail.row.called()
	case s.id != 0:
		return s.name + ": Customers"
	}
	return "Customers"
}

// Status says how many are listed, where that is known.
func (s *Screen) Status() string {
	t := s.env.Theme
	if s.detail == nil && s.window.Whole() {
		return t.Dim.Render(kit.Of(len(s.window.Rows), "customer"))
	}
	return ""
}

// Actions is the key table.
func (s *Screen) Actions() []kit.Action {
	if s.detail != nil {
		return s.detailActions()
	}
	none := ""
	r := s.window.Chosen()
	if r == nil {
		none = "there is no customer."
		r = &row{}
	}
	table := []kit.Action{
		{ID: "open", Keys: []string{"enter"}, Label: "open", Help: "Show what is known of the customer, and what was ordered.", Why: none,
			Do: func() tea.Cmd { return s.openDetail(*r) }},
		{ID: "filter", Keys: []string{"/"}, Label: "filter", Help: "Show only customers with words that begin as typed.",
			Do: func() tea.Cmd { s.filter.Typing = true; return nil }},
		s.copyAction(r, none),
		kit.Move("Choose a customer; pgup and pgdown by screens, home to the first."),
	}
	if s.filter.Value() != "" {
		table = append(table, kit.Action{ID: "back", Keys: []string{"esc"}, Label: "show all", Help: "Clear the filter.", Do: func() tea.Cmd {
			s.filter.SetValue("")
			return s.begin()
		}})
	}
	return table
}

// copyAction copies a customer's e-mail address: the terminal does it, wherever it runs.
func (s *Screen) copyAction(r *row, none string) kit.Action {
	if none == "" && r.email == "" {
		none = "no e-mail address is known."
	}
	email := r.email
	return kit.Action{ID: "copy", Keys: []string{"y"}, Label: "copy e-mail", Help: "Copy the customer's e-mail address.", Why: none,
		Do: func() tea.Cmd {
			s.env.Say(kit.Info, email+" was copied, where the terminal allows it.")
			return tea.SetClipboard(email)
		}}
}
