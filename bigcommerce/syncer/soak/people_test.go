package soak_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"cartwire/store"
)

// somebody does one thing that people do in a book.
func (w *worker) somebody() (what string, err error) {
	switch n := w.r.IntN(100); {
	case n < 30:
		return "count", w.count()
	case n < 60:
		return "shipment", w.ship()
	case n < 68:
		return "line moved", w.moveLine()
	case n < 76:
		return "kit", w.kit()
	case n < 82:
		return "shipment retried", w.retry()
	case n < 85:
		return "location", w.addLocation()
	}
	return "options", w.choose()
}

// skus lists what the book knows, and one that no store has.
func (w *worker) skus() ([]string, error) {
	items, err := w.book.Items("", 200)
	skus := []string{"NO-SUCH-SKU"}
	for _, it := range items {
		skus = append(skus, it.SKU)
	}
	return skus, err
}

func (w *worker) count() error {
	skus, err := w.skus()
	if err != nil {
		return err
	}
	locations, err := w.book.Locations()
	if err != nil {
		return err
	}
	last, err := w.lastShipment()
	if err != nil {
		return err
	}
	for range 1 + w.r.IntN(4) {
		w.serial++
		s := store.Stock{
			SKU: among(w.r, skus...), Location: among(w.r, locations...).ID, OnHand: w.r.IntN(80), OnOrder: w.r.IntN(5), VendorQuantity: w.serial,
		}
		about := countEntry{SKU: store.NormalSKU(s.SKU), Location: uint64(s.Location), OnHand: s.OnHand, Serial: w.serial, After: last}
		if err := w.journal.add(entry{Count: &about}); err != nil {
			return err
		}
		if err := w.book.SetStock(s); err != nil {
			return err
		}
	}
	return nil
}

// lastShipment is the highest number of a shipment in the book.
func (w *worker) lastShipment() (last uint64, err error) {
	for o, err := range w.book.Orders(store.OrderQuery{Connection: w.Connection}) {
		if err != nil {
			return 0, err
		}
		all, err := w.book.ShipmentsOf(w.Connection, o.StoreOrderID)
		if err != nil {
			return 0, err
		}
		for _, s := range all {
			last = max(last, s.ID)
		}
	}
	return last, nil
}

// some picks one of the listed orders; false where there is none.
func (w *worker) some() (store.Order, bool, error) {
	list, err := w.book.OrderPage(store.OrderQuery{Connection: w.Connection}, 40)
	list = slices.DeleteFunc(list, func(o store.Order) bool { return !store.IsOpen(o.StatusID) && w.r.IntN(4) > 0 })
	if err != nil || len(list) == 0 {
		return store.Order{}, false, err
	}
	return among(w.r, list...), true, nil
}

func (w *worker) ship() error {
	o, ok, err := w.some()
	if err != nil || !ok {
		return err
	}
	var lines []store.ShipLine
	if chance(w.r, 0.7) {
		for _, l := range o.Lines {
			if left := l.Quantity - l.QuantityShipped; l.Type == "physical" && l.AddressID != 0 && left > 0 && chance(w.r, 0.6) {
				lines = append(lines, store.ShipLine{LineID: l.ID, Quantity: 1 + w.r.IntN(left)})
			}
		}
	}
	tracking := ""
	if chance(w.r, 0.6) {
		w.serial++
		tracking = fmt.Sprint("T-", w.serial)
	}
	made, err := w.book.RecordShipment(w.Connection, o.StoreOrderID, among(w.r, "UPS", "FedEx", "Acme Vans", ""), tracking, lines)
	if refused := (*store.ShipmentError)(nil); errors.As(err, &refused) {
		return nil
	}
	if err != nil {
		return err
	}
	var ids []uint64
	for _, s := range made {
		ids = append(ids, s.ID)
	}
	return w.journal.add(entry{Shipped: ids})
}

func (w *worker) retry() error {
	for o, err := range w.book.Orders(store.OrderQuery{Connection: w.Connection}) {
		if err != nil {
			return err
		}
		all, err := w.book.ShipmentsOf(w.Connection, o.StoreOrderID)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.State == store.ShipmentRefused && chance(w.r, 0.5) {
				return w.book.RetryShipment(w.Connection, o.StoreOrderID, s.ID)
			}
		}
	}
	return nil
}

func (w *worker) moveLine() error {
	o, ok, err := w.some()
	if err != nil || !ok || len(o.Lines) == 0 {
		return err
	}
	locations, err := w.book.Locations()
	if err != nil {
		return err
	}
	to := among(w.r, append(locations, store.Location{})...).ID
	err = w.book.MoveLine(w.Connection, o.StoreOrderID, among(w.r, o.Lines...).ID, to)
	if errors.Is(err, store.ErrNotFound) {
		return nil // it holds nothing
	}
	return err
}

func (w *worker) kit() error {
	skus, err := w.skus()
	if err != nil || len(skus) < 4 {
		return err
	}
	k := store.Kit{SKU: among(w.r, skus...)}
	names := []string{store.NormalSKU(k.SKU)}
	for range w.r.IntN(3) {
		c := store.Component{SKU: among(w.r, skus...), Quantity: 1 + w.r.IntN(3)}
		if slices.Contains(names, store.NormalSKU(c.SKU)) {
			continue
		}
		k.Components, names = append(k.Components, c), append(names, store.NormalSKU(c.SKU))
	}
	if err := w.journal.add(entry{Kit: names}); err != nil {
		return err
	}
	err = w.book.SetKit(k)
	if refused, ok := errors.AsType[*store.StockError](err); ok && strings.HasPrefix(refused.Problem, "A kit can't be a part of itself") {
		return nil // by way of another one
	}
	return err
}

func (w *worker) addLocation() error {
	locations, err := w.book.Locations()
	if err != nil || len(locations) >= 3 {
		return err
	}
	return w.book.SaveLocation(&store.Location{Name: fmt.Sprint("Warehouse ", len(locations)+1)})
}

// choose changes an option of the connection.
func (w *worker) choose() error {
	locations, err := w.book.Locations()
	if err != nil {
		return err
	}
	return w.book.Update(func(tx *store.Tx) error {
		c, err := tx.Connection(w.Connection)
		if err != nil {
			return err
		}
		in := &c.Options.Inventory
		switch w.r.IntN(11) {
		case 0:
			c.Options.Statuses = among(w.r, nil, []int{7, 11}, []int{11, 9, 3, 8}, []int{2, 10})
		case 1:
			c.Options.StartNumber = among[uint64](w.r, 0, 0, 104, 112)
		case 2:
			c.Options.StartDate = began.AddDate(0, 0, -among(w.r, 40, 100, 400))
		case 3:
			c.Options.UpdateInventory = chance(w.r, 0.7)
		case 4:
			c.Options.ImportOrders = chance(w.r, 0.8)
		case 5:
			in.SafetyBuffer = w.r.IntN(4)
		case 6:
			in.OnOrder = !in.OnOrder
		case 7:
			in.Buildable = !in.Buildable
		case 8:
			c.Locations = nil
			for _, at := range w.r.Perm(len(locations))[:w.r.IntN(len(locations)+1)] {
				c.Locations = append(c.Locations, locations[at].ID)
			}
		case 9:
			c.StoreLocations = map[store.LocationID]uint64{}
			for _, l := range locations {
				if chance(w.r, 0.6) {
					c.StoreLocations[l.ID] = uint64(1 + w.r.IntN(w.Locations))
				}
			}
		case 10:
			c.Options.ProductGroup = among(w.r, "Shop", "Web")
		}
		return tx.SaveConnection(&c, "")
	})
}
