package bigcommerce

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	timePath     = "/v2/time"
	storePath    = "/v2/store"
	ordersPath   = "/v2/orders"
	countPath    = "/v2/orders/count"
	statusesPath = "/v2/order_statuses"
)

// MaxPage is the most rows of a page that is asked for.
const MaxPage = 250

// OrderFilter narrows orders down; zero fields don't. Times count to the second.
type OrderFilter struct {
	MinID, MaxID             uint64
	StatusID                 *int
	MinCreated, MaxCreated   time.Time
	MinModified, MaxModified time.Time
}

// OrderQuery is one page of orders.
type OrderQuery struct {
	OrderFilter
	Sort  string // "id:asc", "date_modified:asc"
	Limit int    // 0: MaxPage
}

func (f OrderFilter) values() url.Values {
	v := url.Values{}
	for _, n := range []struct {
		name string
		id   uint64
	}{{"min_id", f.MinID}, {"max_id", f.MaxID}} {
		if n.id != 0 {
			v.Set(n.name, strconv.FormatUint(n.id, 10))
		}
	}
	if f.StatusID != nil {
		v.Set("status_id", strconv.Itoa(*f.StatusID))
	}
	for _, n := range []struct {
		name string
		at   time.Time
	}{
		{"min_date_created", f.MinCreated}, {"max_date_created", f.MaxCreated},
		{"min_date_modified", f.MinModified}, {"max_date_modified", f.MaxModified},
	} {
		if !n.at.IsZero() {
			v.Set(n.name, filterTime(n.at))
		}
	}
	return v
}

// held names the filter that an order shows to be ignored, or "". A filter the store can't parse is ignored without a
// word (github.com/bigcommerce/bigcommerce-api-php issue 89).
func (f OrderFilter) held(o *Order) string {
	switch {
	case o.ID < f.MinID:
		return "min_id"
	case f.MaxID != 0 && o.ID > f.MaxID:
		return "max_id"
	case !f.MinModified.IsZero() && !o.DateModified.IsZero() && o.DateModified.Before(f.MinModified.Truncate(time.Second)):
		return "min_date_modified"
	case !f.MinCreated.IsZero() && !o.DateCreated.IsZero() && o.DateCreated.Before(f.MinCreated.Truncate(time.Second)):
		return "min_date_created"
	case !f.MaxCreated.IsZero() && o.DateCreated.After(f.MaxCreated.Add(time.Second)):
		return "max_date_created"
	}
	return ""
}

// OrderCount is how many orders the store counts.
type OrderCount struct {
	All        int
	Incomplete int  // of them
	Statuses   bool // the store told them by status, so that Incomplete is known
}

// Listed is how many of them a list must have. Lists may leave out incomplete orders.
func (n OrderCount) Listed() int { return n.All - n.Incomplete }

// CountOrders counts orders without reading them. The count may include orders that lists leave out (incomplete ones).
func (c *Client) CountOrders(ctx context.Context, f OrderFilter) (int, error) {
	n, err := c.OrderCount(ctx, f)
	return n.All, err
}

// OrderCount counts orders without reading them, and the incomplete ones among them where the store tells.
func (c *Client) OrderCount(ctx context.Context, f OrderFilter) (n OrderCount, err error) {
	empty, err := c.get(ctx, countPath, f.values(), func(b []byte) error {
		var answer struct {
			Count    counted `json:"count"`
			Statuses []struct {
				ID    counted `json:"id"`
				Count counted `json:"count"`
			} `json:"statuses"`
		}
		if err := decodeLenient(b, &answer); err != nil {
			return err
		}
		if !answer.Count.known {
			return errNoData
		}
		n = OrderCount{All: answer.Count.n}
		for _, s := range answer.Statuses {
			if s.ID.known && s.Count.known && s.ID.n == StatusIncomplete {
				n.Incomplete, n.Statuses = min(s.Count.n, n.All), true
			}
		}
		return nil
	})
	if err == nil && empty {
		err = &DecodeError{Path: countPath, Detail: "it is empty"}
	}
	return n, err
}

// counted is a number that may be missing; one below zero is.
type counted struct {
	n     int
	known bool
}

// UnmarshalJSON takes a number, as text too.
func (t *counted) UnmarshalJSON(b []byte) error {
	n, err := strconv.Atoi(strings.Trim(string(b), `"`))
	*t = counted{n, err == nil && n >= 0}
	return nil
}

