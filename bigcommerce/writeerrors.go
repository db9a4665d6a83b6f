package bigcommerce

import (
	"fmt"
	"strings"
)

// RefusedError is a change that the store turned down (400, 404, 409, 422, 423, or a part of a 207): it was not made, and
// repeating it won't help. Other changes may well go through.
type RefusedError struct {
	Status int
	Method string
	Path   string
	Title  string // the store's own words, one line, bounded; may be ""
	// Items are the guilty ones of several, where it is known which; all the others were then changed. Without, nothing is
	// known of any of them.
	Items []RefusedItem
}

// RefusedItem is one item of a refused change.
type RefusedItem struct {
	ID    uint64 // the product's or variant's
	Title string
}

func (e *RefusedError) Error() string {
	what := "The store refused the change"
	switch {
	case strings.HasSuffix(e.Path, "/shipments"):
		what = "The store refused the shipment"
	case strings.HasPrefix(e.Path, ordersPath):
		what = "The store refused the new order status"
	case len(e.Items) > 0:
		what = fmt.Sprintf("The store refused the stock of %d of the items; the others were changed", len(e.Items))
	case isStockPath(e.Path):
		what = "The store refused the stock levels"
	}
	if e.Title == "" {
		return what + " and gave no reason. Look at it in the control panel."
	}
	return fmt.Sprintf("%s. %s Correct it in the control panel or in the book, then try again.", what, said(e.Title))
}

func isStockPath(path string) bool {
	for _, prefix := range []string{"/v3/inventory/", "/v3/catalog/", "/v2/products"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// UnknownOutcomeError is a change that may have been made or not: it was sent, and no answer that can be read came back.
// Ask the store whether it is there before sending it again.
type UnknownOutcomeError struct {
	Method string
	Path   string
	Err    error // what went wrong: *NetworkError, *APIError, *DecodeError, or the context's error
}

func (e *UnknownOutcomeError) Error() string {
	what := "change"
	if strings.HasSuffix(e.Path, "/shipments") {
		what = "shipment"
	}
	return fmt.Sprintf("The %s was sent, but the store's answer was lost, so it may be there or not. The store has to be asked before it is "+
		"sent again; don't enter it by hand meanwhile.", what)
}

func (e *UnknownOutcomeError) Unwrap() error { return e.Err }

// WritingError is a person's change that had to wait too long for those before it; nothing was sent.
type WritingError struct{}

func (*WritingError) Error() string {
	return "A job is sending changes to this store, and changes go one at a time. Nothing was sent; try again when the job is done."
}

// LegacyError is something that only a store-level API account can do: legacy accounts have the old V2 API alone.
type LegacyError struct{ Path string }

func (*LegacyError) Error() string {
	return "A legacy account can't do this: it has only BigCommerce's old V2 API. Create a store-level API account in the control panel and " +
		"use its credentials file."
}
