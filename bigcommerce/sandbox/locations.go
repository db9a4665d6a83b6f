package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// location is a place of the store that holds stock. Ids run from 1, which is the default.
type location struct {
	id      int
	code    string
	label   string
	enabled bool
	home    place
}

func makeLocations(cfg *Config) []location {
	all := make([]location, max(1, cfg.Locations))
	for i := range all {
		all[i] = location{id: i + 1, code: fmt.Sprintf("BC-LOCATION-%d", i+1), label: "Default location", home: places[i%len(places)],
			enabled: !slices.Contains(cfg.ClosedLocations, i+1)}
		if i > 0 {
			all[i].label = all[i].home.city + " warehouse"
		}
	}
	return all
}

func (l *location) document(made time.Time) map[string]any {
	hours := map[string]any{}
	for _, day := range []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"} {
		hours[day] = map[string]any{"open": day != "sunday", "opening": "09:00", "closing": "17:00"}
	}
	at := made.UTC().Format(time.RFC3339)
	return map[string]any{
		"id": l.id, "code": l.code, "label": l.label, "description": "", "managed_by_external_source": false, "type_id": "PHYSICAL",
		"enabled": l.enabled, "operating_hours": hours, "time_zone": "America/Chicago", "created_at": at, "updated_at": at,
		"address": map[string]any{"address1": l.home.street, "address2": "", "city": l.home.city, "state": l.home.state, "zip": l.home.zip,
			"email": "warehouse@example.com", "phone": "555-100-2000", "country_code": l.home.iso,
			"geo_coordinates": map[string]any{"latitude": 30.26, "longitude": -97.74}},
		"storefront_visibility": true, "special_hours": []any{},
	}
}

// maxInventory is the most rows of a page of items or locations (inventory.v3 and locations.v3 specs).
const maxInventory = 1000

// listLocations answers GET /v3/inventory/locations with its filters. No field says which one is the default: is_default asks for it.
func (s *Sandbox) listLocations(r *request) answer {
	ids, codes := r.list("location_id:in"), r.list("location_code:in")
	kinds, wanted := r.list("type_id:in"), map[string]bool{}
	for _, name := range []string{"is_default", "managed_by_external_source", "is_active", "storefront_visibility"} {
		if v, err := strconv.ParseBool(r.get(name)); err == nil {
			wanted[name] = v
		}
	}
	var rows []location
	for _, l := range s.stock.locations {
		is := map[string]bool{"is_default": l.id == 1, "is_active": l.enabled, "storefront_visibility": true}
		ok := among(ids, strconv.Itoa(l.id)) && among(codes, l.code) && among(kinds, "PHYSICAL")
		for name, v := range wanted {
			ok = ok && is[name] == v
		}
		if ok {
			rows = append(rows, l)
		}
	}
	return r.paged(len(rows), maxInventory, func(i int) any { return rows[i].document(opened) })
}

// opened is when the store's locations were made.
var opened = time.Date(2023, 2, 1, 9, 0, 0, 0, time.UTC)

// list reads a comma list; nil where the filter isn't given.
func (r *request) list(name string) []string {
	text := r.get(name)
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// among tells that a filter isn't given or has the value, in either case of letters.
func among(list []string, value string) bool {
	return list == nil || slices.ContainsFunc(list, func(x string) bool { return strings.EqualFold(x, value) })
}

// location finds the one that the request's path names, by its place in the list.
func (s *Sandbox) location(r *request) (int, *answer) {
	id, err := strconv.Atoi(r.params[0])
	if err != nil || id < 1 || id > len(s.stock.locations) {
		refused := problem(http.StatusNotFound, "Location not found", nil)
		return 0, &refused
	}
	return id - 1, nil
}
