package command

import (
	"fmt"
	"strconv"
	"strings"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/setup"
)

// orderFlags enters which orders are imported.
func (e *entering) orderFlags() {
	f := e.f
	if f.given("statuses") {
		ids, err := parseStatuses(f.statuses)
		if err != nil {
			e.fail("--statuses", err)
		}
		e.m.Edit(func(form *setup.Form) { form.Statuses = ids })
	}
}

// optionFlags ticks options, and enters what hangs on them.
func (e *entering) optionFlags() {
	f := e.f
	e.m.Edit(func(form *setup.Form) {
		for option, on := range f.options {
			if f.given(optionFlag(option)) {
				form.SetTicked(option, *on)
			}
		}
		for _, at := range []struct {
			flag  string
			on    bool
			field *bool
		}{
			{"active", f.active, &form.Active}, {"stock-on-order", f.onOrder, &form.OnOrder},
			{"stock-vendor-quantity", f.vendor, &form.VendorQuantity}, {"stock-buildable", f.buildable, &form.Buildable},
		} {
			if f.given(at.flag) {
				*at.field = at.on
			}
		}
		for _, at := range []struct {
			flag, value string
			field       *string
		}{
			{"start-date", f.startDate, &form.StartDate}, {"start-number", f.startNo, &form.StartNumber},
			{"product-group", f.group, &form.ProductGroup}, {"safety-buffer", f.buffer, &form.SafetyBuffer},
			{"guard-empty", f.guardEmpty, &form.EmptyShare}, {"guard-drop", f.guardDrop, &form.DropShare},
		} {
			if f.given(at.flag) {
				*at.field = at.value
			}
		}
		if f.given("shipped-status") {
			form.StatusMapping.Shipped = f.shipped
		}
		if f.given("partially-shipped-status") {
			form.StatusMapping.PartiallyShipped = f.partially
		}
	})
}

// scheduleFlags enters how often options run.
func (e *entering) scheduleFlags() {
	for _, text := range e.f.schedule {
		word, every, ok := strings.Cut(text, "=")
		option := syncer.Option(word)
		if !ok || option.Title() == word {
			e.fail("--schedule", usagef("--schedule %q is not understood. Write OPTION=TIME, such as orders=5m. Options: %s.", text, optionWords()))
			continue
		}
		e.m.Edit(func(form *setup.Form) { form.Schedule[option] = every })
	}
}

func optionWords() string {
	var words []string
	for _, o := range syncer.Options() {
		words = append(words, string(o))
	}
	return strings.Join(words, ", ")
}

// locationFlags ticks locations of the book, and maps them to the store's.
func (e *entering) locationFlags() {
	if e.f.given("location") {
		ids, err := locationsNamed(e.book, e.f.locations)
		if err != nil {
			e.fail("--location", err)
		}
		e.m.Edit(func(form *setup.Form) { form.Locations = ids })
	}
	if e.f.given("one-location") {
		e.m.Edit(func(form *setup.Form) { form.OneLocation = e.f.oneLocation })
	}
	for _, text := range e.f.storeLocations {
		name, number, ok := strings.Cut(text, "=")
		id, err := strconv.ParseUint(number, 10, 32)
		if !ok || err != nil {
			e.fail("--store-location", usagef("--store-location %q is not understood. Write LOCATION=ID, such as Main=2.", text))
			continue
		}
		locations, err := locationsNamed(e.book, []string{name})
		if err != nil {
			e.fail("--store-location", err)
			continue
		}
		e.m.Edit(func(form *setup.Form) {
			if id == 0 {
				delete(form.StoreLocations, locations[0])
				return
			}
			form.StoreLocations[locations[0]] = id
		})
	}
}

// locationsNamed finds the book's locations by name. One empty name means none, which is all.
func locationsNamed(book *store.Book, names []string) ([]store.LocationID, error) {
	list, err := book.Locations()
	if err != nil || len(names) == 1 && names[0] == "" {
		return nil, err
	}
	var ids []store.LocationID
	for _, name := range names {
		found := false
		for _, l := range list {
			if strings.EqualFold(l.Name, name) {
				ids, found = append(ids, l.ID), true
			}
		}
		if !found {
			return nil, usagef("There is no location called %q. The book has: %s. Add it with: cartwire locations add %q",
				name, locationNames(list), name)
		}
	}
	return ids, nil
}

func locationNames(list []store.Location) string {
	names := make([]string, len(list))
	for i, l := range list {
		names[i] = fmt.Sprintf("%q", l.Name)
	}
	return strings.Join(names, ", ")
}
