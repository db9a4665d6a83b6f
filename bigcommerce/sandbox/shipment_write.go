package sandbox

import (
	"encoding/json"
	"net/http"
	"unicode/utf8"
)

// shipmentWrite is a shipment as it is sent (orders.v2 spec, orderShipment_Post and orderShipment_Put).
type shipmentWrite struct {
	Address  *uint64 `json:"order_address_id"`
	Tracking *string `json:"tracking_number"`
	Link     *string `json:"tracking_link"`
	Cost     *string `json:"merchant_shipping_cost"`
	Method   *string `json:"shipping_method"`
	Provider *string `json:"shipping_provider"`
	Carrier  *string `json:"tracking_carrier"`
	Comments *string `json:"comments"`
	Items    []struct {
		Line     uint64 `json:"order_product_id"`
		Quantity int    `json:"quantity"`
	} `json:"items"`
}

// lacking is V2's refusal of a body without a field, and wrong of one with a field that can't be; the texts aren't documented.
func lacking(field string) *answer {
	a := complaint(http.StatusBadRequest, "The required field '"+field+"' was not supplied.", nil)
	return &a
}

func wrong(field, reason string) *answer {
	a := complaint(http.StatusBadRequest, "The field '"+field+"' is invalid.", map[string]any{"invalid_reason": reason})
	return &a
}

// newShipment checks a shipment against what is left of the order, after the shipments there were.
func newShipment(body []byte, o *order, p *progress) (shipment, *answer) {
	var w shipmentWrite
	if json.Unmarshal(body, &w) != nil {
		return shipment{}, wrong("body", "The body is not a shipment.")
	}
	switch {
	case w.Address == nil:
		return shipment{}, lacking("order_address_id")
	case len(w.Items) == 0:
		return shipment{}, lacking("items")
	}
	parcel := -1
	for i := range o.parcels {
		if o.parcels[i].id == *w.Address {
			parcel = i
		}
	}
	if parcel < 0 {
		return shipment{}, wrong("order_address_id", "The order has no such shipping address.")
	}
	one := shipment{address: *w.Address, method: o.parcels[parcel].method, cost: "0.0000"}
	for _, it := range w.Items {
		l := o.find(it.Line)
		left := 0
		if l != nil {
			left = l.quantity - p.sent(l.id) - one.sent(l.id)
		}
		switch {
		case l == nil:
			return shipment{}, wrong("order_product_id", "The order has no such product.")
		case l.kind != physical:
			return shipment{}, wrong("order_product_id", "The product is not physical, and can't be shipped.")
		case l.parcel != parcel:
			return shipment{}, wrong("order_product_id", "The product goes to another address.")
		case it.Quantity < 1 || it.Quantity > left:
			return shipment{}, wrong("quantity", "The quantity must be at least 1 and at most what is left to ship.")
		}
		one.items = append(one.items, sentItem{it.Line, it.Quantity})
	}
	return one, one.apply(&w)
}

func (x *shipment) sent(line uint64) (n int) {
	for _, it := range x.items {
		if it.line == line {
			n += it.quantity
		}
	}
	return n
}

// amend changes a shipment as PUT does. Its items can't be changed, and are taken and forgotten.
func (x *shipment) amend(body []byte, o *order) *answer {
	var w shipmentWrite
	if json.Unmarshal(body, &w) != nil {
		return wrong("body", "The body is not a shipment.")
	}
	if w.Address != nil && *w.Address != x.address {
		for i := range x.items {
			if l := o.find(x.items[i].line); l == nil || o.parcels[l.parcel].id != *w.Address {
				return wrong("order_address_id", "The shipment's products go to another address.")
			}
		}
		x.address = *w.Address
	}
	return x.apply(&w)
}

// apply takes over the texts, within their lengths.
func (x *shipment) apply(w *shipmentWrite) *answer {
	for _, field := range []struct {
		name string
		to   *string
		from *string
		most int
	}{
		{"tracking_number", &x.tracking, w.Tracking, 50}, {"tracking_link", &x.link, w.Link, 500}, {"merchant_shipping_cost", &x.cost, w.Cost, 20},
		{"shipping_method", &x.method, w.Method, 250}, {"shipping_provider", &x.provider, w.Provider, 50},
		{"tracking_carrier", &x.carrier, w.Carrier, 100}, {"comments", &x.comments, w.Comments, 65535},
	} {
		if field.from == nil {
			continue
		}
		if utf8.RuneCountInString(*field.from) > field.most {
			return wrong(field.name, "The text is too long.")
		}
		*field.to = *field.from
	}
	return nil
}
