package bigcommerce

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// stockNeeds is what importing orders, updating stock and updating statuses need, with what is only recommended.
var stockNeeds = append(slices.Clone(importNeeds),
	Need{Permission: Permission{Label: LabelProducts, Modify: true}, By: "Update Inventory"},
	Need{Permission: Permission{Label: LabelOrders, Modify: true}, By: "Update Order Status"},
	Need{Permission: Permission{Label: LabelInventory, Modify: true}, By: "Update Inventory", Optional: true},
	Need{Permission: Permission{Label: LabelLocations}, By: "Update Inventory", Optional: true},
)

const (
	rowClock    = "clock passed: in step with the store's"
	rowOrders   = "orders-modify passed: modify"
	rowProducts = "products-modify passed: modify"
	rowItems    = "inventory passed: read-only"
	rowAdjust   = "inventory-modify passed: modify"
	rowPlaces   = "locations passed: 2 store locations: Main, East (disabled)"
	rowStock    = "stock-settings passed: The store takes items off its stock when an order is placed: Update Inventory sends what is left after all " +
		"open orders, which agrees with that. Refunded and cancelled items go back into the store's stock by themselves."
	rowPlan = "plan passed: Plus plan, 140 of 150 left; Cartwire uses at most 135 in each 30 s"
)

