package assets

import (
	"regexp"
	"slices"
	"testing"
)

// documentedProviders are the values of shipping_provider (orders.v2 spec); the syncer's tests hold the list against
// the document itself.
var documentedProviders = []string{
	"auspost", "canadapost", "endicia", "usps", "fedex", "royalmail", "ups", "upsready", "upsonline", "shipperhq",
}

func TestCarriers(t *testing.T) {
	slug := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	codes, words, providers := map[string]bool{}, map[string]string{}, []string{}
	for _, c := range Carriers() {
		switch {
		case c.Name == "", (c.Provider == "") == (c.Courier == ""):
			t.Errorf("%+v needs a name, and a provider or a courier", c)
		case c.Provider != "" && !slices.Contains(documentedProviders, c.Provider):
			t.Errorf("%s: %q is none of the store's providers", c.Name, c.Provider)
		case c.Courier != "" && !slug.MatchString(c.Courier):
			t.Errorf("%s: %q is no slug", c.Name, c.Courier)
		}
		if c.Provider != "" {
			providers = append(providers, c.Provider)
		}
		if code := c.Provider + c.Courier; codes[code] {
			t.Errorf("%q is there twice", code)
		} else {
			codes[code] = true
		}
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			if other := words[carrierWord(name)]; other != "" {
				t.Errorf("%q means %s and %s", name, other, c.Name)
			}
			words[carrierWord(name)] = c.Name
		}
	}
	for _, p := range documentedProviders {
		if !slices.Contains(providers, p) {
			t.Errorf("the provider %q is missing", p)
		}
	}
}

func TestCarriersAreFoundAsPeopleWriteThem(t *testing.T) {
	for name, want := range map[string]string{
		"Royal Mail": "royalmail", "royal-mail": "royalmail", "UPS®": "ups", "Fed Ex": "fedex", "AusPost": "auspost",
		"D.H.L.": "dhl", "dhl express": "dhl", "Evri": "hermes", "la poste": "la-poste-colissimo",
		"My Cousin": "", "": "",
	} {
		c, ok := CarrierNamed(name)
		if got := c.Provider + c.Courier; got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", name, got, ok, want)
		}
	}
}
