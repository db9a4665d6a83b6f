package bigcommerce

// Consignments is how an order leaves the store: by parcel, over the counter, as a download, by e-mail (orders.v2 spec,
// orderConsignment_Get). The legacy shape, an array around this object, decodes too.
type Consignments struct {
	Shipping  []ShippingConsignment `json:"shipping"`
	Pickups   []PickupConsignment   `json:"pickups"`
	Downloads []DownloadConsignment `json:"downloads"`
	Email     EmailConsignments     `json:"email"`
}

// ShippingConsignment is one address that a part of the order is sent to. ID is the lines' order_address_id.
type ShippingConsignment struct {
	ID uint64 `json:"id"`
	Address
	Lines              []OrderProduct `json:"line_items"`
	ItemsTotal         int            `json:"items_total"`
	ItemsShipped       int            `json:"items_shipped"`
	ShippingMethod     string         `json:"shipping_method"`
	BaseCost           Decimal        `json:"base_cost"`
	CostExTax          Decimal        `json:"cost_ex_tax"`
	CostIncTax         Decimal        `json:"cost_inc_tax"`
	CostTax            Decimal        `json:"cost_tax"`
	BaseHandlingCost   Decimal        `json:"base_handling_cost"`
	HandlingCostExTax  Decimal        `json:"handling_cost_ex_tax"`
	HandlingCostIncTax Decimal        `json:"handling_cost_inc_tax"`
	HandlingCostTax    Decimal        `json:"handling_cost_tax"`
	ShippingZoneID     int            `json:"shipping_zone_id"`
	ShippingZoneName   string         `json:"shipping_zone_name"`
	Warning            CutWarning     `json:"__warning__"`
}

// PickupConsignment is a part of the order that the shopper collects.
type PickupConsignment struct {
	ID                     uint64         `json:"id"`
	PickupMethodID         uint64         `json:"pickup_method_id"`
	DisplayName            string         `json:"pickup_method_display_name"`
	CollectionInstructions string         `json:"collection_instructions"`
	CollectionTime         string         `json:"collection_time_description"`
	Location               PickupLocation `json:"location"`
	Lines                  []OrderProduct `json:"line_items"`
	Warning                CutWarning     `json:"__warning__"`
}

// PickupLocation is where a pickup waits.
type PickupLocation struct {
	ID            uint64 `json:"id"`
	Name          string `json:"name"`
	Code          string `json:"code"`
	AddressLine1  string `json:"address_line_1"`
	AddressLine2  string `json:"address_line_2"`
	City          string `json:"city"`
	State         string `json:"state"`
	PostalCode    string `json:"postal_code"`
	CountryAlpha2 string `json:"country_alpha2"`
	Email         string `json:"email"`
	Phone         string `json:"phone"`
}

// DownloadConsignment is the digital part of an order.
type DownloadConsignment struct {
	RecipientEmail string         `json:"recipient_email"`
	Lines          []OrderProduct `json:"line_items"`
	Warning        CutWarning     `json:"__warning__"`
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
	var all []*[]OrderProduct
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
