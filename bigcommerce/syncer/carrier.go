package syncer

import (
	"strings"

	"cartwire/bigcommerce"
)

// providers are the carriers the store knows by itself, by their names without spaces (orders.v2 spec, shipping_provider).
var providers = map[string]string{
	"auspost": "auspost", "australiapost": "auspost", "canadapost": "canadapost", "endicia": "endicia", "usps": "usps",
	"fedex": "fedex", "royalmail": "royalmail", "ups": "ups", "upsready": "upsready", "upsonline": "upsonline", "shipperhq": "shipperhq",
}

// couriers are carriers that the store knows by AfterShip's names (orders.v2 spec, tracking_carrier).
var couriers = map[string]string{
	"dhl": "dhl", "dhlexpress": "dhl", "dhlgermany": "dhl-germany", "dhlparcel": "dhl-germany", "dpd": "dpd", "dpduk": "dpd-uk",
	"gls": "gls", "hermes": "hermes", "evri": "hermes", "tnt": "tnt", "aramex": "aramex", "ontrac": "ontrac", "lasership": "lasership",
	"postnl": "postnl", "laposte": "la-poste-colissimo", "colissimo": "la-poste-colissimo", "chronopost": "chronopost-france",
	"purolator": "purolator", "startrack": "star-track", "sendle": "sendle", "yodel": "yodel", "parcelforce": "parcel-force",
}

// withCarrier puts a carrier's name where the store understands it; a name it doesn't know becomes the shipping method, so
// that it isn't lost.
func withCarrier(s bigcommerce.NewShipment, carrier string) bigcommerce.NewShipment {
	word := strings.ToLower(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_.®", r) {
			return -1
		}
		return r
	}, carrier))
	switch {
	case providers[word] != "":
		s.ShippingProvider = providers[word]
	case couriers[word] != "":
		s.TrackingCarrier = couriers[word]
	default:
		s.ShippingMethod = strings.TrimSpace(carrier)
	}
	return s
}
