package syncer

import (
	"strings"

	"cartwire/assets"
	"cartwire/bigcommerce"
)

// withCarrier puts a carrier's name where the store understands it; a name it doesn't know becomes the shipping method, so
// that it isn't lost.
func withCarrier(s bigcommerce.NewShipment, carrier string) bigcommerce.NewShipment {
	known, ok := assets.CarrierNamed(carrier)
	if !ok {
		s.ShippingMethod = strings.TrimSpace(carrier)
		return s
	}
	s.ShippingProvider, s.TrackingCarrier = known.Provider, known.Courier
	return s
}
