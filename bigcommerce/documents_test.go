package bigcommerce

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
		orders, err := decodeOrders(b, time.Now())
		if err != nil || len(orders) == 0 {
			t.Fatalf("%s: %v", name, err)
		}
		if o := orders[0]; o.ID != 100 || o.ItemsTotal != 17 || o.SubtotalExTax.String() != "336.32" || o.BillingAddress.City != "Austin" {
			t.Errorf("%s: %+v", name, o)
		}
	}
	for name, b := range examples(t, doc, "order_Resp") {
		orders, err := decodeOrders([]byte("["+string(b)+"]"), time.Now())
		if err != nil || len(orders) != 1 {
			t.Fatalf("%s: %v", name, err)
		}
		o := orders[0]
		if o.ID == 0 || o.DateCreated.IsZero() || o.TotalIncTax.IsZero() || o.StatusID == 0 || o.BillingAddress.FirstName == "" {
			t.Errorf("%s: %+v", name, o)
		}
		if strings.Contains(string(b), "custom_fee") && (len(o.Fees) != 2 || o.Fees[1].CostIncTax.String() != "12") {
			t.Errorf("%s: fees %+v", name, o.Fees)
		}
	}
	for name, b := range examples(t, doc, "orderProductsCollection_Resp") {
		var lines []OrderProduct
		if err := decodeLenient(b, &lines); err != nil || len(lines) != 2 {
			t.Fatalf("%s: %v", name, err)
		}
		if lines[1].ParentID != lines[0].ID || len(lines[0].Options) != 5 || lines[0].TotalIncTax.String() != "65.23" {
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
		orders, err := decodeOrders([]byte("["+orderJSON(1, 0, string(b))+","+orderJSON(2, 0, "["+string(b)+"]")+"]"), time.Now())
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

func TestDocumentedShipmentsDecode(t *testing.T) {
	doc := loadDocument(t, "orders.v2.oas2.yml")
	for name, b := range examples(t, doc, "orderShipmentCollection_Resp") {
		var all []Shipment
		if err := decodeLenient(b, &all); err != nil || len(all) != 2 {
			t.Fatalf("%s: %v", name, err)
		}
		s := all[0]
		if s.ID != 6 || s.OrderID != 225 || s.OrderAddressID != 127 || s.DateCreated.Year() != 2019 || s.ShippingProvider != "usps" ||
			s.TrackingNumber == "" || s.GeneratedTrackingLink == "" || len(s.Items) != 1 || s.Items[0].OrderProductID != 188 || s.Items[0].Quantity != 1 {
			t.Errorf("%s: %+v", name, s)
		}
	}
	for name, b := range examples(t, doc, "orderShipment_Resp") {
		c := fakeClient(t, says(201, string(b)))
		if s, err := c.CreateShipment(t.Context(), 228, parcel); err != nil || s.ID != 11 || s.OrderID != 228 {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

// TestChangesFitTheDocuments holds what is sent against the schemas of the request bodies.
func TestChangesFitTheDocuments(t *testing.T) {
	for name, where := range map[string]struct{ file, path, method string }{
		"shipment":  {"orders.v2.oas2.yml", "/orders/{order_id}/shipments", http.MethodPost},
		"status":    {"orders.v2.oas2.yml", "/orders/{order_id}", http.MethodPut},
		"inventory": {"inventory.v3.yml", "/inventory/adjustments/absolute", http.MethodPut},
		"products":  {"products_catalog.v3.yml", "/catalog/products", http.MethodPut},
		"variants":  {"product-variants_catalog.v3.yml", "/catalog/variants", http.MethodPut},
	} {
		doc := loadDocument(t, where.file)
		schema := doc.Paths.Find(where.path).GetOperation(where.method).RequestBody.Value.Content["application/json"].Schema.Value
		var sent any
		c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
			if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
				t.Error(err)
			}
			return answer(r, 200, wrote), nil
		})
		if err := writes[name](t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if err := schema.VisitJSON(sent); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDocumentedCustomersDecode(t *testing.T) {
	doc := loadDocument(t, "customers.v3.yml")
	for name, b := range examples(t, doc, "GetCustomerCollectionResponse") {
		page, err := readPage[Customer](t.Context(), fakeClient(t, says(200, string(b))), "Customer", customersPath, nil, 1, MaxPage)
		if err != nil || len(page.Bad) != 0 || len(page.Rows) != 1 || page.Rows[0].Email != "jane.smith@example.com" || page.Rows[0].Company == "" {
			t.Errorf("%s: %+v, %v", name, page, err)
		}
	}
}

func TestDocumentedRefundsDecode(t *testing.T) {
	doc := loadDocument(t, "orders.v3.yml")
	shapes, ok := doc.Components.Schemas["RefundID_Get"].Value.Extensions["x-examples"].(map[string]any)
	if !ok {
		t.Fatal("the document has no example of a refund")
	}
	for name, shape := range shapes {
		b, err := json.Marshal(shape)
		if err != nil {
			t.Fatal(err)
		}
		var one struct {
			Data Refund `json:"data"`
		}
		if err := decodeLenient(b, &one); err != nil || one.Data.OrderID != 180 || one.Data.TotalAmount.String() != "50" || one.Data.Items[0].Type != RefundedProduct || !one.Data.Payments[0].Offline {
			t.Errorf("%s: %+v, %v", name, one.Data, err)
		}
	}
}

func TestDocumentedSettingsDecode(t *testing.T) {
	doc := loadDocument(t, "settings.v3.yml")
	media := doc.Paths.Find("/settings/email-statuses").Get.Responses.Value("200").Value.Content["application/json"]
	b, err := json.Marshal(media.Examples["Example"].Value.Value)
	if err != nil {
		t.Fatal(err)
	}
	mails, err := fakeClient(t, says(200, string(b))).EmailStatuses(t.Context())
	if err != nil || !mails.OrderStatus || !mails.Invoice || !mails.ReturnStatus {
		t.Errorf("%+v, %v", mails, err)
	}
	behaviour := doc.Components.Schemas["InventorySettings"].Value.Properties["update_stock_behavior"].Value.Enum
	if len(behaviour) != 2 || behaviour[0] != StockMovesWhenPlaced || behaviour[1] != StockMovesWhenShipped {
		t.Errorf("the document knows %v", behaviour)
	}
}

func TestDocumentedRefusalOfStock(t *testing.T) {
	doc := loadDocument(t, "inventory.v3.yml")
	media := doc.Paths.Find("/inventory/adjustments/absolute").Put.Responses.Value("422").Value.Content["application/problem+json"]
	for name, e := range media.Examples {
		b, err := json.Marshal(e.Value.Value)
		if err != nil {
			t.Fatal(err)
		}
		err = writes["inventory"](t.Context(), fakeClient(t, says(422, string(b), "Content-Type", "application/problem+json")))
		if refused, ok := errors.AsType[*RefusedError](err); !ok || !strings.Contains(refused.Title, "tracked by product") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAskedFieldsAreDocumented: a field that the API doesn't know might be refused one day.
func TestAskedFieldsAreDocumented(t *testing.T) {
	for _, where := range []struct{ file, fields string }{
		{"products_catalog.v3.yml", productFields}, {"product-variants_catalog.v3.yml", variantFields},
	} {
		doc := loadDocument(t, where.file)
		known := map[string]bool{}
		for _, v := range doc.Components.Parameters["IncludeFieldsParam"].Value.Schema.Value.Items.Value.Enum {
			known[v.(string)] = true
		}
		for field := range strings.SplitSeq(where.fields, ",") {
			if len(known) > 0 && !known[field] {
				t.Errorf("%s: include_fields has no %s", where.file, field)
			}
		}
	}
}
