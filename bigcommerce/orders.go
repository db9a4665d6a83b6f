package bigcommerce

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
	"unsafe"
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

// CountOrders counts orders without reading them. The count may include orders that lists leave out (incomplete ones).
func (c *Client) CountOrders(ctx context.Context, f OrderFilter) (int, error) {
	n, _, err := c.CountOrdersAt(ctx, f)
	return n, err
}

// clocksAgree is how far two clocks may lie apart of which one is taken for the other.
const clocksAgree = time.Minute

// CountOrdersAt is CountOrders with the store's clock as the answer's Date tells it (RFC 9110, section 6.6.1). It is zero
// where there is none, or where it lies far from this computer's own: a proxy may have written it. Ask Time then.
func (c *Client) CountOrdersAt(ctx context.Context, f OrderFilter) (count int, clock time.Time, err error) {
	var answer struct {
		Count int `json:"count"`
	}
	_, err = c.do(ctx, request{
		method: http.MethodGet, path: countPath, query: f.values(),
		decode: func(b []byte) error { return decodeLenient(b, &answer) },
		seen: func(r *http.Response) {
			at, err := http.ParseTime(r.Header.Get("Date"))
			if clock = at; err != nil || time.Since(at).Abs() > clocksAgree {
				clock = time.Time{}
			}
		},
	})
	return answer.Count, clock, err
}

// ListOrders reads one page, with lines, addresses and fees; nil where the store answers 204. An order whose lines were cut at
// 50, or whose quantities don't add up to items_total, is completed from /v2/orders/{id}/products; if they still don't,
// it is returned as it is (see Order.QuantitiesAddUp). One whose lines can't be read counts among those that can't be.
//
// *FilterIgnoredError where a row is older than the filter or has a smaller id. *PageError together with the readable
// orders where some are not. Where the store takes fewer rows a page than asked for, the page is shorter, now and later:
// a page ends the list only if it is shorter than Client.PageLimit.
func (c *Client) ListOrders(ctx context.Context, q OrderQuery) ([]Order, error) {
	limit := q.Limit
	if limit <= 0 {
		limit = MaxPage
	}
	orders, err := c.page(ctx, q, min(limit, c.PageLimit()))
	var refused *APIError
	for errors.As(err, &refused) && refused.Status == http.StatusRequestEntityTooLarge && c.lowerPage(refused, limit) {
		orders, err = c.page(ctx, q, min(limit, c.PageLimit()))
	}
	var unreadable *PageError
	if err != nil && !errors.As(err, &unreadable) {
		return nil, err
	}
	for i := range orders {
		if name := q.held(&orders[i]); name != "" {
			return nil, &FilterIgnoredError{Filter: name, OrderID: orders[i].ID}
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

// PageLimit is the most rows the store's orders list takes a page: MaxPage, until a 413 said otherwise.
func (c *Client) PageLimit() int { return int(c.maxPage.Load()) }

// lowerPage takes the limit that a 413 named, or half of what was asked for; false where there is nothing to lower.
func (c *Client) lowerPage(refused *APIError, asked int) bool {
	now := min(asked, c.PageLimit())
	lower := refused.MaxLimit
	if lower <= 0 || lower >= now {
		lower = now / 2
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
		orders, err = decodeOrders(b)
		return err
	})
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
		if raw = nil; err != nil && !isSyntax(err) {
			raw = rawOf(b)
		}
		return err
	})
	switch {
	case err != nil && !notFound(err) && ofOrder(id, err) != nil:
		bad := ofOrder(id, err)
		bad.Raw = raw
		return Order{}, bad
	case err != nil:
		return Order{}, err
	case empty || one[0].ID != id:
		return Order{}, &DecodeError{Path: path, Detail: fmt.Sprintf("it holds no order %d", id)}
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

// decodeOrders reads a page. Where it doesn't decode as a whole, its orders are decoded one by one, and those that can't
// be are named in a *PageError.
func decodeOrders(b []byte) ([]Order, error) {
	var orders []Order
	var err error
	// A copy of the answer would be a third of what a page takes; nobody writes to it here, and the orders have their own strings.
	if !scanInto(unsafe.String(unsafe.SliceData(b), len(b)), &orders) {
		orders = nil
		err = json.Unmarshal(b, &orders)
	}
	if err == nil {
		for i := range orders {
			if orders[i].ID == 0 {
				return nil, errNoID
			}
			orders[i].tidy()
		}
		return orders, nil
	}
	if isSyntax(err) {
		return nil, err
	}
	var rows []json.RawMessage
	if err := json.Unmarshal(b, &rows); err != nil {
		return nil, err
	}
	orders = make([]Order, 0, len(rows))
	bad := &PageError{Rows: len(rows)}
	for _, row := range rows {
		var o Order
		var err error
		if !scanInto(string(row), &o) {
			err = decodeLenient(row, &o)
		}
		if err == nil && o.ID == 0 {
			err = errNoID
		}
		if err != nil {
			id := rowID(row)
			if id == 0 {
				return nil, errNoID
			}
			bad.Bad = append(bad.Bad, &DecodeError{Path: ordersPath, OrderID: id, Detail: decodeDetail(err), Raw: rawOf(row), Err: err})
			bad.LastID = max(bad.LastID, id)
			continue
		}
		o.tidy()
		bad.LastID = max(bad.LastID, o.ID)
		orders = append(orders, o)
	}
	if len(bad.Bad) > 0 {
		return orders, bad
	}
	return orders, nil
}

var errNoID = errors.New("it holds an order without an id")

func rowID(row []byte) uint64 {
	var only struct {
		ID uint64 `json:"id"`
	}
	if decodeLenient(row, &only) != nil {
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
