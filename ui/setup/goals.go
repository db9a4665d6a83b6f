package setup

import (
	"slices"
	"strings"

	"cartwire/bigcommerce"
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

// Box is one permission to set in the control panel.
type Box struct {
	Permission bigcommerce.Permission
	By         string // what needs it; several with commas
	Optional   bool   // recommended: without it less is seen or written in another way, and nothing fails
}

// Level is the permission's level as the control panel has it.
func (b Box) Level() string {
	if b.Permission.Modify {
		return "modify"
	}
	return "read-only"
}

// Boxes are the permissions that the goals need, one a label, at the highest level that one of them needs: first what
// can't be done without, then what is recommended.
func (g Goals) Boxes() []Box {
	var boxes []Box
	for _, n := range g.needs() {
		i := slices.IndexFunc(boxes, func(b Box) bool { return b.Permission.Label == n.Permission.Label && b.Optional == n.Optional })
		switch {
		case i < 0:
			boxes = append(boxes, Box{Permission: n.Permission, By: n.By, Optional: n.Optional})
		case n.Permission.Modify && !boxes[i].Permission.Modify:
			boxes[i].Permission, boxes[i].By = n.Permission, n.By
		case n.Permission == boxes[i].Permission && !slices.Contains(strings.Split(boxes[i].By, ", "), n.By):
			boxes[i].By += ", " + n.By
		}
	}
	slices.SortStableFunc(boxes, func(a, b Box) int {
		switch {
		case a.Optional == b.Optional:
			return 0
		case a.Optional:
			return 1
		}
		return -1
	})
	return boxes
}
