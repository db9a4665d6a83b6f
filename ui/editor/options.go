package editor

import (
	"slices"
	"strconv"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

const (
	itemStatuses = "statuses"
	optionPrefix = "option "
)

// statusOrder lists the store's statuses: first those of orders that wait to be dealt with, then the others.
var statusOrder = []int{
	bigcommerce.StatusAwaitingPayment, bigcommerce.StatusAwaitingFulfillment, bigcommerce.StatusAwaitingShipment,
	bigcommerce.StatusAwaitingPickup, bigcommerce.StatusPartiallyShipped, bigcommerce.StatusManualVerificationRequired,
	bigcommerce.StatusPending, bigcommerce.StatusIncomplete, bigcommerce.StatusShipped, bigcommerce.StatusCompleted,
	bigcommerce.StatusPartiallyRefunded, bigcommerce.StatusRefunded, bigcommerce.StatusCancelled,
	bigcommerce.StatusDeclined, bigcommerce.StatusDisputed,
}

// The ways to choose statuses.
const (
	statusesOpen = iota
	statusesAll
	statusesChosen
)

// buildOptions makes a checkbox for every option that has a job, and what hangs on it.
func (s *Screen) buildOptions() {
	for _, o := range syncer.Options() {
		s.add(tabOptions, entry{
			Item: &kit.Item{ID: optionPrefix + string(o), Kind: kit.Checkbox, Label: o.Title()},
			get: func(f *setup.Form) int {
				if slices.Contains(f.Ticked(), o) {
					return 1
				}
				return 0
			},
			set: func(f *setup.Form, at int) { f.SetTicked(o, at == 1) },
		})
		switch o {
		case syncer.ImportOrders:
			s.add(tabOptions, s.orderOptions()...)
		case syncer.UpdateInventory:
			s.add(tabOptions, stockOptions()...)
		case syncer.UpdateOrderStatus:
			s.add(tabOptions, s.mappingOptions()...)
		case syncer.ImportProducts:
			s.add(tabOptions, field("group", "Product group", "", "empty: no group", "", func(f *setup.Form) *string { return &f.ProductGroup }).
				sub(func(f setup.Form) bool { return f.ImportProducts }))
		}
	}
	s.add(tabOptions, button(itemSave, "Save", false))
}

func (s *Screen) orderOptions() []entry {
	shown := func(f setup.Form) bool { return f.ImportOrders }
	list := []entry{
		choice(itemStatuses, "Statuses", []string{"open orders", "all", "choose"}, s.statusChoice, s.setStatusChoice).sub(shown),
	}
	for _, id := range statusOrder {
		list = append(list, entry{
			Item: &kit.Item{ID: "status " + strconv.Itoa(id), Kind: kit.Checkbox, Label: s.statusLabel(id)},
			get: func(f *setup.Form) int {
				if slices.Contains(f.Statuses, id) {
					return 1
				}
				return 0
			},
			set: func(f *setup.Form, at int) { f.Statuses = ticked(f.Statuses, id, at == 1) },
		}.sub(func(f setup.Form) bool { return f.ImportOrders && s.statusChoice(&f) == statusesChosen }))
	}
	return append(list,
		field("start date", "Start date", "", "2026-01-31; empty: any date", setup.FieldStartDate, func(f *setup.Form) *string { return &f.StartDate }).sub(shown),
		field("start number", "Start number", "", "empty: from the first order on", setup.FieldStartNumber, func(f *setup.Form) *string { return &f.StartNumber }).number().sub(shown),
	)
}

// statusChoice tells how the statuses are chosen. Whoever asked for the list sees it, whatever is ticked in it.
func (s *Screen) statusChoice(f *setup.Form) int {
	sorted := slices.Sorted(slices.Values(f.Statuses))
	switch {
	case s.choosing:
		return statusesChosen
	case len(sorted) == 0:
		return statusesAll
	case slices.Equal(sorted, slices.Sorted(slices.Values(syncer.DefaultStatuses))):
		return statusesOpen
	}
	return statusesChosen
}

func (s *Screen) setStatusChoice(f *setup.Form, at int) {
	s.choosing = at == statusesChosen
	switch at {
	case statusesOpen:
		f.Statuses = slices.Clone(syncer.DefaultStatuses)
	case statusesAll:
		f.Statuses = nil
	}
}

func stockOptions() []entry {
	shown := func(f setup.Form) bool { return f.UpdateInventory }
	buffer := field("buffer", "Safety buffer", "", "pieces kept back of every item; empty: none", setup.FieldSafetyBuffer, func(f *setup.Form) *string { return &f.SafetyBuffer })
	return []entry{
		words("", "Stock is what is on hand at the ticked locations and not allocated. Count as stock too:").sub(shown),
		check("on order", "Include inventory on purchase orders", func(f *setup.Form) *bool { return &f.OnOrder }).sub(shown),
		check("vendor", "Include item vendor quantity", func(f *setup.Form) *bool { return &f.VendorQuantity }).sub(shown),
		check("buildable", "Calculate items that can be made", func(f *setup.Form) *bool { return &f.Buildable }).sub(shown),
		buffer.number().sub(shown),
		field("empty share", "Empties at most", "", "% of the items, else it asks; empty: 20", setup.FieldEmptyShare, func(f *setup.Form) *string { return &f.EmptyShare }).number().sub(shown),
		field("drop share", "Takes at most", "", "% of all stock, else it asks; empty: 50", setup.FieldDropShare, func(f *setup.Form) *string { return &f.DropShare }).number().sub(shown),
	}
}

func (s *Screen) mappingOptions() []entry {
	shown := func(f setup.Form) bool { return f.UpdateOrderStatus }
	mapped := func(id, label string, field setup.Field, may []int, status func(*setup.Form) *int) entry {
		// A status that an earlier version has saved, and that may not be, is shown until another is chosen.
		choices := func(f *setup.Form) []int {
			if now := *status(f); !slices.Contains(may, now) {
				return append(slices.Clone(may), now)
			}
			return may
		}
		e := choice(id, label, nil,
			func(f *setup.Form) int { return slices.Index(choices(f), *status(f)) },
			func(f *setup.Form, at int) { *status(f) = choices(f)[at] })
		e.field = field
		e.values = func(f setup.Form) (names []string) {
			for _, id := range choices(&f) {
				names = append(names, s.statusLabel(id))
			}
			return names
		}
		return e.sub(shown)
	}
	return []entry{
		words("", "The order's status in the store becomes, when the book has shipped").sub(shown),
		mapped("shipped", "all of it", setup.FieldShipped, syncer.ShippedTargets(), func(f *setup.Form) *int { return &f.StatusMapping.Shipped }),
		mapped("partly", "a part of it", setup.FieldPartly, syncer.PartlyTargets(), func(f *setup.Form) *int { return &f.StatusMapping.PartiallyShipped }),
	}
}

// statusLabel is BigCommerce's name of a status, with the store's own where the book's orders have shown it.
func (s *Screen) statusLabel(id int) string {
	name := bigcommerce.StatusName(id)
	if own := text.Clean(s.labels[id]); own != "" && own != name {
		return own + " (" + name + ")"
	}
	return name
}

// remarkOptions says of each option which permissions it needs, and whether the last test found them.
func (s *Screen) remarkOptions() {
	f, found, age := s.m.Form(), s.found(), ""
	if len(found) > 0 {
		age = "; as tested"
		if s.m.Result() == nil {
			age = "; as tested " + s.env.Ago(s.m.Connection().Test.At)
		}
	}
	for _, o := range syncer.Options() {
		it := s.forms[tabOptions].Item(optionPrefix + string(o))
		if it.Hint = ""; f.Legacy() {
			continue // a legacy account has no permissions of its own
		}
		var only setup.Form
		only.SetTicked(o, true)
		it.Hint = s.needs(only.Options(), found)
		if strings.ContainsAny(it.Hint, s.env.Theme.Glyphs.Good+s.env.Theme.Glyphs.Bad+s.env.Theme.Glyphs.Unknown) {
			it.Hint += age
		}
	}
}

// needs lists the permissions of the boxes that an option needs, each with what the last test found of it.
func (s *Screen) needs(o store.ConnectionOptions, found map[string]string) string {
	g := s.env.Theme.Glyphs
	var must, may []string
	for _, box := range bigcommerce.BoxesFor(syncer.Needs(o)) {
		if box.Permission.Label == bigcommerce.LabelInformation {
			continue // for what is shown, not for what is done
		}
		say := box.Permission.String()
		switch found[checkID(box.Permission)] {
		case bigcommerce.CheckPassed.String():
			say += " " + g.Good
		case bigcommerce.CheckFailed.String(), bigcommerce.CheckNotShown.String():
			say += " " + g.Bad
		case bigcommerce.CheckUnknown.String():
			say += " " + g.Unknown
		}
		if box.Recommended {
			may = append(may, say)
		} else {
			must = append(must, say)
		}
	}
	say := "needs " + strings.Join(must, ", ")
	if len(may) > 0 {
		say += "; better with " + strings.Join(may, ", ")
	}
	return say
}

// found is the outcome of each check of the last test, by its ID: of this form's, else of the saved connection's.
func (s *Screen) found() map[string]string {
	found := map[string]string{}
	if r := s.m.Result(); r != nil {
		for _, c := range r.Checks {
			found[string(c.ID)] = c.State.String()
		}
		return found
	}
	for _, c := range s.m.Connection().Test.Checks {
		found[c.ID] = c.State
	}
	return found
}

var checksOf = map[string]bigcommerce.CheckID{
	bigcommerce.LabelOrders: bigcommerce.CheckOrders, bigcommerce.LabelCustomers: bigcommerce.CheckCustomers,
	bigcommerce.LabelProducts: bigcommerce.CheckProducts, bigcommerce.LabelInventory: bigcommerce.CheckInventory,
	bigcommerce.LabelLocations: bigcommerce.CheckLocations,
}

// checkID is the check that tells whether a permission is there.
func checkID(p bigcommerce.Permission) string {
	id := string(checksOf[p.Label])
	if p.Modify && id != "" {
		id += "-modify"
	}
	return id
}

// ticked is list with v, or without it; what was there keeps its order.
func ticked[T comparable](list []T, v T, on bool) []T {
	list = slices.DeleteFunc(slices.Clone(list), func(o T) bool { return o == v })
	if on {
		list = append(list, v)
	}
	return list
}
