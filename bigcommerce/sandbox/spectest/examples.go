package spectest

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Example is one of the documents' own example orders, with what else the documents show of orders beside it.
type Example struct {
	Name  string
	Order []byte // a JSON object
}

// ExampleOrders are the orders that the documents show as answers, in a fixed order. Some have quirks of their own: a missing field,
// money without four decimals, an object where null is meant.
func ExampleOrders(t testing.TB) []Example {
	t.Helper()
	doc := load(t).orders
	var all []Example
	for _, name := range []string{"orderCollection_Resp", "order_Resp"} {
		for _, e := range examples(t, doc, name) {
			rows, isList := e.value.([]any)
			if !isList {
				rows = []any{e.value}
			}
			for i, row := range rows {
				all = append(all, Example{Name: name + ", " + e.name + ", " + strconv.Itoa(i+1), Order: encode(t, row)})
			}
		}
	}
	return all
}

// ExampleProducts is the documents' example of GET /orders/{id}/products: a JSON array.
func ExampleProducts(t testing.TB) []byte {
	t.Helper()
	return encode(t, examples(t, load(t).orders, "orderProductsCollection_Resp")[0].value)
}

// ExampleAddresses is the documents' example of GET /orders/{id}/shipping_addresses: a JSON array.
func ExampleAddresses(t testing.TB) []byte {
	t.Helper()
	return encode(t, examples(t, load(t).orders, "orderShippingAddressCollection_Resp")[0].value)
}

type namedValue struct {
	name  string
	value any
}

func examples(t testing.TB, doc *openapi3.T, response string) []namedValue {
	t.Helper()
	var all []namedValue
	for name, e := range doc.Components.Responses[response].Value.Content["application/json"].Examples {
		all = append(all, namedValue{name, e.Value.Value})
	}
	slices.SortFunc(all, func(a, b namedValue) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	if len(all) == 0 {
		t.Fatalf("the documents show no example of %s", response)
	}
	return all
}

func encode(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
