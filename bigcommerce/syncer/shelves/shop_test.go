package shelves_test

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"time"
)

// The order statuses that mean something for stock (orders.v2 spec).
const (
	incomplete, pending, shipped, partlyShipped, refunded, cancelled, declined = 0, 1, 2, 3, 4, 5, 6
	awaitingPayment, awaitingPickup, awaitingShipment, completed, toFulfil     = 7, 8, 9, 10, 11
	toVerify, disputed, partlyRefunded                                         = 12, 13, 14
)

var statusNames = []string{
	"Incomplete", "Pending", "Shipped", "Partially Shipped", "Refunded", "Cancelled", "Declined", "Awaiting Payment", "Awaiting Pickup",
	"Awaiting Shipment", "Completed", "Awaiting Fulfillment", "Manual Verification Required", "Disputed", "Partially Refunded",
}

// route is by which part of the API a shop lets its stock be changed.
type route int

const (
	byInventory route = iota
	byCatalogue       // the API account lacks Store Inventory
	byV2              // a legacy account
)

// shopConfig is how a shop is set up.
type shopConfig struct {
	hash      string
	atShip    bool // stock moves when an order is shipped or completed, not when it is placed
	noEdits   bool // edited orders give nothing back
	noReturns bool // cancelled and refunded orders give nothing back
	forgets   bool // an order that is set back loses its date_shipped
	locations int  // store locations; 0: one
	skew      time.Duration
	route     route
	manual    bool // a shipment does not move the order's status by itself
}

// shop is a store as its merchant, its shoppers and its API's users see it. It keeps stock as settings/inventory is
// documented, and knows nothing of shelves.
type shop struct {
	shopConfig
	mu       sync.Mutex
	products []*product
	of       map[string]*stockRow // by sku
	orders   map[uint64]*order
	nextID   uint64
	nextLine uint64
	nextShip uint64
	refunds  []map[string]any

	// served is told of each order that an answer holds, listed of each list of orders that was asked for, wrote of each level
	// that was written, posted of each parcel that the API made, missed of each order
	// that was asked for alone and is gone. trouble may spoil a request. They are called with the lock held.
	served  func(*order)
	listed  func()
	wrote   func(sku string, location, level int)
	posted  func(o *order, tracking string, address uint64)
	missed  func(*order)
	trouble func(method, path string) mishap
	log     []string
}

type product struct {
	id       uint64
	sku      string
	tracking string // "product", "variant"
	variants []*variant
}

type variant struct {
	id  uint64
	sku string
	row *stockRow
}

// stockRow is what the shop counts as one.
type stockRow struct {
	sku              string
	product, variant uint64
	whole            bool
	level            []int // by location, from 0
}

type order struct {
	id                         uint64
	status                     int
	created, modified, shipped time.Time // by the shop's clock
	lines                      []*line
	parcels                    []*parcel
	took                       bool      // the shop has taken it off its stock
	hidden                     time.Time // when it was archived
	archived, gone, broken     bool
	empty                      bool // asked for alone, the answer is empty
}

type line struct {
	id                          uint64
	sku                         string
	row                         *stockRow
	kind                        string // "physical", "digital", "pickup"
	address                     uint64
	quantity, shipped, refunded int
	taken                       int // off the shop's stock
	noSKU                       bool
}

type parcel struct {
	id, address uint64
	created     time.Time
	tracking    string
	items       map[uint64]int // by line
}

func newShop(c shopConfig) *shop {
	c.locations = max(1, c.locations)
	return &shop{shopConfig: c, of: map[string]*stockRow{}, orders: map[uint64]*order{}, nextID: 200, nextLine: 5000, nextShip: 900}
}

// sell puts simple products into the shop.
func (s *shop) sell(skus ...string) *shop {
	for _, sku := range skus {
		s.sellVariants(sku, "product", sku)
	}
	return s
}

