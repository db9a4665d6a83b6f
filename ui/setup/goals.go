package setup

import (
	"slices"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// Goals are what is to flow between the store and the book.
type Goals struct{ Orders, Stock, Statuses, Products bool }

// goal is one row of the first question.
type goal struct {
	option syncer.Option
	label  string
	help   string
	of     func(*Goals) *bool
}

var goals = []goal{
	{syncer.ImportOrders, "Orders in", "orders placed in the store appear in the book", func(g *Goals) *bool { return &g.Orders }},
	{syncer.UpdateInventory, "Stock out", "stock counted in the book appears in the store", func(g *Goals) *bool { return &g.Stock }},
	{syncer.UpdateOrderStatus, "Statuses out", "what the book ships is marked shipped in the store", func(g *Goals) *bool { return &g.Statuses }},
	{syncer.ImportProducts, "Products in", "the store's products become items of the book", func(g *Goals) *bool { return &g.Products }},
}

// goalsOf reads options' words; unknown ones are left out.
func goalsOf(words []string) Goals {
	var g Goals
	for _, row := range goals {
		*row.of(&g) = slices.Contains(words, string(row.option))
	}
	return g
}

// Words are the options' words, as the book keeps them.
func (g Goals) Words() []string {
	var words []string
	for _, row := range goals {
		if *row.of(&g) {
			words = append(words, string(row.option))
		}
	}
	return words
}

func (g Goals) choices() []Choice {
	list := make([]Choice, len(goals))
	for i, row := range goals {
		list[i] = Choice{ID: string(row.option), Label: row.label, Help: row.help, On: *row.of(&g)}
	}
	return list
}

// options ticks what the goals stand for.
func (g Goals) options() store.ConnectionOptions {
	return store.ConnectionOptions{
		ImportOrders: g.Orders, UpdateInventory: g.Stock, UpdateOrderStatus: g.Statuses, ImportProducts: g.Products,
	}
}

// tick ticks the goals' options in a form.
func (g Goals) tick(f *Form) {
	f.ImportOrders, f.UpdateInventory, f.UpdateOrderStatus, f.ImportProducts = g.Orders, g.Stock, g.Statuses, g.Products
}
