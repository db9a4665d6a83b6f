package app

import (
	"maps"
	"reflect"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/role"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// placeNames are the screens that one comes back to after a restart. A form is none of them: what was typed is gone.
var placeNames = map[screen.Kind]string{
	screen.Orders: "orders", screen.Order: "order", screen.Jobs: "jobs", screen.Job: "job", screen.Stock: "stock",
	screen.Locations: "locations", screen.Customers: "customers", screen.Activity: "activity", screen.Settings: "settings",
	screen.Aside: "aside",
}

// keepAfter is how long a change of a filter waits for the next one before it is written.
const keepAfter = time.Second

type keepMsg struct{ number int }

// here is where the person is: the uppermost screen that one can come back to.
func (m *Model) here() store.Place {
	p := store.Place{Screens: maps.Clone(m.env.States)}
	for i := len(m.opened) - 1; i > 0; i-- {
		if name := placeNames[m.opened[i].Kind]; name != "" {
			o := m.opened[i]
			p.Screen, p.Connection, p.Order, p.Run = name, o.Connection, o.Order, o.Run
			break
		}
	}
	for _, s := range m.stack {
		if k, ok := s.(screen.Kept); ok {
			name, state := k.State()
			if state == (store.ScreenState{}) {
				delete(p.Screens, name)
			} else {
				p.Screens[name] = state
			}
		}
	}
	return p
}

// keepPlace has the place written, once it has stood for a moment.
func (m *Model) keepPlace() tea.Cmd {
	if !m.remembers {
		return nil
	}
	p := m.here()
	if reflect.DeepEqual(p, m.place) {
		return nil
	}
	m.place, m.env.States = p, maps.Clone(p.Screens)
	m.keeping = m.next()
	return m.env.After(keepAfter, keepMsg{m.keeping})
}

func (m *Model) writePlace() tea.Cmd {
	book, who, p := m.env.Book, m.cfg.Who, m.place
	m.keeping = 0
	if !m.may(role.Operator) {
		return func() tea.Msg { return nil } // who may look only leaves nothing behind
	}
	return m.places.next(func() error { return book.PutPlace(who, p) })
}

// recall puts the settings into force and goes where the person was, unless they have gone elsewhere meanwhile.
func (m *Model) recall(msg memory) tea.Cmd {
	if msg.err != nil {
		m.env.Post(screen.FatalMsg{Err: msg.err})
		return nil
	}
	m.remembers = true
	if msg.place.Screens != nil {
		m.env.States = msg.place.Screens
	}
	m.place = msg.place
	m.place.Screens = maps.Clone(m.env.States)
	cmds := []tea.Cmd{m.broadcast(screen.StatesMsg{})}
	if m.writes.asked == 0 { // else the person has set something meanwhile
		cmds = append(cmds, m.apply(msg.settings))
	}
	if len(m.stack) > 1 {
		return tea.Batch(cmds...)
	}
	for kind, name := range placeNames {
		if name == msg.place.Screen {
			cmds = append(cmds, m.goBackTo(kind, msg.place))
		}
	}
	return tea.Batch(cmds...)
}

// goBackTo opens the screen of a place, where its connection is still there.
func (m *Model) goBackTo(kind screen.Kind, p store.Place) tea.Cmd {
	book, from := m.env.Book, m.top()
	return func() tea.Msg {
		open := screen.OpenMsg{Kind: kind, Connection: p.Connection, Order: p.Order, Run: p.Run, From: from}
		if p.Connection != 0 {
			c, err := book.Connection(p.Connection)
			if err != nil {
				return nil
			}
			open.Name = text.Clean(c.Name)
		}
		if kind == screen.Order {
			o, err := book.Order(p.Connection, p.Order)
			if err != nil {
				return nil
			}
			open.Name = text.Clean(o.Number)
		}
		return open
	}
}
