package spectest

import (
	"regexp"
	"slices"
)

// exception is one way in which the live API, or a careful client of it, differs from the documents. It covers a violation where
// everything given fits; operations and status may be empty, which is any.
type exception struct {
	why, source string
	operations  []string
	part        string
	pointer     string // regular expression for the whole pointer into the body
	text        string // found in the violation's text
	status      []int
}

func (e exception) covers(v violation) bool {
	return (len(e.operations) == 0 || slices.Contains(e.operations, v.operation)) && e.part == v.part &&
		(len(e.status) == 0 || slices.Contains(e.status, v.status)) && regexp.MustCompile(e.text).MatchString(v.text) &&
		(e.pointer == "" || regexp.MustCompile("^(?:"+e.pointer+")$").MatchString(v.pointer))
}

const (
	undocumentedStatus = "status is not supported"
	bodyOfRequest      = "request body"
	statusOfResponse   = "response status"
	bodyOfResponse     = "response body"
)

// exceptions is the whole list. Each names the fact it rests on; one that a run over all endpoints doesn't need fails that run.
var exceptions = []exception{
	// What stands before every endpoint is in no document.
	{why: "a bad or absent token is answered 401, as plain text", source: "BIGCOMMERCE.md section 3",
		part: statusOfResponse, text: undocumentedStatus, status: []int{401}},
	{why: "a missing scope, or another store's hash, is answered 403 by the gateway", source: "BIGCOMMERCE.md section 3",
		part: statusOfResponse, text: undocumentedStatus, status: []int{403}},
	{why: "a spent quota is answered 429, now and then without a body", source: "BIGCOMMERCE.md section 4",
		part: statusOfResponse, text: undocumentedStatus, status: []int{429}},
	{why: "a server's own error is answered 500", source: "BIGCOMMERCE.md section 4",
		part: statusOfResponse, text: undocumentedStatus, status: []int{500}},
	{why: "an empty path parameter, from a slash at the end, is answered 403", source: "BIGCOMMERCE.md section 1",
		operations: []string{"GET /v2/orders/{order_id}"}, part: "path order_id", text: "required but missing", status: []int{403}},
	{why: "a path that the API doesn't have is answered 403 on V3 and 404 on V2", source: "BIGCOMMERCE.md section 3",
		operations: []string{"GET /v3/no/such/path", "GET /v2/no_such_path"}, part: "path", text: "no document", status: []int{403, 404}},

	// V2 orders.
	{why: "sort takes a direction behind the field", source: "BIGCOMMERCE.md section 5",
		operations: []string{"GET /v2/orders"}, part: "query sort", text: "enum", status: []int{200, 204, 401, 403, 413, 429, 500}},
	{why: "an empty V2 list is answered 204", source: "BIGCOMMERCE.md section 4",
		operations: []string{"GET /v2/orders", "GET /v2/orders/{order_id}/products", "GET /v2/orders/{order_id}/shipping_addresses",
			"GET /v2/orders/{order_id}/coupons", "GET /v2/orders/{order_id}/fees", "GET /v2/customers"},
		part: statusOfResponse, text: undocumentedStatus, status: []int{204}},
	{why: "a limit above 250 is answered 413", source: "BIGCOMMERCE.md section 4",
		operations: []string{"GET /v2/orders", "GET /v2/orders/{order_id}/products"},
		part:       statusOfResponse, text: undocumentedStatus, status: []int{413}},
	{why: "what belongs to an order that doesn't exist is answered 404", source: "BIGCOMMERCE.md section 4",
		operations: []string{"GET /v2/orders/{order_id}/products", "GET /v2/orders/{order_id}/shipping_addresses",
			"GET /v2/orders/{order_id}/coupons", "GET /v2/orders/{order_id}/shipments", "GET /v2/orders/{order_id}/consignments",
			"GET /v2/orders/{order_id}/shipments/count", "GET /v2/orders/{order_id}/shipments/{shipment_id}"},
		part: statusOfResponse, text: undocumentedStatus, status: []int{404}},
	{why: "a GET without a body needs no Content-Type, though one operation asks for it", source: "BIGCOMMERCE.md section 1",
		operations: []string{"GET /v2/orders/{order_id}/products"}, part: "header Content-Type", text: "required but missing"},

	{why: "a write to an order or shipment that doesn't exist is answered 404", source: "BIGCOMMERCE.md section 3",
		operations: []string{"PUT /v2/orders/{order_id}", "POST /v2/orders/{order_id}/shipments", "PUT /v2/orders/{order_id}/shipments/{shipment_id}",
			"DELETE /v2/orders/{order_id}/shipments/{shipment_id}"},
		part: statusOfResponse, text: undocumentedStatus, status: []int{404}},
	{why: "a write that can't be carried out is answered 400", source: "BIGCOMMERCE.md section 4",
		operations: []string{"PUT /v2/orders/{order_id}", "POST /v2/orders/{order_id}/shipments"},
		part:       statusOfResponse, text: undocumentedStatus, status: []int{400}},

	{why: "V2 lists take a limit, though the customers' document leaves it out", source: "BIGCOMMERCE.md section 4",
		operations: []string{"GET /v2/customers"}, part: "query limit", text: "no such parameter"},

	// Legacy accounts.
	{why: "a legacy account past its limit is answered 509", source: "BIGCOMMERCE.md section 1",
		part: statusOfResponse, text: undocumentedStatus, status: []int{509}},
	{why: "products and skus of V2 are archived, and in no document any more", source: "BIGCOMMERCE.md section 1",
		operations: []string{"GET /v2/products", "GET /v2/products/count", "GET /v2/products/{id}", "PUT /v2/products/{id}", "GET /v2/products/{id}/skus",
			"GET /v2/products/{id}/skus/{id}", "PUT /v2/products/{id}/skus/{id}"}, part: "path", text: "no document"},

	// Catalogue and inventory.
	{why: "a product is written by its id, which the document calls read-only", source: "BIGCOMMERCE.md section 7",
		operations: []string{"PUT /v3/catalog/products"}, part: bodyOfRequest, pointer: "/[0-9]+/id", text: "readOnly"},
	{why: "a comma list of ids, as the description says, where the type is one integer", source: "BIGCOMMERCE.md section 8",
		operations: []string{"GET /v3/inventory/items"}, part: "query variant_id:in", text: "invalid integer"},
	{why: "an identity is one of three, which all ask for no field, so that each passes as every one", source: "inventory.v3 spec",
		operations: []string{"PUT /v3/inventory/locations/{location_id}/items"}, part: bodyOfRequest, pointer: "/settings/[0-9]+/identity",
		text: "matches more than one schema"},
	{why: "an adjustment of nothing is sent to see whether stock may be written: 422", source: "BIGCOMMERCE.md section 3",
		operations: []string{"PUT /v3/inventory/adjustments/absolute"}, part: bodyOfRequest, pointer: "/items", text: "missing",
		status: []int{401, 403, 422, 429}},
	{why: "an item's sku_id is null where it has no sku of its own, as the description says", source: "inventory.v3 spec",
		operations: []string{"GET /v3/inventory/items"}, part: bodyOfResponse, pointer: "/data/[0-9]+/identity/sku_id", text: "not nullable"},

	// The write probes of a connection test send on purpose what can't be carried out.
	{why: "an empty order is answered 400", source: "BIGCOMMERCE.md section 3",
		operations: []string{"POST /v2/orders"}, part: statusOfResponse, text: undocumentedStatus, status: []int{400}},
	{why: "an object instead of customers is sent to see whether customers may be written: 422", source: "BIGCOMMERCE.md section 3",
		operations: []string{"POST /v3/customers"}, part: bodyOfRequest, status: []int{401, 403, 422, 429}},
	{why: "an empty product is sent to see whether products may be written: 422", source: "BIGCOMMERCE.md section 3",
		operations: []string{"POST /v3/catalog/products"}, part: bodyOfRequest, status: []int{401, 403, 422, 429}},

	// Nulls that the documents describe in words, or show, and don't type.
	{why: "base_variant_id is null where a product has options", source: "BIGCOMMERCE.md section 7",
		operations: []string{"GET /v3/catalog/products"}, part: bodyOfResponse, pointer: "/data/[0-9]+/base_variant_id", text: "not nullable"},
	{why: "sku_id is null on a base variant", source: "BIGCOMMERCE.md section 7",
		operations: []string{"GET /v3/catalog/variants"}, part: bodyOfResponse, pointer: "/data/[0-9]+/sku_id", text: "not nullable"},
}
