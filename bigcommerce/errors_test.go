package bigcommerce

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestErrorBodies(t *testing.T) {
	for name, tc := range map[string]struct {
		body, title string
		limit       int
	}{
		"v2 array":     {`[{"status":404,"message":"The requested resource was not found."}]`, "The requested resource was not found.", 0},
		"v2 details":   {`[{"status":413,"message":"Too many.","details":{"max_limit":250}}]`, "Too many.", 250},
		"v2 odd":       {`[{"status":"x","message":"A","details":[]},7]`, "A", 0},
		"v3 object":    {`{"status":422,"title":"Bad input","type":"t","errors":{"b":"two","a":"one"}}`, "Bad input; a: one; b: two", 0},
		"problem+json": {`{"title":"Bad","detail":"Worse","errors":[]}`, "Bad; Worse", 0},
		"old gateway":  {`{"error":"You are authorized but your scope does not include this resource."}`, "You are authorized but your scope does not include this resource.", 0},
		"text":         {"Unauthorized\r\n", "Unauthorized", 0},
		"web page":     {"<html>no</html>", "", 0},
		"empty":        {"", "", 0},
		"cut":          {`{"title":"Ba`, "", 0},
		"hostile":      {`{"title":"a\u001b[31m\nb\u2028c"}`, "a [31m b c", 0},
	} {
		got := parseErrorBody([]byte(tc.body))
		if got.Title != tc.title || got.MaxLimit != tc.limit {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := parseErrorBody([]byte(strings.Repeat("x", 1<<20))); len(got.Title) > longestTitle+4 {
		t.Errorf("a title of %d bytes", len(got.Title))
	}
}

func TestPermissionOfPath(t *testing.T) {
	for call, want := range map[string]string{
		"GET /v2/orders":                 "Orders read-only",
		"GET /v2/orders/7/products":      "Orders read-only",
		"PUT /v2/orders/7":               "Orders modify",
		"GET /v2/order_statuses":         "Orders read-only",
		"GET /v3/orders/7/transactions":  "Order Transactions read-only",
		"GET /v3/customers":              "Customers read-only",
		"GET /v3/catalog/summary":        "Products read-only",
		"PUT /v3/catalog/variants":       "Products modify",
		"GET /v2/store":                  "Information & Settings read-only",
		"GET /v3/inventory/items":        "Store Inventory read-only",
		"GET /v3/inventory/locations":    "Store Locations read-only",
		"PUT /v3/inventory/adjustments/": "Store Inventory modify",
		"GET /v3/channels":               "Channel Settings read-only",
		"GET /v3/hooks":                  " read-only",
	} {
		method, path, _ := strings.Cut(call, " ")
		if got := permissionFor(method, path).String(); got != want {
			t.Errorf("%s needs %q, want %q", call, got, want)
		}
	}
}

func TestMissingPermissionSaysWhatToDo(t *testing.T) {
	c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
		return answer(r, 403, `{"status":403,"title":"You don't have a required scope to access the endpoint","errors":{}}`), nil
	})
	_, err := c.ListOrders(t.Context(), OrderQuery{})
	var scope *ScopeError
	if !errors.As(err, &scope) || scope.Permission != (Permission{Label: "Orders"}) {
		t.Fatal(err)
	}
	for _, part := range []string{"Orders read-only", "can't be changed once it is saved", "create a new one"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q doesn't say %q", err, part)
		}
	}
	checkSentences(t, &ScopeError{})
}

func TestEveryKindOfErrorSpeaks(t *testing.T) {
	orders := Permission{Label: LabelOrders, Modify: true}
	for part, err := range map[string]error{
		"user name and API token":      &AuthError{Legacy: true},
		"Load the credentials file":    &AuthError{},
		"store-level API account":      &ScopeError{Permission: orders, Legacy: true},
		"Orders set to modify":         &ScopeError{Permission: orders},
		"quota of requests an hour":    &RateLimitError{Hourly: true},
		"8 tries":                      &RateLimitError{Tries: 8},
		"for a while":                  &RateLimitError{},
		"Confirm that it is":           &HostError{Host: "www.acme.example", Custom: true},
		"not encrypted":                &HostError{Host: "www.acme.example", Insecure: true},
		"Product 12":                   &DecodeError{Path: productsPath, Row: "Product 12", Detail: "its field price has an unexpected type"},
		"refused the shipment":         &RefusedError{Status: 400, Path: "/v2/orders/7/shipments", Title: "Too many."},
		"refused the new order status": &RefusedError{Status: 404, Path: "/v2/orders/7"},
		"refused the stock levels":     &RefusedError{Status: 422, Path: absolutePath, Title: "[Item with variant_id 106 is tracked by product]"},
		"stock of 1 of the items":      &RefusedError{Status: 400, Path: legacyProductsPath, Items: []RefusedItem{{ID: 4}}},
		"refused the change":           &RefusedError{Status: 422, Path: "/v3/customers"},
		"The shipment was sent":        &UnknownOutcomeError{Path: "/v2/orders/7/shipments"},
		"The change was sent":          &UnknownOutcomeError{Path: "/v3/customers"},
		"old V2 API":                   &LegacyError{Path: customersPath},
		"one at a time":                &WritingError{},
	} {
		checkSentences(t, err)
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q doesn't say %q", err, part)
		}
	}
	cause := &NetworkError{Host: APIHost}
	if got := new(NetworkError); !errors.As(&UnknownOutcomeError{Err: cause}, &got) || got != cause {
		t.Error("an unknown outcome hides its cause")
	}
}
