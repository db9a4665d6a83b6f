package bigcommerce

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestRefusedChanges(t *testing.T) {
	const words = "[Item with variant_id 106 is tracked by product, please update stock by product id]"
	for name, write := range writes {
		for _, status := range []int{400, 404, 409, 422, 423} {
			requests := 0
			c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
				requests++
				return answer(r, status, `{"status":422,"title":"`+words+`","errors":{}}`, "Content-Type", "application/problem+json"), nil
			})
			err := write(t.Context(), c)
			var refused *RefusedError
			if !errors.As(err, &refused) || refused.Title != words || refused.Status != status || requests != 1 {
				t.Errorf("%s, %d: %T %v after %d requests", name, status, err, err, requests)
			}
			checkSentences(t, err)
		}
	}
	for body, title := range map[string]string{
		`{"batch_errors":[{"status":422,"title":"A"},{"status":422,"title":"B","errors":{"sku":"taken"}}]}`: "A; B; sku: taken",
		`[{"status":400,"message":"Order already shipped."}]`:                                               "Order already shipped.",
		"": "",
	} {
		err := writes["variants"](t.Context(), fakeClient(t, says(422, body)))
		var refused *RefusedError
		if !errors.As(err, &refused) || refused.Title != title {
			t.Errorf("%s: %v", body, err)
		}
		checkSentences(t, err)
	}
}

func TestPartlySavedStockIsRefused(t *testing.T) {
	for body, want := range map[string]string{
		`{"data":[{"id":3}],"errors":{"status":422,"title":"Inventory failed","errors":{"inventory_level":"too high"}},"meta":{}}`: "Inventory failed; inventory_level: too high",
		`{"data":[],"errors":[{"title":"One"},{"title":"Two"}]}`:                                                                   "One; Two",
		`{"data":[{"id":3}],"errors":{},"meta":{}}`:                                                                                "",
		`{"data":[{"id":3}],"meta":{}}`:                                                                                            "",
	} {
		err := writes["products"](t.Context(), fakeClient(t, says(207, body)))
		var refused *RefusedError
		if want == "" && err != nil || want != "" && (!errors.As(err, &refused) || refused.Title != want) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestWhatTheStoreCouldNotTakeIsNotSent(t *testing.T) {
	c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
		t.Errorf("%s %s was sent", r.Method, r.URL.Path)
		return answer(r, 200, wrote), nil
	})
	ctx := t.Context()
	ship := func(change func(*NewShipment)) error {
		s := parcel
		s.Items = slices.Clone(s.Items)
		change(&s)
		_, err := c.CreateShipment(ctx, 7, s)
		return err
	}
	status := func(id uint64, s int) error { _, err := c.SetOrderStatus(ctx, id, s); return err }
	adjust := func(items ...Adjustment) error { return c.AdjustInventory(ctx, "", items) }
	for name, err := range map[string]error{
		"no address":         ship(func(s *NewShipment) { s.OrderAddressID = 0 }),
		"no lines":           ship(func(s *NewShipment) { s.Items = nil }),
		"line twice":         ship(func(s *NewShipment) { s.Items = append(s.Items, s.Items[0]) }),
		"no quantity":        ship(func(s *NewShipment) { s.Items[0].Quantity = 0 }),
		"no line":            ship(func(s *NewShipment) { s.Items[0].OrderProductID = 0 }),
		"long tracking":      ship(func(s *NewShipment) { s.TrackingNumber = strings.Repeat("x", 51) }),
		"long link":          ship(func(s *NewShipment) { s.TrackingLink = strings.Repeat("x", 501) }),
		"long comment":       ship(func(s *NewShipment) { s.Comments = strings.Repeat("x", 65536) }),
		"no order":           status(0, 2),
		"no such status":     status(7, 15),
		"no location":        adjust(Adjustment{SKU: "A"}),
		"no item":            adjust(Adjustment{LocationID: 1}),
		"two names":          adjust(Adjustment{LocationID: 1, SKU: "A", ProductID: 3}),
		"below zero":         adjust(Adjustment{LocationID: 1, SKU: "A", Quantity: -1}),
		"too high":           adjust(Adjustment{LocationID: 1, SKU: "A", Quantity: 1 << 31}),
		"item twice":         adjust(Adjustment{LocationID: 1, SKU: "A", Quantity: 1}, Adjustment{LocationID: 1, SKU: "A", Quantity: 2}),
		"2,001 items":        adjust(make([]Adjustment, MaxAdjustments+1)...),
		"11 products":        c.UpdateProductStock(ctx, make([]ProductStock, MaxProductStock+1)),
		"51 variants":        c.UpdateVariantStock(ctx, make([]VariantStock, MaxVariantStock+1)),
		"variant without id": c.UpdateVariantStock(ctx, []VariantStock{{Level: 3}}),
		"product twice":      c.UpdateProductStock(ctx, []ProductStock{{1, 2}, {1, 3}}),
	} {
		var input *InputError
		if !errors.As(err, &input) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkSentences(t, err)
	}
	for _, err := range []error{adjust(), c.UpdateProductStock(ctx, nil), c.UpdateVariantStock(ctx, nil)} {
		if err != nil {
			t.Errorf("nothing to send: %v", err)
		}
	}
}

func TestChangesSayWhichPermissionTheyLack(t *testing.T) {
	for name, want := range map[string]string{
		"shipment": "Orders modify", "status": "Orders modify", "inventory": "Store Inventory modify", "products": "Products modify", "variants": "Products modify",
	} {
		err := writes[name](t.Context(), fakeClient(t, says(403, "")))
		var scope *ScopeError
		if !errors.As(err, &scope) || scope.Permission.String() != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
