package app

import (
	"cartwire/ui/activity"
	"cartwire/ui/aside"
	"cartwire/ui/connections"
	"cartwire/ui/customers"
	"cartwire/ui/editor"
	"cartwire/ui/gallery"
	"cartwire/ui/guide"
	"cartwire/ui/jobs"
	"cartwire/ui/locations"
	"cartwire/ui/orders"
	"cartwire/ui/plan"
	"cartwire/ui/screen"
	"cartwire/ui/settings"
	"cartwire/ui/stock"
	"cartwire/ui/sync"
	"cartwire/ui/welcome"
)

// make makes the screen that a message asks for.
func (m *Model) make(msg screen.OpenMsg) screen.Screen {
	switch msg.Kind {
	case screen.Editor:
		return editor.New(m.env, msg)
	case screen.Sync:
		return sync.New(m.env, msg)
	case screen.Orders:
		return orders.New(m.env, msg)
	case screen.Aside:
		return aside.New(m.env, msg)
	case screen.Order:
		return orders.NewDetail(m.env, msg)
	case screen.Plan:
		return plan.New(m.env, msg)
	case screen.Jobs:
		return jobs.New(m.env, msg)
	case screen.Job:
		return jobs.NewRecord(m.env, msg)
	case screen.Ship:
		return orders.NewShip(m.env, msg)
	case screen.Welcome:
		return welcome.New(m.env)
	case screen.Gallery:
		return gallery.New(m.env)
	case screen.Settings:
		return settings.New(m.env)
	case screen.Guide:
		return guide.New(m.env, msg)
	case screen.Stock:
		return stock.New(m.env, msg)
	case screen.Locations:
		return locations.New(m.env)
	case screen.Customers:
		return customers.New(m.env, msg)
	case screen.Activity:
		return activity.New(m.env, msg)
	}
	return connections.New(m.env)
}
