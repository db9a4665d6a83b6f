package bigcommerce

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
)

const legacyProductsPath = "/v2/products"

func legacyProductPath(id uint64) string {
	return legacyProductsPath + "/" + strconv.FormatUint(id, 10)
}

// legacyTracking is what V2 calls the kinds of tracking.
var legacyTracking = map[Tracking]Tracking{"none": TrackNone, "simple": TrackProduct, "sku": TrackVariant}

// legacyProducts reads a page of V2 products. V2 tells no pages: one that isn't empty may be followed by another.
func (c *Client) legacyProducts(ctx context.Context, q ProductQuery) (Page[Product], error) {
	number, limit := max(q.Page, 1), min(pageLimit(q.Limit, MaxPage), c.PageLimit())
	v := url.Values{"page": {strconv.Itoa(number)}, "limit": {strconv.Itoa(limit)}}
	if q.AfterID != 0 {
		v.Set("min_id", strconv.FormatUint(q.AfterID+1, 10))
	}
	if len(q.IDs) > 0 {
		return c.legacyProductsByID(ctx, q.IDs)
	}
	rows, empty, err := readList[json.RawMessage](ctx, c, legacyProductsPath, v)
	if err != nil || empty {
		return Page[Product]{Number: number}, err
	}
	page := Page[Product]{Number: number}
	page.Rows, page.Bad = decodeRows[Product]("Product", legacyProductsPath, rows)
	for i := range page.Rows {
		page.Rows[i].fromV2()
	}
	if len(rows) > 0 {
		page.Next = number + 1
	}
	return page, nil
}

// legacyProductsByID reads products one by one: V2 has no filter for several ids. Ones that aren't there are left out.
func (c *Client) legacyProductsByID(ctx context.Context, ids []uint64) (Page[Product], error) {
	page := Page[Product]{Number: 1}
	for _, id := range unique(ids) {
		var p Product
		_, err := c.get(ctx, legacyProductPath(id), nil, func(b []byte) error { return decodeLenient(b, &p) })
		if notFound(err) {
			continue
		}
		if err != nil {
			return Page[Product]{}, err
		}
		p.fromV2()
		page.Rows = append(page.Rows, p)
	}
	return page, nil
}

// fromV2 puts V2's words for tracking into V3's.
func (p *Product) fromV2() {
	if t, ok := legacyTracking[p.InventoryTracking]; ok {
		p.InventoryTracking = t
	}
	p.Variants = nil // a link in V2
}

// ProductSKUs reads the skus of one product through V2, as Variants with the sku's id. A product without choices has none.
// A legacy account reads them in place of Products' Variants.
func (c *Client) ProductSKUs(ctx context.Context, productID uint64) ([]Variant, error) {
	path := legacyProductPath(productID) + "/skus"
	var all []Variant
	seen := map[uint64]bool{}
	for page := 1; ; page++ {
		limit := c.PageLimit()
		v := url.Values{"page": {strconv.Itoa(page)}, "limit": {strconv.Itoa(limit)}}
		some, empty, err := readList[Variant](ctx, c, path, v)
		if err != nil {
			return nil, err
		}
		fresh := false
		for _, s := range some {
			if s.ID != 0 && !seen[s.ID] {
				seen[s.ID], fresh = true, true
				s.SKUID, s.ProductID = s.ID, productID
				all = append(all, s)
			}
		}
		if empty || len(some) < limit || !fresh {
			return all, nil
		}
	}
}

// setOneByOne sends stock rows one after the other. One that is refused is named and doesn't hold up the rest.
func (c *Client) setOneByOne(ctx context.Context, rows []stockRow, path func(int) string) error {
	var refused *RefusedError
	for i, row := range rows {
		body := struct {
			Level int `json:"inventory_level"`
		}{row.Level}
		err := c.send(ctx, http.MethodPut, path(i), body, true, nil)
		var no *RefusedError
		switch {
		case errors.As(err, &no):
			if refused == nil {
				refused = &RefusedError{Status: no.Status, Method: no.Method, Path: legacyProductsPath, Title: no.Title}
			}
			refused.Items = append(refused.Items, RefusedItem{ID: row.ID, Title: no.Title})
		case err != nil:
			return err
		}
	}
	if refused != nil {
		return refused
	}
	return nil
}
