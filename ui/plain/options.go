package plain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/setup"
)

// optionsLine sums the options up.
func optionsLine(f setup.Form) string {
	var on []string
	for _, option := range f.Ticked() {
		on = append(on, option.Title())
	}
	return joined(on, "none")
}

// optionLabel is an option with the permissions it needs.
func optionLabel(o syncer.Option) string {
	var f setup.Form
	f.SetTicked(o, true)
	var needs []string
	for _, n := range syncer.Needs(f.Options()) {
		if !n.Optional {
			needs = append(needs, n.Permission.String())
		}
	}
	return fmt.Sprintf("%s (needs %s)", o.Title(), strings.Join(needs, ", "))
}

// options asks for the options, and then for what hangs on those that are ticked.
func (e *editor) options(ctx context.Context) error {
	all, form := syncer.Options(), e.m.Form()
	rows := make([]row, len(all))
	for i, o := range all {
		rows[i] = row{optionLabel(o), o.Is(form.Options())}
	}
	rows, err := e.tick(ctx, "What should be done?", rows)
	if err != nil {
		return err
	}
	e.m.Edit(func(f *setup.Form) {
		for i, r := range rows {
			f.SetTicked(all[i], r.on)
		}
	})
	for i, r := range rows {
		if !r.on {
			continue
		}
		if err := e.details(ctx, all[i]); err != nil {
			return err
		}
	}
	return nil
}

// details asks for what hangs on an option.
func (e *editor) details(ctx context.Context, o syncer.Option) error {
	switch o {
	case syncer.ImportOrders:
		return e.orderDetails(ctx)
	case syncer.ImportProducts:
		return e.entry(ctx, textEntry("The group that imported products enter; empty for none", "",
			func(f *setup.Form) *string { return &f.ProductGroup }))
	case syncer.UpdateInventory:
		return e.stockDetails(ctx)
	}
	return e.statusDetails(ctx)
}

// orderDetails asks which orders are imported.
func (e *editor) orderDetails(ctx context.Context) error {
	chosen, ids := e.m.Form().Statuses, bigcommerce.StatusIDs()
	rows := make([]row, len(ids))
	for i, id := range ids {
		rows[i] = row{bigcommerce.StatusName(id), slices.Contains(chosen, id)}
	}
	rows, err := e.tick(ctx, "Import Orders: orders of which statuses? None switched on means all.", rows)
	if err != nil {
		return err
	}
	var statuses []int
	for i, r := range rows {
		if r.on {
			statuses = append(statuses, ids[i])
		}
	}
	e.m.Edit(func(f *setup.Form) { f.Statuses = statuses })
	for _, en := range []entry{
		textEntry("Only orders placed from this date on, such as 2026-01-31; empty for all", setup.FieldStartDate,
			func(f *setup.Form) *string { return &f.StartDate }),
		textEntry("Only orders from this number on; empty for all", setup.FieldStartNumber,
			func(f *setup.Form) *string { return &f.StartNumber }),
	} {
		if err := e.entry(ctx, en); err != nil {
			return err
		}
	}
	return nil
}

// stockDetails asks what counts as stock.
func (e *editor) stockDetails(ctx context.Context) error {
	f := e.m.Form()
	rows, err := e.tick(ctx, "Update Inventory: what counts beside what is on hand and not allocated?", []row{
		{"Include inventory on purchase orders", f.OnOrder},
		{"Include item vendor quantity", f.VendorQuantity},
		{"Calculate items that can be made", f.Buildable},
	})
	if err != nil {
		return err
	}
	e.m.Edit(func(f *setup.Form) { f.OnOrder, f.VendorQuantity, f.Buildable = rows[0].on, rows[1].on, rows[2].on })
	for _, en := range []entry{
		textEntry("Safety buffer: how many pieces of every item are held back; empty for none", setup.FieldSafetyBuffer,
			func(f *setup.Form) *string { return &f.SafetyBuffer }),
		textEntry("Stop and ask where more than this percentage of the items would be without stock; empty for 20", setup.FieldEmptyShare,
			func(f *setup.Form) *string { return &f.EmptyShare }),
		textEntry("Stop and ask where more than this percentage of all stock would go; empty for 50", setup.FieldDropShare,
			func(f *setup.Form) *string { return &f.DropShare }),
	} {
		if err := e.entry(ctx, en); err != nil {
			return err
		}
	}
	return nil
}

// statusDetails asks which status an order gets when the book has shipped it.
func (e *editor) statusDetails(ctx context.Context) error {
	now := e.m.Form().StatusMapping.WithDefaults()
	for _, at := range []struct {
		what string
		now  int
		may  []int
		set  func(*store.StatusMapping, int)
	}{
		{"shipped", now.Shipped, syncer.ShippedTargets(), func(m *store.StatusMapping, id int) { m.Shipped = id }},
		{"partially shipped", now.PartiallyShipped, syncer.PartlyTargets(), func(m *store.StatusMapping, id int) { m.PartiallyShipped = id }},
	} {
		ids := slices.DeleteFunc(at.may, func(id int) bool { return id == at.now })
		labels := []string{bigcommerce.StatusName(at.now) + " (as it is)"}
		for _, id := range ids {
			labels = append(labels, bigcommerce.StatusName(id))
		}
		i, err := e.choose(ctx, "Update Order Status: which status does an order get in the store when it is "+at.what+"?", labels...)
		if err != nil {
			return err
		}
		if i > 0 {
			e.m.Edit(func(f *setup.Form) { at.set(&f.StatusMapping, ids[i-1]) })
		}
	}
	return nil
}

// scheduleLine sums up how often the ticked options run.
func scheduleLine(f setup.Form) string {
	var parts []string
	for _, o := range f.Ticked() {
		if every := f.Schedule[o]; every != "" {
			parts = append(parts, o.Title()+" every "+every)
		}
	}
	return joined(parts, "on demand only")
}

// schedule asks how often each ticked option runs.
func (e *editor) schedule(ctx context.Context) error {
	ticked := e.m.Form().Ticked()
	if len(ticked) == 0 {
		e.say("No option is ticked, so there is nothing to run.")
	}
	for _, o := range ticked {
		en := entry{
			label: o.Title() + " runs how often? Such as 15 min, 1 h or 1 day; empty for on demand only", field: setup.ScheduleField(o),
			value: func(m *setup.Machine) string { return m.Form().Schedule[o] },
			set:   func(f *setup.Form, s string) { f.Schedule[o] = s },
		}
		if err := e.entry(ctx, en); err != nil {
			return err
		}
	}
	return nil
}
