package app

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// foundMsg is what the book has found for what was typed into a menu.
type foundMsg struct {
	menu  *kit.Menu
	typed string
	rows  []kit.Row
}

// The bounds of a search: what fits a menu, within the time that somebody waits for it.
const (
	foundOrders = 12
	foundOthers = 6
	searchTime  = 2 * time.Second
)

// search asks the book for orders, items and customers by what was typed. Only the latest question is answered: the one
// before it is given up.
func (m *Model) search(menu *kit.Menu, typed string) tea.Cmd {
	if m.searching != nil {
		m.searching()
	}
	words := strings.TrimSpace(typed)
	if len([]rune(words)) < 2 {
		m.searching = nil
		return nil
	}
	ctx, cancel := context.WithTimeout(m.env.Ctx, searchTime)
	m.searching = cancel
	book := m.env.Book
	f := finder{model: m, book: book, words: words}
	return func() tea.Msg {
		defer cancel()
		err := errors.Join(f.orders(ctx), f.others(ctx))
		if ctx.Err() == nil && err != nil {
			return screen.Failed(err)
		}
		return foundMsg{menu, typed, f.rows}
	}
}

// finder gathers what was found.
type finder struct {
	model *Model
	book  *store.Book
	words string

	rows  []kit.Row
	names map[store.ConnectionID]string
}

func (f *finder) orders(ctx context.Context) (err error) {
	if f.names, err = screen.Names(f.book); err != nil {
		return err
	}
	found, _, err := f.book.FindOrders(ctx, store.OrderSearch{Text: f.words}, "", foundOrders)
	for _, o := range found {
		number := text.Clean(o.Number)
		f.add("Order "+number, text.Clean(o.Customer.Name)+", "+text.Clean(o.Status), f.names[o.Connection],
			screen.OpenMsg{Kind: screen.Order, Connection: o.Connection, Order: o.StoreOrderID, Name: number})
	}
	return err
}

// others finds items and customers.
func (f *finder) others(ctx context.Context) error {
	items, _, err := f.book.FindItems(ctx, f.words, "", foundOthers)
	if err != nil {
		return err
	}
	for _, it := range items {
		f.add("Item "+text.Clean(it.SKU), text.Clean(it.Name), "item", screen.OpenMsg{Kind: screen.Stock, Find: text.Clean(it.SKU)})
	}
	people, _, err := f.book.FindCustomers(ctx, 0, f.words, "", foundOthers)
	for _, c := range people {
		f.add("Customer "+text.Clean(cmp.Or(c.Name, c.Company, c.Email)), text.Clean(c.Email), f.names[c.Connection],
			screen.OpenMsg{Kind: screen.Customers, Connection: c.Connection, Name: f.names[c.Connection], Find: text.Clean(cmp.Or(c.Email, c.Name, c.Company))})
	}
	return err
}

// add adds a row that leads somewhere, from home.
func (f *finder) add(label, say, aside string, open screen.OpenMsg) {
	m := f.model
	f.rows = append(f.rows, kit.Row{Label: label, Say: say, Aside: aside, Do: func() tea.Cmd {
		if why := m.held(0); why != "" {
			m.env.Say(kit.Caution, why)
			return nil
		}
		cmd := m.backTo(0)
		m.env.Post(open)
		return cmd
	}})
}
