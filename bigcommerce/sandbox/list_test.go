package sandbox_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

func ids(rows []row) []uint64 {
	out := make([]uint64, len(rows))
	for i, o := range rows {
		out[i] = o.ID
	}
	return out
}

func TestKeysetWalkSeesEachOrderOnce(t *testing.T) {
	for _, n := range []int{0, 1, 250, 251} {
		r := start(t, sandbox.Config{Orders: n})
		r.ResetStats()
		var got []uint64
		for _, o := range walk(r) {
			got = append(got, o.ID)
		}
		if want := r.OrderIDs(); !slices.Equal(got, want) {
			t.Errorf("of %d orders the walk saw %d", n, len(got))
		}
		if s := r.Stats(); s.Requests["GET /v2/orders"] != n/250+1 || s.Total != n/250+1 {
			t.Errorf("%d orders took %v", n, s.Requests)
		}
	}
}

func TestPages(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 120})
	all := r.OrderIDs()
	for query, want := range map[string][]uint64{
		"":                              all[:50],
		"page=2":                        all[50:100],
		"page=3":                        all[100:],
		"page=4":                        nil,
		"limit=7&page=3":                all[14:21],
		"limit=none&page=-4":            all[:50],
		"sort=id:desc&limit=3":          {all[119], all[118], all[117]},
		fmt.Sprint("min_id=", all[100]): all[100:],
		fmt.Sprint("max_id=", all[9]):   all[:10],
		"min_id=999999":                 nil,
	} {
		if got := ids(list[row](r, "/v2/orders?"+query)); !slices.Equal(got, want) {
			t.Errorf("%q gives %v, want %v", query, got, want)
		}
	}
	a := r.get("/v2/orders?limit=251")
	const refused = `[{"details":{"max_limit":250},"message":"The specified limit exceeds the maximum allowed.","status":413}]`
	if a.status != 413 || string(a.body) != refused {
		t.Errorf("limit=251 is answered %d %s", a.status, a.body)
	}
	if a := r.get("/v2/orders?min_id=999999"); a.status != 204 || len(a.body) > 0 {
		t.Errorf("nothing is answered %d %q", a.status, a.body)
	}
}

// TestFilters compares each filter with a look at every order.
func TestFilters(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 240, Customers: 10, Seed: 5})
	every := list[row](r, "/v2/orders?limit=250")
	one := every[17]
	for query, passes := range map[string]func(row) bool{
		"status_id=11":                                      func(o row) bool { return o.Status == 11 },
		fmt.Sprint("customer_id=", one.Customer):            func(o row) bool { return o.Customer == one.Customer },
		"email=" + url.QueryEscape(one.Billing.Email):       func(o row) bool { return o.Billing.Email == one.Billing.Email },
		"payment_method=PayPal":                             func(o row) bool { return o.Payment == "PayPal" },
		"min_total=100":                                     func(o row) bool { return o.TotalInc.IntPart() >= 100 },
		"max_total=" + one.TotalInc.String():                func(o row) bool { return o.TotalInc.LessThanOrEqual(one.TotalInc) },
		"status_id=2&min_total=50":                          func(o row) bool { return o.Status == 2 && o.TotalInc.IntPart() >= 50 },
		"channel_id=2":                                      func(row) bool { return false },
		"external_order_id=none":                            func(row) bool { return false },
		"min_date_modified=" + url.QueryEscape(one.Created): func(o row) bool { return !o.at(t, o.Modified).Before(one.at(t, one.Created)) },
		"max_date_created=" + url.QueryEscape(one.Created):  func(o row) bool { return !o.at(t, o.Created).After(one.at(t, one.Created)) },
		// A date that can't be read is ignored without a word.
		"min_date_modified=yesterday":                           func(row) bool { return true },
		"min_date_modified=" + url.QueryEscape("2026-99-99"):    func(row) bool { return true },
		"min_date_created=" + url.QueryEscape("%2B0000 Monday"): func(row) bool { return true },
	} {
		var want []uint64
		for _, o := range every {
			if passes(o) {
				want = append(want, o.ID)
			}
		}
		if got := ids(list[row](r, "/v2/orders?limit=250&"+query)); !slices.Equal(got, want) {
			t.Errorf("%s gives %d orders, want %d", query, len(got), len(want))
		}
		if got := count(r, query); got != len(want) {
			t.Errorf("%s counts %d orders, want %d", query, got, len(want))
		}
	}
}

