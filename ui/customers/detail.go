package customers

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// maxOrders is how many of a customer's orders are listed, the newest, and countOrders how many are counted.
const (
	maxOrders   = 200
	countOrders = 2000
)

// detail is one customer with what is known of them.
type detail struct {
	row       row
	loaded    bool
	list      kit.List
	orders    []order
	count     int
	more      bool     // there are more than were counted
	addresses []string // each on a line, clean
}

// order is an order as it is drawn: its texts are clean.
type order struct {
	conn                      store.ConnectionID
	id                        uint64
	number, date, status, sum string
}

// detailMsg brings a customer's orders, and the addresses they went to.
type detailMsg struct {
	screen    *Screen
	key       string
	orders    []order
	count     int
	more      bool
	addresses []string
}

func (d *detail) take(msg detailMsg) {
	d.loaded, d.orders, d.count, d.more, d.addresses = true, msg.orders, msg.count, msg.more, msg.addresses
	d.list.Forget()
	d.list.SetLen(len(d.orders))
}

func (s *Screen) openDetail(r row) tea.Cmd {
	s.detail = &detail{row: r}
	return s.readDetail()
}

// readDetail looks for the orders of the customer that is open. They are found by the words they share with it, and told
// by its id, a guest's by the e-mail.
func (s *Screen) readDetail() tea.Cmd {
	book, ctx, c := s.env.Book, s.env.Ctx, s.detail.row.FoundCustomer
	return func() tea.Msg {
		msg := detailMsg{screen: s, key: c.Key}
		add := func(o *store.Order) {
			if msg.count++; len(msg.orders) < maxOrders {
				msg.orders = append(msg.orders, orderOf(c.Connection, o))
				msg.addAddresses(o)
			}
		}
		err := eachOrder(ctx, book, c, add, func() bool { msg.more = msg.count >= countOrders; return msg.more })
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return screen.Failed(err)
		}
		return msg
	}
}

// eachOrder calls f for a customer's orders, the newest first, until enough says so.
func eachOrder(ctx context.Context, book *store.Book, c store.FoundCustomer, f func(*store.Order), enough func() bool) error {
	words := c.Email
	if strings.TrimSpace(words) == "" {
		words = c.Name
	}
	if strings.TrimSpace(words) == "" {
		o, err := book.Order(c.Connection, c.LastOrder)
		if err == nil {
			f(&o)
		}
		return nil
	}
	q := store.OrderSearch{Connection: c.Connection, Text: words}
	for after := store.OrderPlace(""); ; {
		rows, more, err := book.FindOrders(ctx, q, after, maxOrders)
		if err != nil {
			return err
		}
		for i := range rows {
			if after = rows[i].Place; bought(&c.Customer, &rows[i].Order) {
				if f(&rows[i].Order); enough() {
					return nil
				}
			}
		}
		if !more || len(rows) == 0 {
			return nil
		}
	}
}

// bought tells whether an order is the customer's.
func bought(c *store.Customer, o *store.Order) bool {
	if c.StoreCustomerID > 0 || o.Customer.StoreCustomerID > 0 {
		return c.StoreCustomerID == o.Customer.StoreCustomerID
	}
	return strings.EqualFold(strings.TrimSpace(c.Email), strings.TrimSpace(o.Customer.Email))
}

// addAddresses notes where an order was billed and shipped to.
func (m *detailMsg) addAddresses(o *store.Order) {
	list := []store.Address{o.Billing}
	for _, s := range o.Shipping {
		list = append(list, s.Address)
	}
	for _, a := range list {
		l := addressLine(a)
		if l != "" && !slices.Contains(m.addresses, l) && len(m.addresses) < 20 {
			m.addresses = append(m.addresses, l)
		}
	}
}

// addressLine is an address on one line, clean.
func addressLine(a store.Address) string {
	var parts []string
	for _, p := range []string{a.Name, a.Company, a.Street1, a.Street2, strings.TrimSpace(a.Zip + " " + a.City), a.State, a.Country} {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return text.Clean(strings.Join(parts, ", "))
}

func orderOf(c store.ConnectionID, o *store.Order) order {
	return order{c, o.StoreOrderID, text.Clean(o.Number), o.Created.UTC().Format(time.DateOnly), text.Clean(o.Status),
		o.TotalIncTax.StringFixed(2) + " " + text.Clean(o.Currency)}
}

func (s *Screen) detailActions() []kit.Action {
	d := s.detail
	none := ""
	if len(d.orders) == 0 {
		none = "no order is known."
	}
	return []kit.Action{
		{ID: "open", Keys: []string{"enter"}, Label: "open the order", Help: "Show the chosen order.", Why: none,
			Do: func() tea.Cmd {
				o := d.orders[d.list.Cursor()]
				s.env.Post(screen.OpenMsg{Kind: screen.Order, Connection: o.conn, Order: o.id, Name: o.number})
				return nil
			}},
		s.copyAction(&d.row, ""),
		{ID: "back", Keys: []string{"esc"}, Label: "back to the list", Help: "Go back to the list.",
			Do: func() tea.Cmd { s.detail = nil; return s.Init() }},
		kit.Move("Choose an order; also pgup, pgdown, home and end."),
	}
}
