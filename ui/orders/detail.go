package orders

import (
	"strings"
	"time"

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
	order  *store.Order
	places []store.Location
	scroll kit.Scroll
}

type orderMsg struct {
	screen *Detail
	order  store.Order
	places []store.Location
}

// NewDetail makes the screen of one order.
func NewDetail(env *screen.Env, open screen.OpenMsg) *Detail {
	return &Detail{env: env, conn: open.Connection, id: open.Order, number: open.Name}
}

// Init reads the order.
func (d *Detail) Init() tea.Cmd {
	book := d.env.Book
	return func() tea.Msg {
		o, err := book.Order(d.conn, d.id)
		if err != nil {
			return screen.Failed(err)
		}
		places, err := book.Locations()
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		return orderMsg{d, o, places}
	}
}

// Update takes the order, and reads it again when a job has ended.
func (d *Detail) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case orderMsg:
		if msg.screen == d {
			d.order, d.places = &msg.order, msg.places
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
	if d.order == nil {
		return ""
	}
	return text.Truncate(text.Clean(d.order.Status), 30, d.env.Theme.Glyphs.Ellipsis)
}

// Actions is the key table.
func (d *Detail) Actions() []kit.Action {
	return []kit.Action{{ID: "move", Keys: []string{"up", "down"}, Show: "up/down", Label: "scroll", Help: "Scroll; also pgup, pgdown, home and end.",
		Do: func() tea.Cmd { return nil }}}
}

// Draw makes the order's lines, addresses and totals.
func (d *Detail) Draw(width, height int) ([]string, *kit.Cursor) {
	t := d.env.Theme
	if d.order == nil {
		return []string{"  " + t.Dim.Render("Reading the book"+t.Glyphs.Ellipsis)}, nil
	}
	p := &page{theme: t, width: width}
	d.head(p)
	d.lines(p)
	d.totals(p)
	d.addresses(p)
	return d.scroll.Window(t, p.out, width, height), nil
}

func (d *Detail) head(p *page) {
	o := d.order
	p.pair("Placed", o.Created.UTC().Format("2 January 2006 15:04")+" UTC")
	p.pair("Customer", joined(", ", o.Customer.Name, o.Customer.Company))
	p.pair("Contact", joined(", ", o.Customer.Email, o.Customer.Phone))
	p.pair("Payment", joined(", ", o.PaymentMethod, o.PaymentStatus))
	for _, l := range d.places {
		if l.ID == o.Location {
			p.pair("Location", l.Name)
		}
	}
	p.pair("Message", text.Paragraphs(o.CustomerMessage)...)
	p.pair("Notes", text.Paragraphs(o.StaffNotes)...)
	if o.Warning != "" {
		p.out = append(p.out, kit.Toast{Tone: kit.Caution, Say: text.Clean(o.Warning)}.Draw(p.theme, p.width, 3)...)
	}
}

func (d *Detail) lines(p *page) {
	p.title("Lines")
	for _, l := range d.order.Lines {
		name := l.Name
		for _, o := range l.Options {
			name += ", " + o.Name + ": " + o.Value
		}
		p.item(kit.Count(l.Quantity), joined("  ", l.SKU, name), l.TotalExTax.StringFixed(2))
	}
	for _, f := range d.order.Fees {
		p.item("", f.Name, f.CostExTax.StringFixed(2))
	}
}

func (d *Detail) totals(p *page) {
	o := d.order
	p.title("Totals")
	p.item("", "Subtotal", o.SubtotalExTax.StringFixed(2))
	for _, s := range []struct {
		name  string
		value string
		zero  bool
	}{
		{"Shipping", o.ShippingExTax.StringFixed(2), o.ShippingExTax.IsZero()},
		{"Handling", o.HandlingExTax.StringFixed(2), o.HandlingExTax.IsZero()},
		{"Wrapping", o.WrappingExTax.StringFixed(2), o.WrappingExTax.IsZero()},
		{"Discount", o.Discount.Neg().StringFixed(2), o.Discount.IsZero()},
	} {
		if !s.zero {
			p.item("", s.name, s.value)
		}
	}
	p.item("", "Tax", o.Tax.StringFixed(2))
	p.item("", "Total "+o.Currency, o.TotalIncTax.StringFixed(2))
}

func (d *Detail) addresses(p *page) {
	p.title("Billed to")
	p.address(d.order.Billing)
	for _, s := range d.order.Shipping {
		p.title("Shipped to")
		p.address(s.Address)
		p.pair("By", s.Method)
	}
	for _, s := range d.order.Shipments {
		p.pair("Parcel", joined(", ", s.Carrier, s.Tracking, s.Created.UTC().Format(time.DateOnly)))
	}
}

// joined puts the parts that are not empty together.
func joined(with string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, with)
}
