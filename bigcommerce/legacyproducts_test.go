package bigcommerce

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// legacyCatalog serves three products, 3 with skus, 4 not tracked, 5 tracked as a whole, and notes in sent what it was asked.
func legacyCatalog(t *testing.T, sent *[]string) *Client {
	return legacyClient(t, func(r *http.Request) (*http.Response, error) {
		line := r.Method + " " + r.URL.Path
		if r.Body != nil {
			b, _ := io.ReadAll(r.Body)
			line += " " + string(b)
		}
		*sent = append(*sent, line)
		q := r.URL.Query()
		switch {
		case r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/4"):
			return answer(r, 400, `[{"status":400,"message":"Product 4 is not tracked."}]`), nil
		case r.Method == http.MethodPut:
			return answer(r, 200, `{"id":3}`), nil
		case strings.HasSuffix(r.URL.Path, "/3/skus"):
			return answer(r, 200, `[{"id":31,"product_id":3,"sku":"A-1","price":"5.0000","inventory_level":2,"options":[]}]`), nil
		case strings.HasSuffix(r.URL.Path, "/5/skus"):
			return answer(r, 204, ""), nil
		case strings.HasSuffix(r.URL.Path, "/99"):
			return answer(r, 404, "[]"), nil
		case strings.HasSuffix(r.URL.Path, "/3"):
			return answer(r, 200, `{"id":3,"inventory_tracking":"sku","skus":{"url":"x","resource":"/products/3/skus"},"variants":"x"}`), nil
		case q.Get("page") == "2":
			return answer(r, 204, ""), nil
		}
		return answer(r, 200, `[{"id":3,"inventory_tracking":"sku","price":"5.0000","inventory_level":0},{"id":5,"inventory_tracking":"simple","inventory_level":7,"sku":"B"}]`), nil
	})
}

func TestLegacyProducts(t *testing.T) {
	var sent []string
	c := legacyCatalog(t, &sent)
	page, err := c.Products(t.Context(), ProductQuery{Limit: 2})
	if err != nil || len(page.Rows) != 2 || page.Next != 2 || page.Rows[0].InventoryTracking != TrackVariant || page.Rows[1].InventoryTracking != TrackProduct || page.Rows[1].InventoryLevel != 7 {
		t.Errorf("%+v, %v", page, err)
	}
	if last, err := c.Products(t.Context(), ProductQuery{Limit: 2, Page: 2}); err != nil || len(last.Rows) != 0 || last.Next != 0 {
		t.Errorf("%+v, %v", last, err)
	}
	if some, err := c.Products(t.Context(), ProductQuery{IDs: []uint64{3, 99}}); err != nil || len(some.Rows) != 1 || some.Rows[0].InventoryTracking != TrackVariant {
		t.Errorf("%+v, %v", some, err)
	}
	skus, err := c.ProductSKUs(t.Context(), 3)
	if err != nil || len(skus) != 1 || skus[0].ID != 31 || skus[0].InventoryLevel != 2 || skus[0].Price.String() != "5" {
		t.Errorf("%+v, %v", skus, err)
	}
	if none, err := c.ProductSKUs(t.Context(), 5); err != nil || none != nil {
		t.Errorf("%+v, %v", none, err)
	}
}

func TestLegacyStock(t *testing.T) {
	var sent []string
	c := legacyCatalog(t, &sent)
	err := c.UpdateProductStock(t.Context(), []ProductStock{{3, 1}, {4, 2}, {5, 3}})
	var refused *RefusedError
	if !errors.As(err, &refused) || !slices.Equal(refused.Items, []RefusedItem{{4, "Product 4 is not tracked."}}) {
		t.Errorf("%v", err)
	}
	checkSentences(t, err)
	if err := c.UpdateVariantStock(t.Context(), []VariantStock{{ID: 31, ProductID: 3, Level: 8}}); err != nil {
		t.Error(err)
	}
	want := []string{`PUT /api/v2/products/3 {"inventory_level":1}`, `PUT /api/v2/products/4 {"inventory_level":2}`,
		`PUT /api/v2/products/5 {"inventory_level":3}`, `PUT /api/v2/products/3/skus/31 {"inventory_level":8}`}
	if !slices.Equal(sent, want) {
		t.Errorf("%q", sent)
	}
	var input *InputError
	if err := c.UpdateVariantStock(t.Context(), []VariantStock{{ID: 31, Level: 8}}); !errors.As(err, &input) {
		t.Errorf("a sku without its product: %v", err)
	}
}
