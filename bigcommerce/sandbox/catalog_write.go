package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The most products and variants of one write (products_catalog.v3 and product-variants_catalog.v3 specs, 413).
const (
	maxProductsWritten = 10
	maxVariantsWritten = 50
)

// productWrite is what PUT /v3/catalog/products changes of one product; other fields are taken and forgotten.
type productWrite struct {
	ID       *uint64 `json:"id"`
	Name     *string `json:"name"`
	SKU      *string `json:"sku"`
	Price    *Price  `json:"price"`
	Tracking *string `json:"inventory_tracking"`
	Level    *int64  `json:"inventory_level"`
	Warning  *int    `json:"inventory_warning_level"`
}

// putProducts answers PUT /v3/catalog/products: all of the products, or none. A level that can't be saved leaves the rest saved: 207.
// A level counts where the product is tracked by product, and is forgotten elsewhere.
func (s *Sandbox) putProducts(r *request) answer {
	want, refused := batch[productWrite](r, maxProductsWritten, ".")
	if refused != nil {
		return *refused
	}
	st := s.stock
	st.mu.Lock()
	defer st.mu.Unlock()
	rows := make([]*product, len(want))
	for i, w := range want {
		if refused := st.refuses(w, &rows[i]); refused != nil {
			return *refused
		}
	}
	failed := map[string]string{}
	data := make([]any, len(want))
	for i, w := range want {
		p := rows[i]
		set(&p.name, w.Name)
		set(&p.tracking, w.Tracking)
		set(&p.warning, w.Warning)
		if w.SKU != nil {
			p.sku = *w.SKU
			if !p.options {
				p.variants[0].sku = *w.SKU
			}
		}
		if w.Price != nil {
			p.cents = int(money(*w.Price) / cent)
			if !p.options {
				p.variants[0].cents = p.cents
			}
		}
		p.written = s.cfg.Now().UTC().Truncate(time.Second)
		if w.Level != nil && p.tracking == "product" {
			if text := st.save(item{p.id, 0}, *w.Level); text != "" {
				failed[fmt.Sprintf("%d.inventory_level", i)] = text
			}
		}
	}
	st.index()
	for i, p := range rows {
		data[i] = st.document(p)
	}
	if len(failed) > 0 {
		return document(http.StatusMultiStatus, map[string]any{"data": data, "errors": failed, "meta": map[string]any{}})
	}
	return document(http.StatusOK, map[string]any{"data": data, "meta": map[string]any{}})
}

// refuses tells why a product can't be written, or finds it. Which of a batch it is isn't told, as by the live API.
func (st *stock) refuses(w productWrite, found **product) *answer {
	no := func(status int, title, field, text string) *answer {
		a := refusal(status, title, map[string]string{field: text})
		return &a
	}
	const bad = "JSON data is missing or invalid"
	if w.ID == nil {
		return no(http.StatusUnprocessableEntity, bad, "id", "error.path.missing")
	}
	p := st.product(*w.ID)
	*found = p
	switch {
	case p == nil:
		return no(http.StatusNotFound, "The requested product was not found", "id", "not found")
	case w.Name != nil && (*w.Name == "" || len(*w.Name) > 250):
		return no(http.StatusUnprocessableEntity, bad, "name", "error.expected.length")
	case w.Tracking != nil && !slices.Contains([]string{"none", "product", "variant"}, *w.Tracking):
		return no(http.StatusUnprocessableEntity, bad, "inventory_tracking", "error.expected.enum")
	case w.Price != nil && *w.Price < 0:
		return no(http.StatusUnprocessableEntity, bad, "price", "error.expected.minimum")
	case w.SKU != nil && st.takenBy(*w.SKU, p.id):
		return no(http.StatusConflict, "The product sku is a duplicate", "sku", "The product sku is a duplicate")
	}
	return nil
}

// takenBy tells that a sku is another product's, or one of its variants'.
func (st *stock) takenBy(sku string, id uint64) bool {
	it, taken := st.skus[strings.ToLower(sku)]
	return taken && it.product != id
}

// save writes a level at the default location, as the catalogue does: what is too much becomes the most there is.
func (st *stock) save(it item, n int64) (failed string) {
	switch {
	case n < 0:
		return "The inventory level can't be negative"
	case !st.locations[0].enabled:
		return "The default location is disabled"
	}
	st.write(st.at(it, 0), int(min(n, maxLevel)))
	return ""
}

// batch reads an array of 1 to most rows; trouble with the array itself is told of the field named.
func batch[T any](r *request, most int, field string) ([]T, *answer) {
	body, refused := r.body()
	if refused != nil {
		return nil, refused
	}
	var rows []T
	err := json.Unmarshal(body, &rows)
	switch {
	case err != nil || len(rows) == 0:
		a := refusal(http.StatusUnprocessableEntity, "JSON data is missing or invalid", map[string]string{field: "expected a list that isn't empty"})
		return nil, &a
	case len(rows) > most:
		a := document(http.StatusRequestEntityTooLarge, map[string]any{"status": http.StatusRequestEntityTooLarge, "errors": map[string]string{},
			"title": fmt.Sprintf("The request payload is too large. The maximum items allowed in the array is %d", most),
			"type":  "/api-docs/getting-started/api-status-codes"})
		return nil, &a
	}
	return rows, nil
}
