package sidebyside_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"cartwire/store"
)

// orderByOrder reads orders as the public connectors do: the list by page number, then three requests for each order.
type orderByOrder struct {
	base, token string
	http        http.Client
	book        *store.Book
	conn        store.Connection
}

const (
	atOnce   = 3
	fullPage = 250
)

func newOrderByOrder(t task, book *store.Book, conn store.Connection) *orderByOrder {
	return &orderByOrder{
		base: strings.TrimSuffix(t.APIPath, "/v3/") + "/v2", token: t.Token, book: book, conn: conn,
		http: http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}, // gzip by itself
	}
}

// importOrders reads a page, completes its orders and writes them, page by page.
func (c *orderByOrder) importOrders(ctx context.Context) error {
	for page := 1; ; page++ {
		list, err := rows[storeOrder](ctx, c, "/orders", "&sort=id:asc", page)
		if err != nil {
			return err
		}
		if err := c.complete(ctx, list); err != nil {
			return err
		}
		if err := c.write(list); err != nil {
			return err
		}
		if len(list) < fullPage {
			return nil
		}
	}
}

// complete reads what belongs to each order.
func (c *orderByOrder) complete(ctx context.Context, list []storeOrder) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for i := range list {
		o := &list[i]
		path := "/orders/" + strconv.FormatUint(o.ID, 10)
		g.Go(func() (err error) { o.lines, err = all[orderLine](ctx, c, path+"/products"); return err })
		g.Go(func() (err error) { o.parcels, err = all[parcel](ctx, c, path+"/shipping_addresses"); return err })
		g.Go(func() (err error) { o.coupons, err = all[coupon](ctx, c, path+"/coupons"); return err })
	}
	return g.Wait()
}

// write puts a page into the book as Cartwire's import does: orders, what they hold of the stock, and how far it has come.
func (c *orderByOrder) write(list []storeOrder) error {
	return c.book.Update(func(tx *store.Tx) error {
		at, err := tx.DefaultLocation(c.conn)
		if err != nil {
			return err
		}
		orders := make([]store.Order, len(list))
		for i := range list {
			if orders[i], err = list[i].book(at); err != nil {
				return err
			}
		}
		if _, err := tx.PutOrders(c.conn.ID, orders); err != nil {
			return err
		}
		state := store.ImportState{Allocated: true}
		for i := range orders {
			if err := tx.Allocate(c.conn.ID, &orders[i], store.Seen{}); err != nil {
				return err
			}
			state.LastID = max(state.LastID, orders[i].StoreOrderID)
		}
		return tx.PutImportState(c.conn.ID, state)
	})
}

// all reads a list to its end.
func all[T any](ctx context.Context, c *orderByOrder, path string) (list []T, err error) {
	for page := 1; ; page++ {
		more, err := rows[T](ctx, c, path, "", page)
		if err != nil {
			return nil, err
		}
		if list = append(list, more...); len(more) < fullPage {
			return list, nil
		}
	}
}

// rows reads one page of a list; a 204 is an empty one, and a 429 waits until the store counts anew.
func rows[T any](ctx context.Context, c *orderByOrder, path, more string, page int) (list []T, err error) {
	for {
		status, head, body, err := c.get(ctx, fmt.Sprintf("%s?limit=%d&page=%d%s", path, fullPage, page, more))
		switch {
		case err != nil:
			return nil, err
		case status == http.StatusOK:
			return list, json.Unmarshal(body, &list)
		case status == http.StatusNoContent:
			return nil, nil
		case status != http.StatusTooManyRequests:
			return nil, fmt.Errorf("%s: HTTP %d: %s", path, status, body)
		}
		reset, err := strconv.Atoi(head.Get("X-Rate-Limit-Time-Reset-Ms"))
		if err != nil {
			return nil, fmt.Errorf("%s: a 429 that doesn't tell how long to wait: %w", path, err)
		}
		select {
		case <-time.After(time.Duration(reset) * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (c *orderByOrder) get(ctx context.Context, path string) (status int, head http.Header, body []byte, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return 0, nil, nil, err
	}
	r.Header.Set("X-Auth-Token", c.token)
	r.Header.Set("Accept", "application/json")
	answer, err := c.http.Do(r)
	if err != nil {
		return 0, nil, nil, err
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	return answer.StatusCode, answer.Header, body, err
}
