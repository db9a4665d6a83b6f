package app

import (
	"slices"

	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// keyed are the screens whose keys are listed, with the words for where they are.
var keyed = []struct {
	kind  screen.Kind
	where string
}{
	{screen.Connections, "connections"}, {screen.Orders, "orders"}, {screen.Order, "order"}, {screen.Aside, "orders that can't be read"}, {screen.Sync, "job"}, {screen.Plan, "plan"},
	{screen.Jobs, "jobs"}, {screen.Job, "record"}, {screen.Stock, "stock"}, {screen.Locations, "locations"}, {screen.Customers, "customers"},
	{screen.Activity, "activity"}, {screen.Settings, "settings"}, {screen.Editor, "editor"}, {screen.Gallery, "gallery"},
}

// keyList lists the keys of the whole program, to be read and searched.
func (m *Model) keyList() *kit.Menu {
	var rows []kit.Row
	add := func(a kit.Action, where string) {
		row := kit.Row{Label: a.Name(), Say: a.Help, Aside: where, Stay: true, Do: kit.Nothing}
		same := func(r kit.Row) bool { return r.Label == row.Label && r.Say == row.Say }
		if at := slices.IndexFunc(rows, same); at >= 0 {
			rows[at].Aside = "several"
			rows[at].More += " " + where
			return
		}
		row.More = where
		rows = append(rows, row)
	}
	home := m.stack[0]
	for _, a := range m.global(home, true) {
		add(a, "everywhere")
	}
	if m.worst() == nil {
		add(m.bannerAction(), "everywhere")
	}
	for _, l := range keyed {
		for _, a := range m.make(screen.OpenMsg{Kind: l.kind}).Actions() {
			add(a, l.where)
		}
	}
	return kit.NewMenu("Keys", "type a few letters of a key, a screen or what it does", rows)
}
