package assets

import (
	_ "embed" // the file below
	"slices"
	"strings"
)

// Carrier is one that a store knows by a name of its own. It has a provider or a courier, never both.
type Carrier struct {
	Name     string   `json:"name"`
	Provider string   `json:"provider,omitempty"` // orders.v2 spec, shipping_provider
	Courier  string   `json:"courier,omitempty"`  // AfterShip's slug; orders.v2 spec, tracking_carrier
	Aliases  []string `json:"aliases,omitempty"`  // other names that people write
}

var (
	//go:embed carriers.json
	carriersFile []byte

	carriers       = parse[Carrier]("carriers.json", carriersFile)
	carriersByWord = byWord(carriers)
)

func byWord(list []Carrier) map[string]Carrier {
	words := map[string]Carrier{}
	for _, c := range list {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			words[carrierWord(name)] = c
		}
	}
	return words
}

// carrierWord is a carrier's name without what people write differently: case, spaces, hyphens, full stops.
func carrierWord(name string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_.®", r) {
			return -1
		}
		return r
	}, name))
}

// Carriers lists those that stores know. The list is the caller's own.
func Carriers() []Carrier { return slices.Clone(carriers) }

// CarrierNamed finds a carrier by its name or an alias, however they are written; ok is false where no store knows it.
func CarrierNamed(name string) (c Carrier, ok bool) {
	c, ok = carriersByWord[carrierWord(name)]
	return c, ok
}
