package bigcommerce

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestAV3ListIsNotBelievedAtOnce answers a list wrongly, once and for ever.
func TestAV3ListIsNotBelievedAtOnce(t *testing.T) {
	t.Parallel()
	const whole = `{"data":[{"id":1},{"id":2},{"id":3}],"meta":{"pagination":{"total":3,"per_page":250,"current_page":1}}}`
	for name, lie := range map[string]func(http.ResponseWriter){
		"204":     func(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) },
		"null":    func(w http.ResponseWriter) { _, _ = w.Write([]byte(`null`)) },
		"no data": func(w http.ResponseWriter) { _, _ = w.Write([]byte(`{"data":null,"meta":{}}`)) },
		"cut": func(w http.ResponseWriter) {
			_, _ = w.Write([]byte(strings.Replace(whole, `,{"id":2},{"id":3}`, ``, 1)))
		},
	} {
		lies := 1
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if lies--; lies >= 0 {
				lie(w)
				return
			}
			_, _ = w.Write([]byte(whole))
		}).Patient(PatiencePerson)
		if list, err := c.Customers(t.Context(), []uint64{1, 2, 3}); err != nil || len(list) != 3 {
			t.Errorf("%s, once: %+v, %v", name, list, err)
		}
		lies = 100
		list, err := c.Customers(t.Context(), []uint64{1, 2, 3})
		if _, named := errors.AsType[*DecodeError](err); name != "204" && !named || name == "204" && (err != nil || len(list) > 0) {
			t.Errorf("%s, for ever: %+v, %v", name, list, err)
		}
	}
}

// TestAPageOfOrdersIsNotBelievedAtOnce answers orders otherwise than they were asked for, once and for ever.
func TestAPageOfOrdersIsNotBelievedAtOnce(t *testing.T) {
	t.Parallel()
	row := func(id string) string {
		return fmt.Sprintf(`{"id":%s,"status_id":11,"items_total":0,"date_created":"Fri, 01 May 2020 12:00:00 +0000","date_modified":"Fri, 01 May 2020 12:00:00 +0000"}`, id)
	}
	page := func(ids ...string) string {
		rows := make([]string, len(ids))
		for i, id := range ids {
			rows[i] = row(id)
		}
		return "[" + strings.Join(rows, ",") + "]"
	}
	for _, tc := range []struct {
		lie      string
		good     int
		nameless int // where it is told for ever
	}{
		{page("7", "9", "8"), 0, 0}, {page("3", "4"), 0, 0}, {`null`, 0, 0}, {`{"url":"x"}`, 0, 0},
		{page("7", "8", "1e3"), 2, 1}, {page("7", "8", "18446744073709551615"), 2, 1}, {page("7", "null", "-1", "0"), 1, 3}, {"[null," + row("7") + "]", 1, 1},
		{page("7", "7", "8"), 2, 0},
	} {
		lies := 1
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if lies--; lies >= 0 {
				_, _ = w.Write([]byte(tc.lie))
				return
			}
			_, _ = w.Write([]byte(page("7", "8", "9")))
		}).Patient(PatiencePerson)
		q := OrderQuery{OrderFilter: OrderFilter{MinID: 7}, Sort: "id:asc"}
		orders, err := c.ListOrders(t.Context(), q)
		if err != nil || len(orders) < 2 || orders[0].ID != 7 {
			t.Errorf("%s, once: %+v, %v", tc.lie, orders, err)
		}
		lies = 100
		orders, err = c.ListOrders(t.Context(), q)
		part, isPart := errors.AsType[*PageError](err)
		switch {
		case tc.good == 0 && (err == nil || isPart), tc.nameless == 0 && tc.good > 0 && err != nil, tc.nameless > 0 && !isPart:
			t.Errorf("%s, for ever: %+v, %v", tc.lie, orders, err)
		case len(orders) != tc.good:
			t.Errorf("%s, for ever: %d orders", tc.lie, len(orders))
		case isPart:
			seen := map[uint64]bool{}
			for _, b := range part.Bad {
				if seen[b.OrderID] = true; b.OrderID <= MaxOrderID || len(b.Raw) == 0 {
					t.Errorf("%s: %+v", tc.lie, b)
				}
			}
			if len(seen) != tc.nameless || part.LastID > 9 {
				t.Errorf("%s: %d without an id, the last is %d", tc.lie, len(seen), part.LastID)
			}
		}
	}
}
