package bigcommerce

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf8"
)

// Shipment is a shipment of an order (orders.v2 spec, orderShipment).
type Shipment struct {
	ID                    uint64         `json:"id"`
	OrderID               uint64         `json:"order_id"`
	CustomerID            uint64         `json:"customer_id"`
	OrderAddressID        uint64         `json:"order_address_id"`
	DateCreated           Time           `json:"date_created"`
	TrackingNumber        string         `json:"tracking_number"`
	TrackingCarrier       string         `json:"tracking_carrier"`
	TrackingLink          string         `json:"tracking_link"` // one of the sender's own; else see GeneratedTrackingLink
	GeneratedTrackingLink string         `json:"generated_tracking_link"`
	ShippingProvider      string         `json:"shipping_provider"`
	ShippingProviderName  string         `json:"shipping_provider_display_name"`
	ShippingMethod        string         `json:"shipping_method"`
	Comments              string         `json:"comments"`
	Items                 []ShipmentItem `json:"items"`
}

// ShipmentItem is so many of an order's line.
type ShipmentItem struct {
	OrderProductID uint64 `json:"order_product_id"` // OrderProduct.ID
	ProductID      uint64 `json:"product_id,omitempty"`
	Quantity       int    `json:"quantity"`
}

// NewShipment is a shipment to create. One shipment goes to one address of the order.
type NewShipment struct {
	OrderAddressID   uint64         // of the lines: ShippingConsignment.ID
	Items            []ShipmentItem // ProductID is not sent
	TrackingNumber   string         // at most 50 characters; may be ""
	TrackingCarrier  string         // an AfterShip courier, or ""
	ShippingProvider string         // one of BigCommerce's: "usps", "fedex", ..., or ""
	ShippingMethod   string
	TrackingLink     string // at most 500 characters; only where the carrier has no link of its own
	Comments         string // at most 65,535 characters
}

func shipmentsPath(orderID uint64) string {
	return ordersPath + "/" + strconv.FormatUint(orderID, 10) + "/shipments"
}

// Shipments reads all shipments of an order; none where the store answers 204.
func (c *Client) Shipments(ctx context.Context, orderID uint64) ([]Shipment, error) {
	var all []Shipment
	seen := map[uint64]bool{}
	for page := 1; ; page++ {
		v := url.Values{"page": {strconv.Itoa(page)}, "limit": {strconv.Itoa(MaxPage)}}
		some, empty, err := readList[Shipment](ctx, c, shipmentsPath(orderID), v)
		if err != nil {
			return nil, err
		}
		fresh := false
		for _, s := range some {
			if !seen[s.ID] {
				seen[s.ID], fresh = true, true
				all = append(all, s)
			}
		}
		if empty || len(some) < MaxPage || !fresh {
			return all, nil
		}
	}
}

// CreateShipment creates a shipment, and so has the store mail the customer. It is never repeated where the store may
// have created it: *UnknownOutcomeError then, and Shipments tells. *RefusedError where the store turns it down,
// *InputError, before anything is sent, where it couldn't but do so.
func (c *Client) CreateShipment(ctx context.Context, orderID uint64, s NewShipment) (Shipment, error) {
	if problem := s.problem(); orderID == 0 || problem != "" {
		if problem == "" {
			problem = "The shipment names no order."
		}
		return Shipment{}, &InputError{Field: "shipment", Problem: problem}
	}
	var made Shipment
	path := shipmentsPath(orderID)
	err := c.send(ctx, http.MethodPost, path, s.body(), false, func(b []byte) error { return decodeLenient(b, &made) })
	if err == nil && made.ID == 0 {
		err = &UnknownOutcomeError{Method: http.MethodPost, Path: path, Err: &DecodeError{Path: path, Detail: "it holds no shipment"}}
	}
	return made, err
}

// body is what is sent. shipping_provider is sent even if empty: without it older stores take "custom", which has no link.
func (s NewShipment) body() any {
	type item struct {
		OrderProductID uint64 `json:"order_product_id"`
		Quantity       int    `json:"quantity"`
	}
	items := make([]item, len(s.Items))
	for i, it := range s.Items {
		items[i] = item{it.OrderProductID, it.Quantity}
	}
	return struct {
		OrderAddressID   uint64 `json:"order_address_id"`
		TrackingNumber   string `json:"tracking_number"`
		TrackingCarrier  string `json:"tracking_carrier"`
		ShippingProvider string `json:"shipping_provider"`
		ShippingMethod   string `json:"shipping_method,omitempty"`
		TrackingLink     string `json:"tracking_link,omitempty"`
		Comments         string `json:"comments,omitempty"`
		Items            []item `json:"items"`
	}{s.OrderAddressID, s.TrackingNumber, s.TrackingCarrier, s.ShippingProvider, s.ShippingMethod, s.TrackingLink, s.Comments, items}
}

// problem says why the store couldn't take it; "" where it could (orders.v2 spec, orderShipment_Post).
func (s NewShipment) problem() string {
	switch {
	case s.OrderAddressID == 0:
		return "The shipment names no address of the order. Only lines that are sent to an address can be shipped."
	case len(s.Items) == 0:
		return "The shipment has no lines. Name at least one line of the order."
	case utf8.RuneCountInString(s.TrackingNumber) > 50:
		return "The tracking number is longer than the 50 characters that BigCommerce takes."
	case utf8.RuneCountInString(s.TrackingLink) > 500:
		return "The tracking link is longer than the 500 characters that BigCommerce takes."
	case utf8.RuneCountInString(s.Comments) > 65535:
		return "The comments are longer than the 65,535 characters that BigCommerce takes."
	}
	lines := map[uint64]bool{}
	for _, it := range s.Items {
		switch {
		case it.OrderProductID == 0:
			return "The shipment has a line that names no line of the order."
		case it.Quantity < 1:
			return "The shipment has a line with a quantity below one."
		case lines[it.OrderProductID]:
			return "The shipment names a line of the order twice. Add the quantities up."
		}
		lines[it.OrderProductID] = true
	}
	return ""
}
