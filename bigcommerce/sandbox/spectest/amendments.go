package spectest

import "github.com/getkin/kin-openapi/openapi3"

// amendment mends a document before anything is held against it, where a violation at one place would hide all that is inside.
// Each carries a proof: an answer on which the published and the amended document differ.
type amendment struct {
	why, source string
	document    string // file name
	apply       func(*openapi3.T)
	operation   string // of the proof
	proof       string // body of a 200
	accepted    bool   // by the amended document; the published one says the opposite
}

// amendments is the whole list.
var amendments = []amendment{
	{
		why: "a link is told from what it stands for: the documents write oneOf of objects that ask for no field, so that a link " +
			"passes as either, and a consignment with anything inside passes as a link",
		source: "BIGCOMMERCE.md section 5", document: ordersDocument,
		apply: func(doc *openapi3.T) {
			for name, fields := range map[string][]string{
				"products_Resource":          {"url", "resource"},
				"orderConsignments_Resource": {"url", "resource"},
				"orderFees_Resource":         {"url", "resource"},
				"orderConsignment_Get":       {"shipping", "pickups", "downloads", "email"},
			} {
				doc.Components.Schemas[name].Value.Required = fields
			}
		},
		operation: "GET /v2/orders",
		proof: `[{"id":1,"consignments":{"pickups":[],"downloads":[],"email":{"gift_certificates":[]},"shipping":[
			{"id":"two","line_items":[{"id":3,"quantity":3}]}]}}]`,
	},
	{
		why:    "without consignment_structure=object, consignments are an array around the object",
		source: "BIGCOMMERCE.md section 5", document: ordersDocument,
		apply: func(doc *openapi3.T) {
			one := doc.Components.Schemas["order_RespOnly"].Value.Properties["consignments"].Value
			array := openapi3.NewArraySchema().WithMaxItems(1)
			array.Items = doc.Components.Schemas["orderConsignment_Get"]
			one.OneOf = append(one.OneOf, array.NewRef())
		},
		operation: "GET /v2/orders",
		proof:     `[{"id":1,"consignments":[{"pickups":[],"downloads":[],"email":{},"shipping":[]}]}]`,
		accepted:  true,
	},
}