// sellVariants puts a product with variants into the shop, tracked "variant" by "variant" or as one "product".
func (s *shop) sellVariants(sku, tracking string, variants ...string) *shop {
	p := &product{id: uint64(100 + len(s.products)), sku: sku, tracking: tracking}
	var whole *stockRow
	for i, v := range variants {
		id := p.id*10 + uint64(i)
		row := whole
		if row == nil {
			row = &stockRow{sku: v, product: p.id, variant: id, level: make([]int, s.locations)}
		}
		if tracking == "product" {
			row.whole, row.sku, whole = true, sku, row
		}
		p.variants = append(p.variants, &variant{id, v, row})
		s.of[v] = row
	}
	if whole != nil {
		s.of[sku] = whole
	}
	s.products = append(s.products, p)
	return s
}

// clock is what the shop's clock shows, to the second.
func (s *shop) clock() time.Time { return time.Now().Add(s.skew).UTC().Truncate(time.Second) }

// level is what the shop shows of a sku at a location, from 1.
func (s *shop) level(sku string, location int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.of[sku].level[location-1]
}

func (s *shop) total(sku string) (sum int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.of[sku].level {
		sum += n
	}
	return sum
}

// setLevel is what somebody does in the control panel.
func (s *shop) setLevel(sku string, location, level int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of[sku].level[location-1] = level
}

// move takes pieces off the default location's level, or puts them back; a level is never below nothing.
func (l *line) move(s *shop, n int) {
	l.taken += n
	l.row.level[0] = max(0, l.row.level[0]-n)
}

// piece is so many of a sku in an order to be placed.
type piece struct {
	sku      string
	quantity int
	kind     string // "": physical
	address  uint64 // 0: the first
	noSKU    bool
}

func (s *shop) place(status int, pieces ...piece) *order {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := &order{id: s.nextID, created: s.clock()}
	s.nextID++
	for _, p := range pieces {
		s.nextLine++
		l := &line{id: s.nextLine, sku: p.sku, row: s.of[p.sku], kind: cmp.Or(p.kind, "physical"), quantity: p.quantity, noSKU: p.noSKU}
		if l.kind == "physical" {
			l.address = o.id*10 + p.address
		}
		o.lines = append(o.lines, l)
	}
	s.orders[o.id] = o
	s.become(o, status)
	return o
}

// become gives an order a status, with what that does to the shop's stock; the lock is held.
func (s *shop) become(o *order, status int) {
	was := o.status
	o.status, o.modified = status, s.clock()
	sent := status == shipped || status == completed
	if sent && was != status {
		o.shipped = s.clock()
	}
	if !sent && s.forgets && slices.Contains([]int{pending, awaitingPayment, awaitingPickup, awaitingShipment, toFulfil, partlyShipped, toVerify}, status) {
		o.shipped = time.Time{}
	}
	switch back := status == refunded || status == cancelled || status == declined; {
	case !o.took && (sent || !s.atShip && status != incomplete && !back):
		for _, l := range o.lines {
			l.move(s, l.quantity)
		}
		o.took = true
	case o.took && back && !s.noReturns:
		for _, l := range o.lines {
			l.move(s, -l.taken)
		}
		o.took = false
	}
}

func (s *shop) setStatus(o *order, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.become(o, status)
}

// edit changes a line's quantity; 0 takes the line out of the order.
func (s *shop) edit(o *order, l *line, quantity int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case o.took && s.noEdits:
		l.taken = quantity // what it doesn't give back now it never does
	case o.took:
		l.move(s, quantity-l.quantity)
	}
	l.quantity, o.modified = quantity, s.clock()
	if quantity == 0 {
		o.lines = slices.DeleteFunc(o.lines, func(other *line) bool { return other == l })
	}
}

