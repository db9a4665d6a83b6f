package bigcommerce

import (
	"bytes"
	"slices"
	"time"
)

// mostRaw bounds how much of an order that can't be read is kept.
const mostRaw = 64 << 10

// rawOf keeps the text of an order that can't be read, so that a person can put it right; nil where it is too long.
func rawOf(b []byte) []byte {
	if len(b) > mostRaw {
		return nil
	}
	return slices.Clone(b)
}

// DecodeOrder reads one order from its JSON, as GET /v2/orders/{id} gives it with its consignments and lines. *DecodeError
// where it can't be read.
func DecodeOrder(text []byte) (Order, error) {
	var o Order
	text = bytes.TrimSpace(text)
	if err := decodeLenient(text, &o); err != nil {
		return Order{}, &DecodeError{Path: ordersPath, OrderID: rowID(text), Detail: decodeDetail(err), Err: err}
	}
	if err := o.impossible(time.Now().AddDate(0, 0, 1)); err != nil {
		return Order{}, &DecodeError{Path: ordersPath, OrderID: rowID(text), Detail: err.Error(), Err: err}
	}
	o.tidy()
	return o, nil
}