// ListOrders reads one page, with lines, addresses and fees; nil where the store answers 204. An order whose lines were cut at
// 50, or whose quantities don't add up to items_total, is completed from /v2/orders/{id}/products; if they still don't,
// it is returned as it is (see Order.QuantitiesAddUp). One whose lines can't be read counts among those that can't be.
//
// A page that isn't what was asked for is asked for once more: one with a row that the filter shuts out, that stands out of
// turn, or whose id is none. Then *FilterIgnoredError where a row is older than the filter or has a smaller id, *DecodeError
// where one stands out of turn. *PageError together with the readable orders where some are not. Where the store takes fewer
// rows a page than asked for, the page is shorter, now and later.
func (c *Client) ListOrders(ctx context.Context, q OrderQuery) ([]Order, error) {
	limit := q.Limit
	if limit <= 0 {
		limit = MaxPage
	}
	orders, err := c.page(ctx, q, min(limit, c.PageLimit()))
	for c.lowerPage(err, limit) {
		orders, err = c.page(ctx, q, min(limit, c.PageLimit()))
	}
	var unreadable *PageError
	if err != nil && !errors.As(err, &unreadable) {
		return nil, err
	}
	if q.refused(orders) != nil || unreadable != nil && unreadable.nameless() {
		unreadable = nil
		if orders, err = c.page(ctx, q, min(limit, c.PageLimit())); err != nil && !errors.As(err, &unreadable) {
			return nil, err
		}
		if err := q.refused(orders); err != nil {
			return nil, err
		}
	}
	bad, failed := c.complete(ctx, orders)
	if failed != nil {
		return nil, failed
	}
	if len(bad) > 0 {
		return without(orders, bad, unreadable)
	}
	return orders, err
}

// refused says what of a page's readable orders is not as it was asked for.
func (q *OrderQuery) refused(orders []Order) error {
	for i := range orders {
		o := &orders[i]
		if name := q.held(o); name != "" {
			return &FilterIgnoredError{Filter: name, OrderID: o.ID}
		}
		if i == 0 {
			continue
		}
		if before := &orders[i-1]; q.Sort == "id:asc" && o.ID <= before.ID || q.Sort == "date_modified:asc" && o.DateModified.Before(before.DateModified.Time) {
			return &DecodeError{Path: ordersPath, Detail: fmt.Sprintf("order %d stands out of turn", o.ID)}
		}
	}
	return nil
}

// PageLimit is the most rows the store's orders list takes a page: MaxPage, until a 413, or a page larger than is taken, said
// otherwise.
func (c *Client) PageLimit() int { return int(c.maxPage.Load()) }

// leastPage is the smallest page that is asked for where a larger one was more than is taken.
const leastPage = 10

// lowerPage takes the limit that a 413 named, or half of what was asked for, also where a page was larger than is taken; false
// where there is nothing to lower.
func (c *Client) lowerPage(err error, asked int) bool {
	now := min(asked, c.PageLimit())
	lower := now / 2
	refused, ok := errors.AsType[*APIError](err)
	switch {
	case errors.Is(err, errTooLarge) && lower >= leastPage:
	case !ok || refused.Status != http.StatusRequestEntityTooLarge:
		return false
	case refused.MaxLimit > 0 && refused.MaxLimit < now:
		lower = refused.MaxLimit
	}
	if lower < 1 {
		return false
	}
	c.maxPage.Store(int64(lower))
	return true
}

func (c *Client) page(ctx context.Context, q OrderQuery, limit int) ([]Order, error) {
	v := q.values()
	v.Set("limit", strconv.Itoa(limit))
	if q.Sort != "" {
		v.Set("sort", q.Sort)
	}
	withLines(v)
	var orders []Order
	_, err := c.get(ctx, ordersPath, v, func(b []byte) (err error) {
		orders, err = decodeOrders(b, c.latest())
		return err
	})
	// A row that comes twice is taken once.
	orders = slices.CompactFunc(orders, func(a, b Order) bool { return a.ID == b.ID && a.DateModified.Equal(b.DateModified.Time) })
	return orders, err
}

func withLines(v url.Values) {
	v.Set("include", "consignments.line_items,fees")
	v.Set("consignment_structure", "object")
}

// Order reads one order, with lines, addresses and fees. *APIError with 404 where the store has none; *DecodeError where
// it can't be read, or where the store refuses just that.
func (c *Client) Order(ctx context.Context, id uint64) (Order, error) {
	v := url.Values{}
	withLines(v)
	one := make([]Order, 1)
	path := ordersPath + "/" + strconv.FormatUint(id, 10)
	var raw []byte
	empty, err := c.get(ctx, path, v, func(b []byte) error {
		err := decodeLenient(b, &one[0])
		one[0].tidy()
		raw = rawOf(b)
		return err
	})
	switch {
	case err != nil && !notFound(err) && ofOrder(id, err) != nil:
		bad := ofOrder(id, err)
		bad.Raw = raw
		return Order{}, bad
	case err != nil:
		return Order{}, err
	case empty:
		return Order{}, &DecodeError{Path: path, Detail: fmt.Sprintf("it holds no order %d", id), Err: ErrNoOrder}
	case one[0].ID != id:
		return Order{}, &DecodeError{Path: path, Detail: fmt.Sprintf("it holds no order %d", id)}
	}
	if err := one[0].impossible(c.latest()); err != nil {
		return Order{}, &DecodeError{Path: path, OrderID: id, Detail: err.Error(), Raw: raw, Err: err}
	}
	bad, err := c.complete(ctx, one)
	if err != nil {
		return Order{}, err
	}
	if bad[0] != nil {
		return Order{}, bad[0]
	}
	return one[0], nil
}

