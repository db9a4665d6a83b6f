package bigcommerce

import (
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Consignments is how an order leaves the store: by parcel, over the counter, as a download, by e-mail (orders.v2 spec,
// orderConsignment_Get). The legacy shape, an array around this object, decodes too.
type Consignments struct {
	Shipping  []ShippingConsignment `json:"shipping"`
	Pickups   []PickupConsignment   `json:"pickups"`
	Downloads []DownloadConsignment `json:"downloads"`
	Email     EmailConsignments     `json:"email"`
}

// UnmarshalJSONFrom takes the legacy shape, a list around one object, without the detour by decodeLenient.
func (c *Consignments) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	type plain Consignments
	if d.PeekKind() != '[' {
		return jsonv2.UnmarshalDecode(d, (*plain)(c))
	}
	var list []plain
	if err := jsonv2.UnmarshalDecode(d, &list); err != nil || len(list) == 0 {
		return err
	}
	*c = Consignments(list[0])
	return nil
}

// ShippingConsignment is one address that a part of the order is sent to. ID is the lines' order_address_id.
type ShippingConsignment struct {
	ID uint64 `json:"id"`
	Address
	Lines          []OrderProduct `json:"line_items"`
	ItemsTotal     int            `json:"items_total"`
	ItemsShipped   int            `json:"items_shipped"`
	ShippingMethod string         `json:"shipping_method"`
	CostExTax      Decimal        `json:"cost_ex_tax"`
	Warning        CutWarning     `json:"__warning__"`

	unknown bool // no answer has brought it: lines name it, or name none
}

// PickupConsignment is a part of the order that the shopper collects.
type PickupConsignment struct {
	ID             uint64         `json:"id"`
	PickupMethodID uint64         `json:"pickup_method_id"`
	Location       PickupLocation `json:"location"` // where the shopper collects it
	Lines          []OrderProduct `json:"line_items"`
	Warning        CutWarning     `json:"__warning__"`
}

// PickupLocation is a location of the store where orders are picked up.
type PickupLocation struct {
	ID uint64 `json:"id"`
}

// DownloadConsignment is the digital part of an order.
type DownloadConsignment struct {
	Lines   []OrderProduct `json:"line_items"`
	Warning CutWarning     `json:"__warning__"`
}

// EmailConsignments is what is sent by e-mail: gift certificates.
type EmailConsignments struct {
	GiftCertificates []DownloadConsignment `json:"gift_certificates"`
}

// CutWarning is the mark of a consignment whose lines were cut at 50 (github.com/bigcommerce/docs issue 960).
type CutWarning struct {
	Message string `json:"message"`
}

// lists gives the line lists of all consignments, so that they can be read, cleaned and filled in one way.
func (c *Consignments) lists() []*[]OrderProduct {
	all := make([]*[]OrderProduct, 0, len(c.Shipping)+len(c.Pickups)+len(c.Downloads)+len(c.Email.GiftCertificates))
	for i := range c.Shipping {
		all = append(all, &c.Shipping[i].Lines)
	}
	for i := range c.Pickups {
		all = append(all, &c.Pickups[i].Lines)
	}
	for i := range c.Downloads {
		all = append(all, &c.Downloads[i].Lines)
	}
	for i := range c.Email.GiftCertificates {
		all = append(all, &c.Email.GiftCertificates[i].Lines)
	}
	return all
}

// cut tells whether the API marked a consignment as cut.
func (c *Consignments) cut() bool {
	for i := range c.Shipping {
		if c.Shipping[i].Warning.Message != "" {
			return true
		}
	}
	for i := range c.Pickups {
		if c.Pickups[i].Warning.Message != "" {
			return true
		}
	}
	for _, list := range [][]DownloadConsignment{c.Downloads, c.Email.GiftCertificates} {
		for i := range list {
			if list[i].Warning.Message != "" {
				return true
			}
		}
	}
	return false
}