func TestConnectionTestOfWhatIsNeeded(t *testing.T) {
	information := "stock-settings not shown: not shown: allow Information & Settings"
	for name, tc := range map[string]struct {
		store   testStore
		needs   []Need
		rows    []string // after the first six
		missing []Permission
	}{
		"orders only": {testStore{}, importNeeds, []string{rowClock, rowPlan}, nil},
		"everything":  {testStore{}, stockNeeds, []string{rowClock, rowOrders, rowProducts, rowItems, rowAdjust, rowPlaces, rowStock, rowPlan}, nil},
		"Customers modify": {testStore{}, []Need{{Permission: Permission{Label: LabelCustomers, Modify: true}, By: "Export Customers"}},
			[]string{rowClock, "customers-modify passed: modify", rowPlan}, nil},
		"read-only ticked": {testStore{refuse: []string{"POST /v2/orders", "POST /v3/catalog/products"}}, stockNeeds,
			[]string{rowClock, `orders-modify failed: read-only: Update Order Status needs "modify"`, `products-modify failed: read-only: Update Inventory needs "modify"`,
				rowItems, rowAdjust, rowPlaces, rowStock, rowPlan}, []Permission{{LabelOrders, true}, {LabelProducts, true}}},
		"not even read-only": {testStore{refuse: []string{"/v2/orders/count", "POST /v2/orders"}}, stockNeeds,
			[]string{rowClock, "orders-modify skipped: not even read-only", rowProducts, rowItems, rowAdjust, rowPlaces, rowStock, rowPlan}, []Permission{{LabelOrders, true}}},
		"the recommended ones missing": {testStore{refuse: []string{"/v3/inventory/items", "/v3/inventory/adjustments/absolute", "/v3/inventory/locations", "/v2/store", "/v3/settings/inventory"}}, stockNeeds,
			[]string{rowClock, rowOrders, rowProducts, "inventory not shown: not allowed: Store Inventory modify is recommended",
				"inventory-modify not shown: not allowed: Store Inventory modify is recommended", "locations not shown: not allowed: Store Locations read-only is recommended", information,
				"plan passed: 140 of 150 left; Cartwire uses at most 135 in each 30 s"}, nil},
		"a recommended one read-only": {testStore{refuse: []string{"/v3/inventory/adjustments/absolute"}}, stockNeeds,
			[]string{rowClock, rowOrders, rowProducts, rowItems, `inventory-modify not shown: read-only: "modify" is recommended`, rowPlaces, rowStock, rowPlan}, nil},
		"probes answered oddly": {testStore{status: map[string]int{"POST /v2/orders": 404, "POST /v3/catalog/products": 201, "/v3/inventory/adjustments/absolute": 501}}, stockNeeds,
			[]string{rowClock, "orders-modify unknown: could not be checked: the store answered with an error (HTTP 404)",
				"products-modify unknown: could not be checked: the answer is not BigCommerce's", rowItems,
				"inventory-modify unknown: could not be checked: the store answered with an error (HTTP 501)", rowPlaces, rowStock, rowPlan}, nil},
		"an unrecorded probe says not found": {testStore{status: map[string]int{"/v3/inventory/adjustments/absolute": 404}}, stockNeeds,
			[]string{rowClock, rowOrders, rowProducts, rowItems, rowAdjust, rowPlaces, rowStock, rowPlan}, nil},
		"what nothing requires is broken": {testStore{status: map[string]int{"/v3/inventory/locations": 501, "/v3/settings/inventory": 501}}, stockNeeds,
			[]string{rowClock, rowOrders, rowProducts, rowItems, rowAdjust, "locations unknown: could not be checked: the store answered with an error (HTTP 501)",
				"stock-settings unknown: could not be checked: the store answered with an error (HTTP 501)", rowPlan}, nil},
		"stock moves when shipped": {testStore{bodies: map[string]string{"/v3/settings/inventory": `{"data":{"update_stock_behavior":"order_completed_or_shipped"}}`}}, stockNeeds,
			[]string{rowClock, rowOrders, rowProducts, rowItems, rowAdjust, rowPlaces,
				"stock-settings passed: " + InventorySettings{UpdateStock: StockMovesWhenShipped}.Sentence(), rowPlan}, nil},
		"many locations": {testStore{bodies: map[string]string{"/v3/inventory/locations": `{"data":[{"id":1,"enabled":true},{"id":2,"enabled":true},{"id":3,"enabled":true},{"id":4,"label":"D"},{"id":5,"enabled":true},{"id":6,"enabled":true},{"id":7,"enabled":true}]}`}}, stockNeeds,
			[]string{rowClock, rowOrders, rowProducts, rowItems, rowAdjust,
				"locations passed: 7 store locations: location 1, location 2, location 3, D (disabled), location 5, and 2 more", rowStock, rowPlan}, nil},
		"no quota told": {testStore{silent: true, refuse: []string{"/v2/store"}}, importNeeds, []string{rowClock, "plan not shown: the store tells neither"}, nil},
		"clock ahead": {testStore{skew: 5 * time.Minute}, importNeeds,
			[]string{"clock passed: this computer's clock is about 5 min ahead of the store's; times shown here are off by that", rowPlan}, nil},
		"clock behind": {testStore{skew: -5 * time.Minute}, importNeeds,
			[]string{"clock passed: this computer's clock is about 5 min behind the store's; times shown here are off by that", rowPlan}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r, rows := runTest(t, tc.store, tc.needs)
			if !slices.Equal(rows[6:], tc.rows) {
				t.Errorf("rows\n%s\nwant\n%s", strings.Join(rows[6:], "\n"), strings.Join(tc.rows, "\n"))
			}
			if !slices.Equal(r.Missing, tc.missing) || (r.Err() == nil) != (tc.missing == nil) {
				t.Errorf("%v, missing %v", r.Err(), r.Missing)
			}
		})
	}
}

func TestConnectionTestChangesNothing(t *testing.T) {
	seen := &seenRequests{}
	needs := append(slices.Clone(stockNeeds), Need{Permission: Permission{Label: LabelCustomers, Modify: true}, By: "x"})
	if r, rows := runTest(t, testStore{seen: seen}, needs); r.Err() != nil {
		t.Error(rows)
	}
	if len(seen.all) > 12 {
		t.Errorf("%d requests: %q", len(seen.all), seen.all)
	}
	harmless := []string{"POST /v2/orders {}", "POST /v3/catalog/products {}", "POST /v3/customers {}", "PUT /v3/inventory/adjustments/absolute {}"}
	for _, line := range seen.all {
		if !strings.HasPrefix(line, "GET ") && !slices.Contains(harmless, line) {
			t.Errorf("the test sends %q", line)
		}
	}
}

