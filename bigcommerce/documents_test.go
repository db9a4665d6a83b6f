package bigcommerce

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// loadDocument reads one of BigCommerce's published OpenAPI documents from the folder that CARTWIRE_SPECS names. They are
// not kept in this repository; CARTWIRE_REQUIRE_SPECS=1 makes their absence a failure.
func loadDocument(t *testing.T, name string) *openapi3.T {
	t.Helper()
	folder := os.Getenv("CARTWIRE_SPECS")
	if folder == "" {
		if os.Getenv("CARTWIRE_REQUIRE_SPECS") == "1" {
			t.Fatal("CARTWIRE_SPECS is not set")
		}
		t.Skip("CARTWIRE_SPECS names no folder with BigCommerce's OpenAPI documents")
	}
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// examples gives the examples of a component response as JSON.
func examples(t *testing.T, doc *openapi3.T, response string) map[string][]byte {
	t.Helper()
	ref := doc.Components.Responses[response]
	if ref == nil || ref.Value.Content["application/json"] == nil {
		t.Fatalf("the document has no response %s", response)
	}
	all := map[string][]byte{}
	for name, e := range ref.Value.Content["application/json"].Examples {
		b, err := json.Marshal(e.Value.Value)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = b
	}
	if len(all) == 0 {
		t.Fatalf("the response %s has no example", response)
	}
	return all
}

func TestDocumentedOrdersDecode(t *testing.T) {
	doc := loadDocument(t, "orders.v2.oas2.yml")
	for name, b := range examples(t, doc, "orderCollection_Resp") {
		orders, err := decodeOrders(b)
		if err != nil || len(orders) == 0 {
			t.Fatalf("%s: %v", name, err)
		}
		if o := orders[0]; o.ID != 100 || o.ItemsTotal != 17 || o.SubtotalTax.String() != "25.63" || o.BillingAddress.City != "Austin" || o.ExternalOrderID == "" {
			t.Errorf("%s: %+v", name, o)
		}
	}
	for name, b := range examples(t, doc, "order_Resp") {
		orders, err := decodeOrders([]byte("[" + string(b) + "]"))
		if err != nil || len(orders) != 1 {
			t.Fatalf("%s: %v", name, err)
		}
		o := orders[0]
		if o.ID == 0 || o.DateCreated.IsZero() || o.TotalIncTax.IsZero() || o.StatusID == 0 || o.BillingAddress.FirstName == "" {
			t.Errorf("%s: %+v", name, o)
		}
		if strings.Contains(string(b), "custom_fee") && (len(o.Fees) != 2 || o.Fees[1].CostTax.String() != "8") {
			t.Errorf("%s: fees %+v", name, o.Fees)
		}
	}
	for name, b := range examples(t, doc, "orderProductsCollection_Resp") {
		var lines []OrderProduct
		if err := decodeLenient(b, &lines); err != nil || len(lines) != 2 {
			t.Fatalf("%s: %v", name, err)
		}
		if lines[1].ParentID != lines[0].ID || len(lines[0].Options) != 5 || lines[0].PriceIncTax.String() != "65.23" {
			t.Errorf("%s: %+v", name, lines)
		}
	}
	for name, b := range examples(t, doc, "orderStatusCollection_Resp") {
		var all []OrderStatus
		if err := decodeLenient(b, &all); err != nil || len(all) == 0 {
			t.Fatalf("%s: %v", name, err)
		}
		for _, s := range all {
			if s.SystemLabel != StatusName(s.ID) {
				t.Errorf("status %d is %q in the document and %q here", s.ID, s.SystemLabel, StatusName(s.ID))
			}
		}
	}
}

func TestDocumentedConsignmentsDecode(t *testing.T) {
	doc := loadDocument(t, "orders.v2.oas2.yml")
	shapes, ok := doc.Components.Schemas["orderConsignment_Get"].Value.Extensions["x-examples"].(map[string]any)
	if !ok || len(shapes) < 4 {
		t.Fatal("the document has no examples of consignments")
	}
	for name, shape := range shapes {
		b, err := json.Marshal(shape)
		if err != nil {
			t.Fatal(err)
		}
		orders, err := decodeOrders([]byte("[" + orderJSON(1, 0, string(b)) + "," + orderJSON(2, 0, "["+string(b)+"]") + "]"))
		if err != nil || len(orders) != 2 {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, o := range orders {
			c := o.Consignments
			if len(c.Shipping)+len(c.Pickups)+len(c.Downloads)+len(c.Email.GiftCertificates) != 1 || len(o.Lines()) != 0 {
				t.Errorf("%s: %+v", name, c)
			}
		}
	}
}

func TestDocumentedStoreDecodes(t *testing.T) {
	doc := loadDocument(t, "store_information.v2.yml")
	media := doc.Paths.Find("/store").Get.Responses.Value("200").Value.Content["application/json"]
	b, err := json.Marshal(media.Examples["response"].Value.Value)
	if err != nil {
		t.Fatal(err)
	}
	var s Store
	if err := decodeLenient(b, &s); err != nil || s.ID != "abc123" || s.PlanName != "Standard" || s.Timezone.RawOffset != -21600 {
		t.Errorf("%+v, %v", s, err)
	}
}
