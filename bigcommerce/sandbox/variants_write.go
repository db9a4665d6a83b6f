package sandbox

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// variantWrite is what PUT /v3/catalog/variants changes of one variant, or makes of one that isn't there; other fields are taken
// and forgotten.
type variantWrite struct {
	ID      *uint64 `json:"id"`
	Product *uint64 `json:"product_id"`
	SKU     *string `json:"sku"`
	Price   *Price  `json:"price"`
	Level   *int64  `json:"inventory_level"`
	Warning *int    `json:"inventory_warning_level"`
	Values  []struct {
		ID     uint64 `json:"id"`
		Option uint64 `json:"option_id"`
		Name   string `json:"option_display_name"`
		Label  string `json:"label"`
	} `json:"option_values"`
}

// putVariants answers PUT /v3/catalog/variants: all of the variants, or none. One with an id is updated; one without an id is
// made, where product_id, sku and option_values are given. A level counts where the product is tracked by variant, and is forgotten
// elsewhere.
func (s *Sandbox) putVariants(r *request) answer {
	want, refused := batch[variantWrite](r, maxVariantsWritten, ".")
	if refused != nil {
		return *refused
	}
	st := s.stock
	st.mu.Lock()
	defer st.mu.Unlock()
	var wrong []any
	for i := range want {
		if title, field := st.refusesVariant(&want[i]); title != "" {
			wrong = append(wrong, map[string]any{"status": http.StatusUnprocessableEntity, "title": title, "type": statusCodes,
				"errors": map[string]string{strconv.Itoa(i) + "." + field: title}})
		}
	}
	if wrong != nil {
		return document(http.StatusUnprocessableEntity, map[string]any{"batch_errors": wrong})
	}
	now := s.cfg.Now().UTC().Truncate(time.Second)
	for i := range want {
		w := &want[i]
		if w.ID == nil {
			w.ID = st.create(w)
		}
		p, n := st.ofVariant(*w.ID)
		v := &p.variants[n]
		set(&v.sku, w.SKU)
		set(&v.warning, w.Warning)
		if w.Price != nil {
			v.cents = int(money(*w.Price) / cent)
		}
		if !p.options {
			p.sku, p.cents = v.sku, v.cents // the base variant is the product itself
		}
		p.written = now
		if w.Level != nil && p.tracking == "variant" {
			st.save(item{p.id, v.id}, *w.Level)
		}
	}
	st.index()
	data := make([]any, len(want))
	for i := range want {
		p, n := st.ofVariant(*want[i].ID)
		data[i] = st.variant(p, n)
	}
	return document(http.StatusOK, map[string]any{"data": data, "meta": map[string]any{}})
}

// ofVariant finds a variant: its product and its place there; nil where there is none.
func (st *stock) ofVariant(id uint64) (*product, int) {
	p := st.owners[id]
	if p == nil {
		return nil, 0
	}
	for i := range p.variants {
		if p.variants[i].id == id {
			return p, i
		}
	}
	return nil, 0
}

// refusesVariant tells why a variant can't be written, and of which field that is.
func (st *stock) refusesVariant(w *variantWrite) (title, field string) {
	var p *product
	switch {
	case w.ID != nil:
		if p, _ = st.ofVariant(*w.ID); p == nil {
			return "The variant was not found", "id"
		}
	case w.Product == nil || w.SKU == nil || len(w.Values) == 0:
		return "id is required, or product_id, sku and option_values", "id"
	default:
		if p = st.product(*w.Product); p == nil {
			return "The product was not found", "product_id"
		}
		if !p.options {
			return "The product has no options", "option_values"
		}
		if _, taken := st.skus[strings.ToLower(*w.SKU)]; taken {
			return "The sku is a duplicate", "sku"
		}
	}
	switch {
	case w.SKU != nil && st.takenBy(*w.SKU, p.id):
		return "The sku is a duplicate", "sku"
	case w.Level != nil && (*w.Level < 0 || *w.Level > maxLevel):
		return "inventory_level must be from 0 to 2147483647", "inventory_level"
	case w.Level != nil && !st.locations[0].enabled:
		return "The default location is disabled", "inventory_level"
	case w.Price != nil && *w.Price < 0:
		return "price must be 0 or more", "price"
	}
	return "", ""
}

// create makes a variant and gives its id. An option's value that the product doesn't know becomes its label, or its number.
func (st *stock) create(w *variantWrite) *uint64 {
	p := st.product(*w.Product)
	st.last++
	id := st.last
	v := variant{id: id, sku: *w.SKU, cents: p.cents}
	for n, of := range []*string{&v.colour, &v.size} {
		for _, value := range w.Values {
			if value.Option == p.optionID(n) {
				*of = value.Label
				for _, label := range [...][]string{colours, sizes}[n] {
					if p.valueID(n, label) == value.ID {
						*of = label
					}
				}
			}
		}
	}
	p.variants = append(p.variants, v)
	st.levels[item{p.id, id}] = make([]level, len(st.locations))
	st.owners[id] = p
	return &id
}
