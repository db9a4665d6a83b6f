package sandbox

import (
	"cmp"
	"math"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
)

// bounds is an inclusive range of ids or of Unix seconds.
type bounds struct{ low, high int64 }

func (b bounds) has(n int64) bool { return n >= b.low && n <= b.high }

// filter is what GET /v2/orders and /v2/orders/count select by.
type filter struct {
	id, created, modified, total bounds
	status, customer, channel    int64 // -1: any
	email, payment, external     string
	cart                         string
}

// deep tells that the filter looks at what is not in a record, so that each order must be made.
func (f *filter) deep() bool {
	return f.total != anything || f.customer >= 0 || f.email != "" || f.payment != "" || f.external != "" || f.cart != ""
}

var anything = bounds{math.MinInt64, math.MaxInt64}

func (s *Sandbox) filter(r *request) filter {
	f := filter{
		id:       bounds{integer(r.get("min_id"), math.MinInt64), integer(r.get("max_id"), math.MaxInt64)},
		created:  s.dates(r, "date_created"),
		modified: s.dates(r, "date_modified"),
		total:    bounds{decimals(r.get("min_total"), math.MinInt64), decimals(r.get("max_total"), math.MaxInt64)},
		status:   integer(r.get("status_id"), -1), customer: integer(r.get("customer_id"), -1), channel: integer(r.get("channel_id"), -1),
		email: r.get("email"), payment: r.get("payment_method"), external: r.get("external_order_id"), cart: r.get("cart_id"),
	}
	return f
}

// dates reads a pair of date filters. A text that is no date is ignored without a word, as by the live API.
func (s *Sandbox) dates(r *request, name string) bounds {
	b := anything
	step := int64(0)
	if s.cfg.ExclusiveDates {
		step = 1
	}
	if t, ok := date(r.get("min_" + name)); ok {
		b.low = t + step
	}
	if t, ok := date(r.get("max_" + name)); ok {
		b.high = t - step
	}
	return b
}

// date understands RFC 2822 and ISO 8601, in whole seconds.
func date(text string) (unix int64, ok bool) {
	if text == "" {
		return 0, false
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Unix(), true
		}
	}
	if t, err := mail.ParseDate(text); err == nil {
		return t.Unix(), true
	}
	return 0, false
}

func integer(text string, otherwise int64) int64 {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	return otherwise
}

func decimals(text string, otherwise int64) int64 {
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return int64(math.Round(n * float64(unit)))
	}
	return otherwise
}

// shallow checks what a record tells.
func (f *filter) shallow(r record) bool {
	return f.id.has(int64(r.id)) && f.created.has(int64(r.created)) && f.modified.has(int64(r.modified)) &&
		(f.status < 0 || f.status == int64(r.status)) && (f.channel < 0 || f.channel == 1)
}

// deepMatch checks what the whole order tells.
func (f *filter) deepMatch(x facts) bool {
	return f.total.has(int64(x.total)) && (f.customer < 0 || uint64(f.customer) == x.customer) &&
		(f.email == "" || strings.EqualFold(f.email, x.email)) && (f.payment == "" || f.payment == x.payment) &&
		(f.external == "" || f.external == x.external) && (f.cart == "" || f.cart == x.cart)
}

// facts are what is selected and sorted by beside the record.
type facts struct {
	customer                       uint64
	total                          money
	email, payment, external, cart string
	name                           string
}

func (s *Sandbox) facts(h held) facts {
	if h.raw != nil {
		return h.raw.facts
	}
	o := s.make(h)
	return facts{o.customer, o.total.inc(), o.buyer.email, payments[o.payment].method, o.external, o.cart(),
		o.buyer.first + " " + o.buyer.last}
}

// selected gives the positions of the orders that pass, in the order asked for, to yield until it returns false. The caller holds
// the state's lock.
func (s *Sandbox) selected(f filter, sort string, yield func(held) bool) {
	st := s.state
	key, direction, _ := strings.Cut(sort, ":")
	deep := f.deep()
	visit := func(pos uint32) bool {
		rec := st.records[pos]
		if !f.shallow(rec) {
			return true
		}
		h := st.hold(rec)
		return deep && !f.deepMatch(s.facts(h)) || yield(h)
	}
	var from, to int
	at := func(i int) uint32 { return uint32(i) }
	switch key {
	case "date_modified":
		from = st.since(f.modified.low)
		to = st.since(saturated(f.modified.high))
		at = func(i int) uint32 { return st.modified[i] }
	case "customer_id", "date_created", "status_id", "channel_id", "external_id":
		positions := s.sorted(f, key)
		to, at = len(positions), func(i int) uint32 { return positions[i] }
	default:
		from = st.from(f.id.low)
		to = st.from(saturated(f.id.high))
	}
	if direction == "desc" {
		for i := to - 1; i >= from && visit(at(i)); i-- {
		}
		return
	}
	for i := from; i < to && visit(at(i)); i++ {
	}
}

// saturated is n+1, or n where there is no more.
func saturated(n int64) int64 {
	if n == math.MaxInt64 {
		return n
	}
	return n + 1
}

// from is the first position of an id of at least low.
func (st *state) from(low int64) int {
	i, _ := slices.BinarySearchFunc(st.records, low, func(r record, low int64) int { return cmp.Compare(int64(r.id), low) })
	return i
}

// since is the first place among the changes of a date_modified of at least low.
func (st *state) since(low int64) int {
	i, _ := slices.BinarySearchFunc(st.modified, low, func(p uint32, low int64) int {
		return cmp.Compare(int64(st.records[p].modified), low)
	})
	return i
}

// sorted sorts the orders that pass by what has no index.
func (s *Sandbox) sorted(f filter, key string) []uint32 {
	st := s.state
	type row struct {
		value int64
		pos   uint32
	}
	var rows []row
	for i, rec := range st.records {
		if !f.shallow(rec) {
			continue
		}
		var v int64
		switch key {
		case "customer_id":
			v = int64(s.facts(st.hold(rec)).customer)
		case "date_created":
			v = int64(rec.created)
		case "status_id":
			v = int64(rec.status)
		}
		rows = append(rows, row{v, uint32(i)})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.value, b.value) })
	positions := make([]uint32, len(rows))
	for i, r := range rows {
		positions[i] = r.pos
	}
	return positions
}
