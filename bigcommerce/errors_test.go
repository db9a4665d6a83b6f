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
