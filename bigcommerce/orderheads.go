package bigcommerce

import (
	"context"
	"encoding/json"
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

// OrderHeads reads one page of orders by id, from q.MinID on; nil where the store answers 204. It asks for nothing to be
// included, so it costs the store less than ListOrders. Rows that can't be read are in bad. *FilterIgnoredError where a row
// has a smaller id. A page ends the list only if good and bad together are fewer than Client.PageLimit.
func (c *Client) OrderHeads(ctx context.Context, f OrderFilter) (good []OrderHead, bad []*DecodeError, err error) {
	v := f.values()
	v.Set("limit", strconv.Itoa(c.PageLimit()))
	v.Set("sort", "id:asc")
	_, err = c.get(ctx, ordersPath, v, func(b []byte) error {
		var rows []json.RawMessage
		if err := json.Unmarshal(b, &rows); err != nil {
			return err
		}
		good, bad = decodeRows[OrderHead]("Order", ordersPath, rows)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for i := range good {
		switch {
		case good[i].ID == 0:
			return nil, nil, &DecodeError{Path: ordersPath, Detail: errNoID.Error(), Err: errNoID}
		case good[i].ID < f.MinID:
			return nil, nil, &FilterIgnoredError{Filter: "min_id", OrderID: good[i].ID}
		}
	}
	return good, bad, nil
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
	_, err = c.get(ctx, ordersPath, v, func(b []byte) error {
		var rows []json.RawMessage
		if err := json.Unmarshal(b, &rows); err != nil {
			return err
		}
		for _, row := range rows {
			id = max(id, rowID(row))
		}
		return nil
	})
	return id, err
}
