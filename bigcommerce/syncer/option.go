package syncer

import (
	"slices"

	"cartwire/store"
)

// Option names what a job does; its value is the word of the command line and of the schedule.
type Option string

// The options, each with a job.
const (
	ImportOrders      Option = "orders"
	ImportProducts    Option = "products"
	UpdateInventory   Option = "inventory"
	UpdateOrderStatus Option = "status"
)

// Reconcile compares the book with the store and changes nothing. It is no option of the editor: a person starts it.
const Reconcile Option = "reconcile"

// Options lists all that the editor offers, in the editor's order.
func Options() []Option {
	return []Option{ImportOrders, UpdateInventory, UpdateOrderStatus, ImportProducts}
}

// Title is the option's name in the editor.
func (o Option) Title() string {
	switch o {
	case ImportOrders:
		return "Import Orders"
	case ImportProducts:
		return "Import Products"
	case UpdateInventory:
		return "Update Inventory"
	case UpdateOrderStatus:
		return "Update Order Status"
	case Reconcile:
		return "Compare with the store"
	}
	return string(o)
}

// Is tells whether the option is ticked.
func (o Option) Is(in store.ConnectionOptions) bool {
	switch o {
	case ImportOrders:
		return in.ImportOrders
	case ImportProducts:
		return in.ImportProducts
	case UpdateInventory:
		return in.UpdateInventory
	case UpdateOrderStatus:
		return in.UpdateOrderStatus
	}
	return false
}

// runOrder is the order in which options run one after another: what others build on comes first.
var runOrder = []Option{ImportProducts, ImportOrders, UpdateInventory, UpdateOrderStatus}

// InOrder lists the options that are ticked, in the order in which they run.
func InOrder(o store.ConnectionOptions) []Option {
	return slices.DeleteFunc(slices.Clone(runOrder), func(option Option) bool { return !option.Is(o) })
}

// Needs lists the options whose outcome an option builds on: stock is counted of imported products and orders.
func (o Option) Needs() []Option {
	if o == UpdateInventory {
		return []Option{ImportProducts, ImportOrders}
	}
	return nil
}

// Ticked lists the options that are ticked, in the editor's order.
func Ticked(o store.ConnectionOptions) []Option {
	var ticked []Option
	for _, option := range Options() {
		if option.Is(o) {
			ticked = append(ticked, option)
		}
	}
	return ticked
}
