package orders

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Detail shows one order.
type Detail struct {
	env    *screen.Env
	conn   store.ConnectionID
	id     uint64
	number string
	sheet  *orderSheet
	scroll kit.Scroll
}

type orderMsg struct {
	screen *Detail
	sheet  orderSheet
}

// NewDetail makes the screen of one order.
func NewDetail(env *screen.Env, open screen.OpenMsg) *Detail {
	return &Detail{env: env, conn: open.Connection, id: open.Order, number: open.Name}
}

// Init reads the order.
func (d *Detail) Init() tea.Cmd {
	book := d.env.Book
	return func() tea.Msg {
		sheet, err := readOrder(book, d.conn, d.id)
		if err != nil {
			return screen.Failed(err)
		}
		return orderMsg{d, sheet}
	}
}

// Update takes the order, and reads it again when a job has ended.
func (d *Detail) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case orderMsg:
		if msg.screen == d {
			d.sheet = &msg.sheet
		}
	case doneMsg:
		if msg.screen == d {
			d.env.Say(kit.Done, msg.words)
			return d.Init()
		}
	case movesMsg:
		if msg.screen == d {
			d.askLine(msg.lines)
		}
	case markedMsg:
		if msg.id == d.id && msg.conn == d.conn {
			return d.Init()
		}
	case screen.SnapshotMsg:
		if msg.Connection == d.conn && msg.Ended {
			return d.Init()
		}
	}
	return nil
}

// Key scrolls.
func (d *Detail) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) { return d.scroll.Key(msg.String()), nil }

// Typing is never so.
func (d *Detail) Typing() bool { return false }

// Title is the crumb.
func (d *Detail) Title() string { return "Order " + d.number }

// Status is the order's.
func (d *Detail) Status() string {
	if d.sheet == nil {
		return ""
	}
	return text.Truncate(text.Clean(d.sheet.order.Status), 30, d.env.Theme.Glyphs.Ellipsis)
}

// Actions is the key table.
func (d *Detail) Actions() []kit.Action {
	why, r := "", row{id: d.id, number: d.number}
	whyNoLink := ""
	if d.sheet == nil {
		why = "the order is being read."
	} else {
		r.email, r.exported = text.Clean(d.sheet.order.Customer.Email), d.sheet.exported
		if d.sheet.link == "" {
			whyNoLink = "this store has no control panel that is known: it is a practice store or a legacy account."
		}
	}
	if why != "" {
		whyNoLink = why
	}
	return []kit.Action{
		ship(d.env, d.conn, r, why),
		d.takeBack(why),
		{ID: "move-line", Keys: []string{"m"}, Label: "move a line", Help: "Take a line that isn't shipped yet from another location.", Why: why, Do: d.readMoves},
		mark(d.env, d.conn, r, why),
		{ID: "copy", Keys: []string{"y"}, Label: "copy", Help: "Copy the number, the e-mail, a tracking number or the address, where the terminal allows it.", Why: why,
			Do: d.copy},
		{ID: "link", Keys: []string{"l"}, Label: "store's link", Help: "Copy the link to the order in the store's control panel.", Why: whyNoLink,
			Do: func() tea.Cmd {
				d.env.Say(kit.Info, "The link was copied, where the terminal allows it: "+d.sheet.link)
				return tea.SetClipboard(d.sheet.link)
			}},
		kit.Move("Scroll; also pgup, pgdown, home and end."),
	}
}

// copy asks what of the order is to be copied.
func (d *Detail) copy() tea.Cmd {
	o := &d.sheet.order
	var rows []kit.Row
	add := func(label, value string) {
		if value = text.Clean(value); value != "" {
			rows = append(rows, kit.Row{Label: label, Say: value, Do: func() tea.Cmd {
				d.env.Say(kit.Info, label+" was copied, where the terminal allows it.")
				return tea.SetClipboard(value)
			}})
		}
	}
	add("Number", o.Number)
	add("Customer", o.Customer.Name)
	add("E-mail", o.Customer.Email)
	add("Phone", o.Customer.Phone)
	for _, s := range o.Shipping {
		add("Address", joined(", ", s.Name, s.Company, s.Street1, s.Street2, joined(" ", s.Zip, s.City), s.State, s.Country))
	}
	for _, s := range o.Shipments {
		add("Tracking number", s.Tracking)
	}
	d.env.Post(screen.MenuMsg{Menu: kit.NewMenu("Copy", "type a few letters", rows)})
	return nil
}

// Draw makes the order's lines, addresses and totals.
func (d *Detail) Draw(width, height int) ([]string, *kit.Cursor) {
	t := d.env.Theme
	if d.sheet == nil {
		return []string{kit.Wait(t, "Reading the book")}, nil
	}
	return d.scroll.Window(t, orderPage(t, width, *d.sheet), width, height), nil
}