// decodeOrders reads a page, order by order. Those that can't be read, or can't be right, are named in a *PageError. latest is the
// latest date an order can have.
func decodeOrders(b []byte, latest time.Time) ([]Order, error) {
	if !bytes.HasPrefix(b, []byte("[")) {
		return nil, errNoList
	}
	var rows rowList
	if err := json.Unmarshal(b, &rows); err != nil {
		return nil, err
	}
	orders := make([]Order, 0, len(rows))
	bad := &PageError{Rows: len(rows)}
	for _, row := range rows {
		id, nameless := orderID(row)
		if nameless != nil {
			nameless.Raw = rawOf(row)
			bad.Bad = append(bad.Bad, nameless)
			continue
		}
		var o Order
		err := decodeLenient(row, &o)
		if err == nil {
			err = o.impossible(latest)
		}
		bad.LastID = max(bad.LastID, id)
		if err != nil {
			bad.Bad = append(bad.Bad, &DecodeError{Path: ordersPath, OrderID: id, Detail: decodeDetail(err), Raw: rawOf(row), Err: err})
			continue
		}
		o.tidy()
		orders = append(orders, o)
	}
	if len(bad.Bad) > 0 {
		return orders, bad
	}
	return orders, nil
}

// MaxOrderID is the highest number that an order can have: the highest that any reader of JSON takes as it is. What has no
// number up to there is kept under a higher one, see orderID, by which the store can't be asked for it.
const MaxOrderID = 1 << 53

// earliest is the earliest date that an order can have.
var earliest = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)

// impossible says what of an order can't be right: no walk over orders is to be led astray by it.
func (o *Order) impossible(latest time.Time) error {
	if o.ID == 0 || o.ID > MaxOrderID {
		return errNoID
	}
	for _, d := range []struct {
		name string
		at   time.Time
	}{{"date_created", o.DateCreated.Time}, {"date_modified", o.DateModified.Time}} {
		switch {
		case d.at.IsZero():
			return fmt.Errorf("its %s is missing", d.name)
		case d.at.Before(earliest), d.at.After(latest):
			return fmt.Errorf("its %s, %s, can't be right", d.name, d.at.Format("2 January 2006"))
		}
	}
	return nil
}

var errNoID = errors.New("its id is none that an order can have")

// orderID reads a row's id. Where it is none, from 1 to MaxOrderID in plain digits, nameless tells of the row, under a number
// above MaxOrderID that the same id always gets.
func orderID(row []byte) (id uint64, nameless *DecodeError) {
	var only struct {
		ID json.RawMessage `json:"id"`
	}
	_ = json.Unmarshal(row, &only) // what is no object has no id
	said := strings.TrimSpace(strings.Trim(string(only.ID), `"`))
	id, err := strconv.ParseUint(said, 10, 64)
	if err == nil && id >= 1 && id <= MaxOrderID {
		return id, nil
	}
	if err != nil || id == 0 {
		h := fnv.New64a()
		_, _ = h.Write([]byte(said))
		id = 1<<63 | h.Sum64()
	}
	name := "An order without an id"
	if said != "" && said != "null" {
		name = "An order with the id " + cleanTitle(said)
	}
	return id, &DecodeError{Path: ordersPath, OrderID: id, Row: name, Detail: errNoID.Error(), Err: errNoID}
}

func rowID(row []byte) uint64 {
	var only struct {
		ID uint64 `json:"id"`
	}
	if json.Unmarshal(row, &only) != nil && decodeLenient(row, &only) != nil {
		return 0
	}
	return only.ID
}

// tidy drops lines that are only links to lines.
func (o *Order) tidy() {
	for _, list := range o.Consignments.lists() {
		*list = slices.DeleteFunc(*list, func(l OrderProduct) bool { return l.ID == 0 })
	}
}

// mostRaw bounds how much of an order that can't be read is kept.
const mostRaw = 64 << 10

// rawOf keeps the text of an order that can't be read, so that a person can see what is wrong; nil where it is too long.
func rawOf(b []byte) []byte {
	if len(b) > mostRaw {
		return nil
	}
	return slices.Clone(b)
}