func TestConnectionTestSaysWhichBoxesToTick(t *testing.T) {
	r, _ := runTest(t, testStore{refuse: []string{"POST /v3/catalog/products"}}, stockNeeds)
	want := []Permission{{LabelCustomers, false}, {LabelOrders, true}, {LabelProducts, true}, {LabelInformation, false}, {LabelInventory, true}, {LabelLocations, false}}
	if got := r.Boxes(); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if got := fmt.Sprint(r.BoxList()); got != "[Customers read-only Orders modify Products modify Information & Settings read-only (recommended) Store Inventory modify (recommended) Store Locations read-only (recommended)]" {
		t.Error(got)
	}
	for _, c := range r.Checks {
		if c.ID == CheckProductsModify && (c.Needed != Permission{LabelProducts, true} || c.NeededBy != "Update Inventory" || c.Optional) {
			t.Errorf("%+v", c)
		}
		if c.ID == CheckInventoryModify && !c.Optional {
			t.Errorf("%+v", c)
		}
	}
	if s := r.Err().Error(); !strings.Contains(s, "Products set to modify") || !strings.Contains(s, "create a new one") {
		t.Error(s)
	}
	if again := BoxesFor([]Need{{Permission: Permission{Label: LabelInformation}, By: "x"}}); len(again) != 1 || again[0].Recommended {
		t.Errorf("%v", again)
	}
}

func TestCheckStatesHaveWords(t *testing.T) {
	var words []string
	for s := CheckWaiting; s <= CheckUnknown; s++ {
		words = append(words, s.String())
	}
	if got := strings.Join(words, ", "); got != "waiting, running, passed, failed, not shown, skipped, unknown" {
		t.Error(got)
	}
}

func TestConnectionTestOfALegacyAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := &seenRequests{}
		c := legacyClient(t, testStore{seen: seen}.RoundTrip)
		r := c.Test(t.Context(), stockNeeds, nil)
		var rows []string
		for _, k := range r.Checks {
			rows = append(rows, fmt.Sprintf("%s %s: %s", k.ID, k.State, k.Detail))
		}
		want := []string{
			"address passed: store-ab12cd.mybigcommerce.com", "credentials passed: accepted (a legacy account; BigCommerce issues no new ones)",
			"store passed: Acme [31m Outdoors, USD, America/Chicago, Plus plan, 20,000 requests / h",
			"orders passed: can be read, 1,204 orders", "customers passed: can be read", "products passed: can be read", rowClock,
			"orders-modify unknown: known at the first push", "products-modify unknown: known at the first push",
			"stock-settings not shown: a legacy account can't read them: look at Settings > Inventory in the control panel",
			"plan passed: Plus plan, 19,950 of 20,000 left; Cartwire uses at most 19,980 in each hour",
		}
		if !slices.Equal(rows, want) || r.Err() != nil || len(r.Boxes()) != 0 {
			t.Errorf("rows\n%s\nwant\n%s\n%v", strings.Join(rows, "\n"), strings.Join(want, "\n"), r.Err())
		}
		for _, line := range seen.all {
			if !strings.HasPrefix(line, "GET /v2/") {
				t.Errorf("the test sends %q", line)
			}
		}
		gone := legacyClient(t, testStore{status: map[string]int{"/v2/customers": 404}}.RoundTrip).Test(t.Context(), stockNeeds, nil)
		if c := gone.Checks[4]; c.State != CheckUnknown || gone.Err() != nil {
			t.Errorf("%+v", c)
		}
		refused := legacyClient(t, testStore{status: map[string]int{"/v2/time": 401}}.RoundTrip).Test(t.Context(), stockNeeds, nil)
		if got := refused.Checks[1].Detail; got != "the user name and API token are not accepted" {
			t.Error(got)
		}
		checkSentences(t, refused.Err())
	})
}
