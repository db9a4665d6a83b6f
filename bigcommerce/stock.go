package bigcommerce

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// The most items that one request changes (inventory.v3 and catalog specs).
const (
	MaxAdjustments  = 2000
	MaxProductStock = 10
	MaxVariantStock = 50
)

// maxLevel is the highest stock level (catalog spec, inventory_level).
const maxLevel = 2_147_483_647

// Adjustment sets what is on hand of one item at one store location. Exactly one of ProductID, VariantID and SKU names the
// item: ProductID where its stock is tracked by product, VariantID or SKU where by variant.
type Adjustment struct {
	LocationID uint64 `json:"location_id"`
	ProductID  uint64 `json:"product_id,omitempty"`
	VariantID  uint64 `json:"variant_id,omitempty"`
	SKU        string `json:"sku,omitempty"`
	Quantity   int    `json:"quantity"`
}

// ProductStock is the stock level of a product that is tracked by product.
type ProductStock struct {
	ID    uint64
	Level int
}

// VariantStock is the stock level of a variant of a product that is tracked by variant. ProductID is needed on a legacy
// account, where ID is the sku's.
type VariantStock struct {
	ID, ProductID uint64
	Level         int
}

// AdjustInventory sets stock through the Inventory API, at most MaxAdjustments items a call; reason is shown in the
// store's stock history. It sets absolute quantities, so it is repeated like a read. The store takes them all or none:
// *RefusedError has its words, which name items by their ids. *InputError, before anything is sent, for what it couldn't
// take; *ScopeError without Store Inventory modify; *LegacyError on a legacy account. The new levels may show only later.
func (c *Client) AdjustInventory(ctx context.Context, reason string, items []Adjustment) error {
	if len(items) == 0 {
		return nil
	}
	if problem := adjustmentsProblem(items); problem != "" {
		return &InputError{Field: "stock", Problem: problem}
	}
	body := struct {
		Reason string       `json:"reason,omitempty"`
		Items  []Adjustment `json:"items"`
	}{cleanTitle(reason), items}
	return c.send(ctx, http.MethodPut, absolutePath, body, true, nil)
}

func adjustmentsProblem(items []Adjustment) string {
	if len(items) > MaxAdjustments {
		return fmt.Sprintf("A request may set the stock of %s items, not of %s. Send them in parts.", grouped(MaxAdjustments), grouped(len(items)))
	}
	seen := make(map[Adjustment]bool, len(items))
	for _, it := range items {
		names := 0
		for _, named := range []bool{it.ProductID != 0, it.VariantID != 0, it.SKU != ""} {
			if named {
				names++
			}
		}
		key := it
		key.Quantity = 0
		switch {
		case it.LocationID == 0:
			return "A stock level names no store location. Map the book's locations to the store's."
		case names != 1:
			return "A stock level must name its item in one way: by product, by variant or by sku."
		case seen[key]:
			return "An item is there twice for the same store location."
		}
		if problem := levelProblem(it.Quantity); problem != "" {
			return problem
		}
		seen[key] = true
	}
	return ""
}

func levelProblem(level int) string {
	if level < 0 || level > maxLevel {
		return fmt.Sprintf("A stock level must lie between 0 and %s.", grouped(maxLevel))
	}
	return ""
}

// stockRow is one row of a catalogue stock update: a row without an id would create a variant, so the id is always sent,
// and nothing else that could.
type stockRow struct {
	ID    uint64 `json:"id"`
	Level int    `json:"inventory_level"`
}

// UpdateProductStock sets the stock of products through the catalogue, at most MaxProductStock a call; on a legacy account
// one after the other through V2. It carries the default location only. It is repeated like a read. *RefusedError where
// the store turns some or all of them down; *InputError, before anything is sent, for what it couldn't take; *ScopeError
// without Products modify.
func (c *Client) UpdateProductStock(ctx context.Context, items []ProductStock) error {
	rows := make([]stockRow, len(items))
	for i, it := range items {
		rows[i] = stockRow(it)
	}
	if problem := rowsProblem(rows, MaxProductStock); problem != "" {
		return &InputError{Field: "stock", Problem: problem}
	}
	if c.Legacy() {
		return c.setOneByOne(ctx, rows, func(i int) string { return legacyProductPath(items[i].ID) })
	}
	return c.setInBulk(ctx, productsPath, rows)
}

// UpdateVariantStock sets the stock of variants through the catalogue, at most MaxVariantStock a call; on a legacy account
// one after the other through V2. See UpdateProductStock.
func (c *Client) UpdateVariantStock(ctx context.Context, items []VariantStock) error {
	rows := make([]stockRow, len(items))
	for i, it := range items {
		if c.Legacy() && it.ProductID == 0 {
			return &InputError{Field: "stock", Problem: "A sku's stock level names no product, which a legacy account needs."}
		}
		rows[i] = stockRow{it.ID, it.Level}
	}
	if problem := rowsProblem(rows, MaxVariantStock); problem != "" {
		return &InputError{Field: "stock", Problem: problem}
	}
	if c.Legacy() {
		return c.setOneByOne(ctx, rows, func(i int) string {
			return legacyProductPath(items[i].ProductID) + "/skus/" + strconv.FormatUint(items[i].ID, 10)
		})
	}
	return c.setInBulk(ctx, variantsPath, rows)
}

func rowsProblem(rows []stockRow, most int) string {
	if len(rows) > most {
		return fmt.Sprintf("A request may set the stock of %d items, not of %s. Send them in parts.", most, grouped(len(rows)))
	}
	seen := map[uint64]bool{}
	for _, r := range rows {
		switch {
		case r.ID == 0:
			return "A stock level names no item of the store. Import the products first."
		case seen[r.ID]:
			return "An item is there twice. Give each item one stock level."
		}
		if problem := levelProblem(r.Level); problem != "" {
			return problem
		}
		seen[r.ID] = true
	}
	return ""
}

// setInBulk sends rows in one request. A 207 says that something was saved and something was not, mostly the stock
// (catalog spec), so it counts as refused.
func (c *Client) setInBulk(ctx context.Context, path string, rows []stockRow) error {
	if len(rows) == 0 {
		return nil
	}
	var answer struct {
		Errors      json.RawMessage `json:"errors"`
		BatchErrors json.RawMessage `json:"batch_errors"`
	}
	var said errorBody
	err := c.send(ctx, http.MethodPut, path, rows, true, func(b []byte) error {
		if err := json.Unmarshal(b, &answer); err != nil {
			return err
		}
		said = parsePartialErrors(answer.Errors, answer.BatchErrors)
		return nil
	})
	if err == nil && said.Title != "" {
		return &RefusedError{Status: http.StatusMultiStatus, Method: http.MethodPut, Path: path, Title: said.Title}
	}
	return err
}
