package bigcommerce

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"
)

// complete reads the lines of those orders in full that the API cut, or whose quantities don't add up, and the addresses of
// those whose lines name others than came along. What can't be read of one order fails that order alone: bad names it, by its
// place in orders.
func (c *Client) complete(ctx context.Context, orders []Order) (bad map[int]*DecodeError, err error) {
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(maxInFlight)
	for i := range orders {
		o := &orders[i]
		if !o.Consignments.cut() && o.QuantitiesAddUp() && o.Unaddressed() == 0 {
			continue
		}
		g.Go(func() error {
			err := c.completeOne(ctx, o)
			if err == nil {
				return nil
			}
			one := ofOrder(o.ID, err)
			if one == nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			if serverFault(err) && len(bad) > 0 {
				return err // not one order's: the store has trouble
			}
			if bad == nil {
				bad = map[int]*DecodeError{}
			}
			bad[i] = one
			return nil
		})
	}
	return bad, g.Wait()
}

// completeOne asks again, twice at most, where an answer holds less than is at hand already.
func (c *Client) completeOne(ctx context.Context, o *Order) error {
	if o.Consignments.cut() || !o.QuantitiesAddUp() {
		had := max(1, len(o.Lines()))
		var lines []OrderProduct
		for n := 0; n < 3 && len(lines) < had; n++ {
			var err error
			if lines, err = c.OrderProducts(ctx, o.ID); err != nil {
				return err
			}
		}
		o.distribute(lines)
	}
	path := ordersPath + "/" + strconv.FormatUint(o.ID, 10) + "/shipping_addresses"
	var list []ShippingConsignment
	for n := 0; n < 3 && len(list) == 0 && o.Unaddressed() > 0; n++ {
		if _, err := c.get(ctx, path, url.Values{"limit": {strconv.Itoa(MaxPage)}}, func(b []byte) error { return decodeLenient(b, &list) }); err != nil {
			return err
		}
		o.Consignments.address(list)
	}
	return nil
}

// Unaddressed is how many lines go by parcel to an address that isn't known.
func (o *Order) Unaddressed() (lines int) {
	known := map[uint64]bool{}
	for i := range o.Consignments.Shipping {
		s := &o.Consignments.Shipping[i]
		known[s.ID] = known[s.ID] || !s.unknown
	}
	for i := range o.Consignments.Shipping {
		s := &o.Consignments.Shipping[i]
		for _, l := range s.Lines {
			if at := cmp.Or(l.OrderAddressID, s.ID); !known[at] && l.Type != LineDigital && l.Type != LineGiftCertificate {
				lines++
			}
		}
	}
	return lines
}

// address fills in the addresses that no answer has brought yet.
func (c *Consignments) address(list []ShippingConsignment) {
	if len(list) == 1 { // then lines that name no address can only go there
		for i := range c.Shipping {
			if s := &c.Shipping[i]; s.unknown && s.ID == 0 {
				s.ID = list[0].ID
				for l := range s.Lines {
					s.Lines[l].OrderAddressID = s.ID
				}
			}
		}
	}
	for _, a := range list {
		at := slices.IndexFunc(c.Shipping, func(s ShippingConsignment) bool { return s.ID == a.ID })
		switch {
		case a.ID == 0:
		case at < 0:
			a.Lines = nil
			c.Shipping = append(c.Shipping, a)
		case c.Shipping[at].unknown:
			a.Lines = c.Shipping[at].Lines
			c.Shipping[at] = a
		}
	}
}

// ofOrder is the error of one order where a read that belongs to it alone failed in a way that says nothing of others:
// what was answered can't be read, or the store refuses or fails just that. Nil where the others would fail, too: the
// network, the credentials, a missing permission, the quota, a store that is closed.
func ofOrder(id uint64, err error) *DecodeError {
	if bad, ok := errors.AsType[*DecodeError](err); ok {
		bad.OrderID = id
		return bad
	}
	if refused, ok := errors.AsType[*APIError](err); ok && (refused.Status/100 == 4 || serverFault(err)) {
		return &DecodeError{Path: refused.Path, OrderID: id, Err: err,
			Detail: fmt.Sprintf("the store answers to what is asked of it with an error (HTTP %d)", refused.Status)}
	}
	return nil
}

// serverFault tells of an error of the store's own that was there at each try: one order may be what causes it.
func serverFault(err error) bool {
	refused, ok := errors.AsType[*APIError](err)
	return ok && refused.Status == http.StatusInternalServerError
}

