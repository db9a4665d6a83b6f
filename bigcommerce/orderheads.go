package bigcommerce

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
)

// OrderHead is an order without its lines, addresses and fees: what comparing takes.
type OrderHead struct {
	ID                  uint64  `json:"id"`
	StatusID            int     `json:"status_id"`
	Status              string  `json:"status"`
	CustomStatus        string  `json:"custom_status"`
	DateCreated         Time    `json:"date_created"`
	DateModified        Time    `json:"date_modified"`
	TotalIncTax         Decimal `json:"total_inc_tax"`
	CurrencyCode        string  `json:"currency_code"`
	DefaultCurrencyCode string  `json:"default_currency_code"`
	ItemsTotal          int     `json:"items_total"`
	ItemsShipped        int     `json:"items_shipped"`
	IsDigital           bool    `json:"order_is_digital"`
}

// OrderHeads reads one page of orders by id, from f.MinID on; nil where the store answers 204. It asks for nothing to be
// included, so it costs the store less than ListOrders. Rows that can't be read are in bad. As with ListOrders, a page that
// isn't what was asked for is asked for once more; then *FilterIgnoredError, or *DecodeError.
func (c *Client) OrderHeads(ctx context.Context, f OrderFilter) (good []OrderHead, bad []*DecodeError, err error) {
	v := f.values()
	v.Set("limit", strconv.Itoa(c.PageLimit()))
	v.Set("sort", "id:asc")
	for range 2 {
		if good, bad, err = c.headPage(ctx, v); err != nil {
			return nil, nil, err
		}
		last := uint64(0)
		for _, o := range good {
			switch {
			case o.ID < f.MinID:
				err = &FilterIgnoredError{Filter: "min_id", OrderID: o.ID}
			case o.ID <= last:
				err = &DecodeError{Path: ordersPath, Detail: fmt.Sprintf("order %d stands out of turn", o.ID)}
			}
			last = o.ID
		}
		if err == nil {
			return good, bad, nil
		}
	}
	return nil, nil, err
}

func (c *Client) headPage(ctx context.Context, v url.Values) (good []OrderHead, bad []*DecodeError, err error) {
	rows, _, err := readList[json.RawMessage](ctx, c, ordersPath, v)
	for _, row := range rows {
		id, nameless := orderID(row)
		if nameless != nil {
			bad = append(bad, nameless)
			continue
		}
		var o OrderHead
		if err := decodeLenient(row, &o); err != nil {
			bad = append(bad, &DecodeError{Path: ordersPath, OrderID: id, Detail: decodeDetail(err), Err: err})
		} else if n := len(good); n == 0 || good[n-1].ID != id { // a row that comes twice is taken once
			good = append(good, o)
		}
	}
	return good, bad, err
}

// FirstOrderID is the lowest id among the orders that f lets through; 0 where there is none, or none that can be read.
func (c *Client) FirstOrderID(ctx context.Context, f OrderFilter) (uint64, error) {
	return c.headOrderID(ctx, f, "id:asc")
}

// LastOrderID is the highest id among the orders that f lets through; 0 where there is none, or none that can be read.
func (c *Client) LastOrderID(ctx context.Context, f OrderFilter) (uint64, error) {
	return c.headOrderID(ctx, f, "id:desc")
}

func (c *Client) headOrderID(ctx context.Context, f OrderFilter, sort string) (id uint64, err error) {
	v := f.values()
	v.Set("limit", "1")
	v.Set("sort", sort)
	rows, _, err := readList[json.RawMessage](ctx, c, ordersPath, v)
	for _, row := range rows {
		if one, nameless := orderID(row); nameless == nil {
			id = max(id, one)
		}
	}
	return id, err
}