// parcel is made in the control panel, or by an app such as ShipStation: so many of each line.
func (s *shop) parcel(o *order, tracking string, items map[*line]int) *parcel {
	s.mu.Lock()
	defer s.mu.Unlock()
	byID := map[uint64]int{}
	for l, n := range items {
		byID[l.id] = n
	}
	p := s.addParcel(o, tracking, byID)
	if s.manual { // the app sets it itself
		s.become(o, s.afterParcel(o))
	}
	return p
}

// addParcel is what a parcel does, whoever makes it; the lock is held.
func (s *shop) addParcel(o *order, tracking string, items map[uint64]int) *parcel {
	s.nextShip++
	p := &parcel{id: s.nextShip, created: s.clock(), tracking: tracking, items: items}
	for _, l := range o.lines {
		if n := items[l.id]; n > 0 {
			l.shipped += n
			p.address = l.address
		}
	}
	o.parcels = append(o.parcels, p)
	o.modified = s.clock()
	if !s.manual {
		s.become(o, s.afterParcel(o))
	}
	return p
}

func (s *shop) afterParcel(o *order) int {
	for _, l := range o.lines {
		if l.kind == "physical" && l.shipped < l.quantity {
			return partlyShipped
		}
	}
	return shipped
}

// deleteParcel gives the quantities back, and leaves the status.
func (s *shop) deleteParcel(o *order, p *parcel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range o.lines {
		l.shipped -= p.items[l.id]
	}
	o.parcels = slices.DeleteFunc(o.parcels, func(other *parcel) bool { return other == p })
	o.modified = s.clock()
}

// refund gives money back for pieces of a line, with or without putting them back into the shop's stock.
func (s *shop) refund(o *order, l *line, n int, restock bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l.refunded += n
	s.refunds = append(s.refunds, map[string]any{
		"id": len(s.refunds) + 1, "order_id": o.id, "user_id": 1, "created": s.clock().Format(time.RFC3339), "reason": "", "total_amount": 10.0 * float64(n),
		"total_tax": 0.0, "payments": []any{}, "uses_merchant_override_values": false, "is_manual_refund": false,
		"items": []any{map[string]any{"item_type": "PRODUCT", "item_id": l.id, "quantity": n, "requested_amount": 10.0 * float64(n), "reason": ""}},
	})
	if restock {
		l.move(s, -min(n, l.taken))
	}
	all := true
	for _, other := range o.lines {
		all = all && other.refunded >= other.quantity
	}
	o.status, o.modified = partlyRefunded, s.clock() // what the refund gives back is given back above
	if all {
		o.status = refunded
	}
}

// archive hides an order from the lists; one that is gone can't be read at all.
func (s *shop) archive(o *order, gone bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o.archived, o.gone, o.modified, o.hidden = true, gone, s.clock(), s.clock()
}

// spoil makes an order unreadable, or readable again.
func (s *shop) spoil(o *order, broken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o.broken, o.modified = broken, s.clock()
}

// rename gives a product that has one sku another.
func (s *shop) rename(from, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	row := s.of[from]
	for _, p := range s.products {
		for _, v := range p.variants {
			if v.row == row {
				p.sku, v.sku = to, to
			}
		}
	}
	row.sku = to
	delete(s.of, from)
	s.of[to] = row
}

// twice names a parcel that exists twice in the shop, or more pieces of a line in parcels than it has; "" where there is none.
func (s *shop) twice(edited map[uint64]bool) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.orders {
		sum := map[uint64]int{}
		for i, p := range o.parcels {
			for l, n := range p.items {
				sum[l] += n
			}
			for _, q := range o.parcels[:i] {
				if p.tracking == q.tracking && p.address == q.address {
					return fmt.Sprintf("order %d has the parcel %s twice", o.id, p.tracking)
				}
			}
		}
		for _, l := range o.lines {
			if sum[l.id] > l.quantity && !edited[l.id] {
				return fmt.Sprintf("order %d has %d of %d %s in parcels", o.id, sum[l.id], l.quantity, l.sku)
			}
		}
	}
	return ""
}
