package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// maxAdjusted is the most items of one adjustment (inventory.v3 spec, "Limits").
const maxAdjusted = 2000

// named is how a request names an item: by one of the three.
type named struct {
	SKU     *string `json:"sku"`
	Variant *uint64 `json:"variant_id"`
	Product *uint64 `json:"product_id"`
}

func (n named) String() string {
	switch {
	case n.Product != nil:
		return "product_id " + strconv.FormatUint(*n.Product, 10)
	case n.Variant != nil:
		return "variant_id " + strconv.FormatUint(*n.Variant, 10)
	case n.SKU != nil:
		return "sku " + *n.SKU
	}
	return "nothing"
}

// trouble is why an item can't be adjusted. The API refuses the whole request with the texts of those of one kind, and names no
// location.
type trouble struct {
	kind troubleKind
	who  named
}

type troubleKind int

const (
	unknownItem     troubleKind = iota // the text isn't documented
	untracked                          // the text isn't documented
	trackedProduct                     // documented
	trackedVariant                     // its counterpart
	absoluteFirst                      // documented
	underSafety                        // the text isn't documented
	troubleKindsEnd                    //
)

func (t *trouble) answer() answer { return refuseAll([]trouble{*t}) }

// refuseAll answers 422 for the first kind of trouble there is, with everything that is in it.
func refuseAll(all []trouble) answer {
	for kind := range troubleKindsEnd {
		var items, texts []string
		for _, t := range all {
			if t.kind != kind {
				continue
			}
			items = append(items, t.who.String())
			switch kind {
			case trackedProduct:
				texts = append(texts, fmt.Sprintf("Item with %s is tracked by product, please update stock by product id", t.who))
			case trackedVariant:
				texts = append(texts, fmt.Sprintf("Item with %s is tracked by variant, please update stock by variant id", t.who))
			case untracked:
				texts = append(texts, fmt.Sprintf("Item with %s has inventory tracking disabled", t.who))
			}
		}
		if len(items) == 0 {
			continue
		}
		title := "[" + strings.Join(texts, ", ") + "]"
		switch kind {
		case unknownItem:
			title = "Items with identity: [" + strings.Join(items, ", ") + "] not found"
		case absoluteFirst:
			title = "Items with identity: [" + strings.Join(items, ", ") + "] requires absolute adjustment before relative"
		case underSafety:
			title = "Items with identity: [" + strings.Join(items, ", ") + "] would have less than their safety stock"
		}
		return problem(http.StatusUnprocessableEntity, title, nil)
	}
	return invalid("items", "can't be adjusted")
}

// identify finds an item, which must be named by what it is tracked by: a product by product_id; a variant by variant_id or sku.
func (st *stock) identify(n named) (item, *trouble) {
	switch {
	case n.Product != nil:
		p := st.product(*n.Product)
		switch {
		case p == nil:
			return item{}, &trouble{unknownItem, n}
		case p.tracking == "variant":
			return item{}, &trouble{trackedVariant, n}
		case p.tracking == "none":
			return item{}, &trouble{untracked, n}
		}
		return item{p.id, 0}, nil
	case n.Variant != nil:
		if p := st.owners[*n.Variant]; p != nil {
			return p.byVariant(*n.Variant, n)
		}
	case n.SKU != nil:
		if it, ok := st.skus[strings.ToLower(*n.SKU)]; ok {
			return st.product(it.product).byVariant(it.variant, n)
		}
	}
	return item{}, &trouble{unknownItem, n}
}

func (p *product) byVariant(variant uint64, n named) (item, *trouble) {
	switch {
	case p.tracking == "product":
		return item{}, &trouble{trackedProduct, n}
	case p.tracking == "none":
		return item{}, &trouble{untracked, n}
	case variant == 0: // a product's own sku, where each variant is counted
		return item{}, &trouble{unknownItem, n}
	}
	return item{p.id, variant}, nil
}

// adjustment is one item of a request.
type adjustment struct {
	named
	Location *int   `json:"location_id"`
	Quantity *int64 `json:"quantity"`
}

// check tells what is wrong with the form of an adjustment.
func (a *adjustment) check(st *stock, absolute bool) (field, text string) {
	names := 0
	for _, given := range []bool{a.SKU != nil, a.Variant != nil, a.Product != nil} {
		if given {
			names++
		}
	}
	switch {
	case a.Location == nil:
		return "location_id", "location_id is required"
	case a.Quantity == nil:
		return "quantity", "quantity is required"
	case names != 1:
		return "identity", "One of the sku, product_id or variant_id is required"
	case *a.Location < 1 || *a.Location > len(st.locations):
		return "location_id", "location " + strconv.Itoa(*a.Location) + " doesn't exist"
	case !st.locations[*a.Location-1].enabled:
		return "location_id", "location " + strconv.Itoa(*a.Location) + " is disabled"
	case absolute && *a.Quantity < 0:
		return "quantity", "quantity must be 0 or more"
	case *a.Quantity > maxLevel || *a.Quantity < -maxLevel:
		return "quantity", "quantity must be at most 2147483647"
	}
	return "", ""
}

func (s *Sandbox) adjustAbsolute(r *request) answer { return s.adjust(r, true) }
func (s *Sandbox) adjustRelative(r *request) answer { return s.adjust(r, false) }

// adjust answers PUT /v3/inventory/adjustments/absolute and POST /v3/inventory/adjustments/relative: all of the items, or none.
func (s *Sandbox) adjust(r *request, absolute bool) answer {
	body, refused := r.body()
	if refused != nil {
		return *refused
	}
	var want struct {
		Items []adjustment `json:"items"`
	}
	if err := json.Unmarshal(body, &want); err != nil || len(want.Items) == 0 || len(want.Items) > maxAdjusted {
		return invalid("items", "items must be an array of 1 to 2000 items")
	}
	st := s.stock
	st.mu.Lock()
	defer st.mu.Unlock()
	levels := make([]*level, len(want.Items))
	results := map[*level]int{}
	var all []trouble
	for i := range want.Items {
		a := &want.Items[i]
		if field, text := a.check(st, absolute); field != "" {
			return invalid("items."+strconv.Itoa(i)+"."+field, text)
		}
		it, t := st.identify(a.named)
		if t != nil {
			all = append(all, *t)
			continue
		}
		l := st.at(it, *a.Location-1)
		levels[i] = l
		before, again := results[l]
		if !again {
			before = l.onHand
		}
		results[l] = int(*a.Quantity)
		if !absolute {
			results[l] += before
			switch {
			case !l.known:
				all = append(all, trouble{absoluteFirst, a.named})
			case results[l] < l.safety && *a.Quantity < 0:
				all = append(all, trouble{underSafety, a.named})
			}
		}
	}
	if len(all) > 0 {
		return refuseAll(all)
	}
	for l, n := range results {
		st.write(l, n)
	}
	return s.transaction()
}

// transaction answers that a write was taken: an id, with which nothing can be looked up.
func (s *Sandbox) transaction() answer {
	return document(http.StatusOK, map[string]any{"transaction_id": uuid(s.transactions.Add(1))})
}
