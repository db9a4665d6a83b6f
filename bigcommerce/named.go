package bigcommerce

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// NamedLine is what an order that can't be read names all the same: a line of it, as far as it tells.
type NamedLine struct {
	ID, ProductID, VariantID    uint64
	SKU, Type                   string
	Quantity, Shipped, Refunded int
}

// NamedLines reads the lines of an order that can't be read, for their skus and quantities alone: whatever else is wrong with
// it doesn't matter. ok reports whether that could be told of each of its lines.
func NamedLines(raw []byte) (lines []NamedLine, ok bool) {
	var order map[string]any
	if json.Unmarshal(raw, &order) != nil {
		return nil, false
	}
	groups := findLists(order["consignments"], "line_items")
	if products, is := order["products"].([]any); is {
		groups = append(groups, products)
	}
	if len(groups) == 0 {
		return nil, false
	}
	for _, group := range groups {
		for i, row := range group {
			fields, is := row.(map[string]any)
			if !is {
				return lines, false
			}
			l := NamedLine{ID: uint64(max(0, whole(fields["id"]))), Quantity: whole(fields["quantity"])}
			l.SKU, _ = fields["sku"].(string)
			l.Type, _ = fields["type"].(string)
			l.ProductID, l.VariantID = uint64(max(0, whole(fields["product_id"]))), uint64(max(0, whole(fields["variant_id"])))
			l.Shipped, l.Refunded = max(0, whole(fields["quantity_shipped"])), max(0, whole(fields["quantity_refunded"]))
			if l.ID == 0 {
				l.ID = uint64(len(lines) + i + 1)
			}
			if l.Quantity <= 0 || strings.TrimSpace(l.SKU) == "" && l.ProductID == 0 {
				return lines, false
			}
			lines = append(lines, l)
		}
	}
	return lines, true
}

// findLists finds the lists of a name, however deep they lie.
func findLists(v any, name string) (out [][]any) {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			if list, is := inner.([]any); is && key == name {
				out = append(out, list)
				continue
			}
			out = append(out, findLists(inner, name)...)
		}
	case []any:
		for _, inner := range v {
			out = append(out, findLists(inner, name)...)
		}
	}
	return out
}

// whole is a whole number, written as one or as a text; -1 for anything else.
func whole(v any) int {
	switch v := v.(type) {
	case float64:
		if v == math.Trunc(v) && math.Abs(v) <= maxWhole {
			return int(v)
		}
	case string:
		if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil {
			return n
		}
	}
	return -1
}

// maxWhole is the highest whole number that JSON's numbers hold exactly.
const maxWhole = 1 << 53

// NamedStatus is the status_id of an order that can't be read; ok reports whether it tells.
func NamedStatus(raw []byte) (status int, ok bool) {
	var order map[string]any
	if json.Unmarshal(raw, &order) != nil {
		return 0, false
	}
	status = whole(order["status_id"])
	return status, status >= 0 && StatusName(status) != ""
}
