package bigcommerce

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
)

// SetOrderStatus gives an order a status, and so may have the store mail the customer. Only status_id is sent: anything
// else could change prices (orders.v2 spec). The order comes back as the store has it now, without its lines. Setting the
// same status twice does no harm, so it is repeated like a read.
//
// Refunded and Cancelled are labels here: they move no money. *RefusedError where the store turns it down, *InputError for
// a status that BigCommerce doesn't have.
func (c *Client) SetOrderStatus(ctx context.Context, id uint64, statusID int) (Order, error) {
	switch {
	case id == 0:
		return Order{}, &InputError{Field: "order", Problem: "The new status names no order. Name the order that it is for."}
	case StatusName(statusID) == "":
		return Order{}, &InputError{Field: "status", Problem: fmt.Sprintf("BigCommerce has no order status %d. Its statuses go from 0 to 14.", statusID)}
	}
	body := struct {
		StatusID int `json:"status_id"`
	}{statusID}
	var o Order
	path := ordersPath + "/" + strconv.FormatUint(id, 10)
	err := c.send(ctx, http.MethodPut, path, body, true, func(b []byte) error { return decodeLenient(b, &o) })
	switch {
	case err != nil:
		return Order{}, err
	case o.ID != id:
		return Order{}, &DecodeError{Path: path, Detail: fmt.Sprintf("it holds no order %d", id)}
	}
	o.tidy()
	return o, nil
}
