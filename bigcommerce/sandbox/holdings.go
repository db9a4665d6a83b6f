package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// StockRow is what the store holds of one item at one location. A product tracked as a whole that has options has no variant (0). What
// isn't tracked has one row a variant, at the default location, with the level 0.
type StockRow struct {
	SKU        string `json:"sku"`
	ProductID  uint64 `json:"product_id"`
	VariantID  uint64 `json:"variant_id"`
	Tracking   string `json:"tracking"` // none, product or variant
	LocationID int    `json:"location_id"`
	Level      int    `json:"level"` // on hand, also where readers can't see it yet
}

// Stock tells what the store holds, by product, variant and location. An item that was never counted at a location has no row
// there.
func (s *Sandbox) Stock() []StockRow {
	st := s.stock
	st.mu.Lock()
	defer st.mu.Unlock()
	rows := []StockRow{}
	add := func(p *product, sku string, it item, variant uint64) {
		for i, l := range st.levels[it] {
			if l.known {
				rows = append(rows, StockRow{sku, p.id, variant, p.tracking, st.locations[i].id, l.onHand})
			}
		}
	}
	for _, p := range st.products {
		switch {
		case p.tracking == "product" && p.options:
			add(p, p.sku, item{p.id, 0}, 0)
		case p.tracking == "product":
			add(p, p.sku, item{p.id, 0}, p.variants[0].id)
		default:
			for _, v := range p.variants {
				if p.tracking == "none" {
					rows = append(rows, StockRow{v.sku, p.id, v.id, p.tracking, 1, 0})
					continue
				}
				add(p, v.sku, item{p.id, v.id}, v.id)
			}
		}
	}
	return rows
}

// SetStock sets a level as somebody in the control panel does: it is seen at once. The sku is a tracked variant's, or that of a
// product tracked as a whole; false where there is none, or no such location.
func (s *Sandbox) SetStock(sku string, location, level int) bool {
	st := s.stock
	st.mu.Lock()
	defer st.mu.Unlock()
	it, ok := st.skus[strings.ToLower(sku)]
	if !ok || location < 1 || location > len(st.locations) {
		return false
	}
	if it, ok = st.product(it.product).counted(it.variant); !ok || it.variant == 0 && st.product(it.product).tracking == "variant" {
		return false
	}
	l := st.at(it, location-1)
	l.unseen, l.unseenTo = 0, time.Time{}
	st.put(l, level)
	return true
}

// Shipment is one that the store holds.
type Shipment struct {
	ID             uint64         `json:"id"`
	OrderID        uint64         `json:"order_id"`
	OrderAddressID uint64         `json:"order_address_id"`
	Tracking       string         `json:"tracking_number"`
	Provider       string         `json:"shipping_provider"`
	Carrier        string         `json:"tracking_carrier"`
	Method         string         `json:"shipping_method"`
	Comments       string         `json:"comments"`
	Created        time.Time      `json:"date_created"`
	Posted         bool           `json:"posted"` // through the API; others were made with the order, or by Ship
	Items          []ShipmentItem `json:"items"`
}

// ShipmentItem is how many of an order's line.
type ShipmentItem struct {
	OrderProductID uint64 `json:"order_product_id"`
	Quantity       int    `json:"quantity"`
}

// Shipments tells what was sent, by order and id; every order is made for it.
func (s *Sandbox) Shipments() []Shipment {
	rows := []Shipment{}
	for _, id := range s.OrderIDs() {
		h, ok := s.state.order(id)
		if !ok || h.raw != nil || h.progress == nil && !statuses[h.status].shipped && !statuses[h.status].partly {
			continue
		}
		all := []shipment(nil)
		if h.progress != nil {
			all = h.progress.shipments
		} else {
			all = s.make(h).derived()
		}
		for _, x := range all {
			one := Shipment{ID: x.id, OrderID: id, OrderAddressID: x.address, Tracking: x.tracking, Provider: x.provider, Carrier: x.carrier,
				Method: x.method, Comments: x.comments, Created: time.Unix(x.created, 0).UTC(), Posted: x.posted, Items: []ShipmentItem{}}
			for _, it := range x.items {
				one.Items = append(one.Items, ShipmentItem{it.line, it.quantity})
			}
			rows = append(rows, one)
		}
	}
	return rows
}

// controlStock answers POST /_sandbox/stock: {"sku", "location_id" (1 where it isn't given), "level"}.
func (s *Sandbox) controlStock(r *http.Request) answer {
	body, refused := read(r)
	if refused != nil {
		return *refused
	}
	want := struct {
		SKU      string `json:"sku"`
		Location int    `json:"location_id"`
		Level    *int   `json:"level"`
	}{Location: 1}
	if err := json.Unmarshal(body, &want); err != nil || want.Level == nil || *want.Level < 0 || *want.Level > maxLevel {
		return refusal(http.StatusBadRequest, "The body must be as {\"sku\": \"MUG-0080\", \"location_id\": 1, \"level\": 12}", nil)
	}
	if !s.SetStock(want.SKU, want.Location, *want.Level) {
		return refusal(http.StatusNotFound, fmt.Sprintf("Nothing that is tracked has the sku %s at location %d", strconv.Quote(want.SKU), want.Location), nil)
	}
	return document(http.StatusOK, map[string]any{"sku": want.SKU, "location_id": want.Location, "level": *want.Level})
}