func count(r *rig, query string) int {
	r.t.Helper()
	type counts struct {
		Count    int `json:"count"`
		Statuses []struct {
			Count int `json:"count"`
		} `json:"statuses"`
	}
	c := want[counts](r, 200, "/v2/orders/count?"+query)
	sum := 0
	for _, s := range c.Statuses {
		sum += s.Count
	}
	if sum != c.Count || len(c.Statuses) != 15 {
		r.t.Errorf("%q: %d statuses count %d in all, the count says %d", query, len(c.Statuses), sum, c.Count)
	}
	return c.Count
}

func TestSorts(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 200, Customers: 10})
	r.ChangeOrder(r.OrderIDs()[3], func(*sandbox.OrderChange) {})
	key := map[string]func(row) int64{
		"id":            func(o row) int64 { return int64(o.ID) },
		"customer_id":   func(o row) int64 { return int64(o.Customer) },
		"status_id":     func(o row) int64 { return int64(o.Status) },
		"date_created":  func(o row) int64 { return o.at(t, o.Created).Unix() },
		"date_modified": func(o row) int64 { return o.at(t, o.Modified).Unix() },
	}
	for name, value := range key {
		up := list[row](r, "/v2/orders?limit=250&sort="+name+":asc")
		down := list[row](r, "/v2/orders?limit=250&sort="+name+":desc")
		if len(up) != 200 || !slices.IsSortedFunc(up, func(a, b row) int { return int(value(a) - value(b)) }) {
			t.Errorf("sort=%s:asc isn't", name)
		}
		if len(down) != 200 || !slices.IsSortedFunc(down, func(a, b row) int { return int(value(b) - value(a)) }) {
			t.Errorf("sort=%s:desc isn't", name)
		}
	}
}

func TestDateFiltersIncludeTheSecond(t *testing.T) {
	for _, exclusive := range []bool{false, true} {
		at := newClock()
		r := start(t, sandbox.Config{Now: at.now, ExclusiveDates: exclusive})
		for range 3 {
			r.PlaceOrders(2)
			at.pass(time.Second)
		}
		all := r.OrderIDs()
		second := at.now().Add(-2 * time.Second).UTC().Format(time.RFC1123Z)
		from, to := all[2:], all[:4]
		if exclusive {
			from, to = all[4:], all[:2]
		}
		for _, field := range []string{"date_created", "date_modified"} {
			for _, format := range []string{second, at.now().Add(-2 * time.Second).Format("2006-01-02T15:04:05.000-07:00")} {
				if got := ids(list[row](r, "/v2/orders?min_"+field+"="+url.QueryEscape(format))); !slices.Equal(got, from) {
					t.Errorf("exclusive %v: min_%s=%s gives %v, want %v", exclusive, field, format, got, from)
				}
				if got := ids(list[row](r, "/v2/orders?sort=date_modified:asc&max_"+field+"="+url.QueryEscape(format))); !slices.Equal(got, to) {
					t.Errorf("exclusive %v: max_%s=%s gives %v, want %v", exclusive, field, format, got, to)
				}
			}
		}
	}
}

func TestChangesMoveToTheEnd(t *testing.T) {
	at := newClock()
	r := start(t, sandbox.Config{Orders: 100, Now: at.now})
	since := at.now().UTC().Format(time.RFC1123Z)
	all := r.OrderIDs()
	for _, id := range []uint64{all[70], all[2], all[70]} {
		at.pass(2 * time.Second)
		r.ChangeOrder(id, func(c *sandbox.OrderChange) { c.CustomerMessage += "!" })
	}
	placed := r.PlaceOrders(1)
	rows := list[row](r, "/v2/orders?sort=date_modified:asc&min_date_modified="+url.QueryEscape(since))
	if got := ids(rows); !slices.Equal(got, []uint64{all[2], all[70], placed[0]}) {
		t.Fatalf("the changes are %v, want %d, %d, %d", got, all[2], all[70], placed[0])
	}
	if rows[1].Modified != at.now().UTC().Format(time.RFC1123Z) {
		t.Errorf("the order changed last says %s", rows[1].Modified)
	}
}