// without takes the orders out that bad names and tells of them beside those that couldn't be read before.
func without(orders []Order, bad map[int]*DecodeError, before *PageError) ([]Order, *PageError) {
	all := &PageError{Rows: len(orders)}
	if before != nil {
		all = before
	}
	good := orders[:0:0]
	for i := range orders {
		all.LastID = max(all.LastID, orders[i].ID)
		if b := bad[i]; b != nil {
			all.Bad = append(all.Bad, b)
			continue
		}
		good = append(good, orders[i])
	}
	return good, all
}

// notFound tells whether the store has nothing at the address of a read.
func notFound(err error) bool {
	var refused *APIError
	return errors.As(err, &refused) && refused.Status == http.StatusNotFound
}

// OrderProducts reads all lines of an order, 250 a page, until 204 or a short page.
func (c *Client) OrderProducts(ctx context.Context, id uint64) ([]OrderProduct, error) {
	path := ordersPath + "/" + strconv.FormatUint(id, 10) + "/products"
	var all []OrderProduct
	for page := 1; ; page++ {
		limit := c.PageLimit()
		v := url.Values{"page": {strconv.Itoa(page)}, "limit": {strconv.Itoa(limit)}}
		lines, empty, err := readList[OrderProduct](ctx, c, path, v)
		if err != nil {
			var bad *DecodeError
			if errors.As(err, &bad) {
				bad.OrderID = id
			}
			return nil, err
		}
		fresh := appendNew(&all, lines)
		if empty || len(lines) < limit || !fresh {
			return all, nil
		}
	}
}

// appendNew adds the lines that aren't there yet; false where none was new, as from a server that ignores page.
func appendNew(all *[]OrderProduct, lines []OrderProduct) bool {
	known := make(map[uint64]bool, len(*all))
	for _, l := range *all {
		known[l.ID] = true
	}
	fresh := false
	for _, l := range lines {
		if l.ID != 0 && !known[l.ID] {
			known[l.ID] = true
			*all = append(*all, l)
			fresh = true
		}
	}
	return fresh
}

// distribute gives the full list of lines to the consignments they belong to: those with an address to the shipping
// consignment of that id, the others by what they are. Lines that stand in a consignment already stay there, with the
// fresh values; a line whose address no consignment has gets one of its own, so that none is dropped.
func (o *Order) distribute(lines []OrderProduct) {
	placed := make(map[uint64]*OrderProduct)
	for _, list := range o.Consignments.lists() {
		for i := range *list {
			placed[(*list)[i].ID] = &(*list)[i]
		}
	}
	var rest []OrderProduct
	for _, l := range lines {
		if at, ok := placed[l.ID]; ok {
			*at = l
		} else {
			rest = append(rest, l)
		}
	}
	for _, l := range rest {
		list := o.Consignments.home(l)
		*list = append(*list, l)
	}
}

// home is the list that a line belongs to.
func (c *Consignments) home(l OrderProduct) *[]OrderProduct {
	if l.OrderAddressID != 0 {
		for i := range c.Shipping {
			if c.Shipping[i].ID == l.OrderAddressID {
				return &c.Shipping[i].Lines
			}
		}
	}
	switch {
	case l.Type == LineGiftCertificate:
		if len(c.Email.GiftCertificates) == 0 {
			c.Email.GiftCertificates = make([]DownloadConsignment, 1)
		}
		return &c.Email.GiftCertificates[0].Lines
	case l.Type == LineDigital:
		if len(c.Downloads) == 0 {
			c.Downloads = make([]DownloadConsignment, 1)
		}
		return &c.Downloads[0].Lines
	case l.OrderPickupMethodID != 0 || (l.OrderAddressID == 0 && len(c.Pickups) > 0):
		return c.pickup(l.OrderPickupMethodID)
	case len(c.Shipping) == 1 && (l.OrderAddressID == 0 || c.Shipping[0].ID == 0):
		return &c.Shipping[0].Lines
	}
	for i := range c.Shipping {
		if c.Shipping[i].ID == l.OrderAddressID {
			return &c.Shipping[i].Lines
		}
	}
	c.Shipping = append(c.Shipping, ShippingConsignment{ID: l.OrderAddressID, unknown: true})
	return &c.Shipping[len(c.Shipping)-1].Lines
}

// pickup finds the pickup by its method, or by its own id: the orders.v2 spec calls order_pickup_method_id "ID of the
// pickup fulfillment method for this item", and both fit that.
func (c *Consignments) pickup(method uint64) *[]OrderProduct {
	for i := range c.Pickups {
		if p := &c.Pickups[i]; p.PickupMethodID == method || p.ID == method {
			return &p.Lines
		}
	}
	if len(c.Pickups) == 0 {
		c.Pickups = []PickupConsignment{{PickupMethodID: method}}
	}
	return &c.Pickups[0].Lines
}
