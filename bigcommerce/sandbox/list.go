package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// What V2 gives on a page, by default and at most (GET /orders, "limit"; the refusal above 250 was seen of the live API).
const (
	defaultLimit = 50
	maxLimit     = 250
)

// page is a page of a V2 list.
type page struct{ skip, limit int }

func (r *request) page() (page, *answer) {
	limit := int(integer(r.get("limit"), defaultLimit))
	if limit < 1 {
		limit = defaultLimit
	}
	if limit > maxLimit {
		refused := complaint(http.StatusRequestEntityTooLarge, "The specified limit exceeds the maximum allowed.",
			map[string]any{"max_limit": maxLimit})
		return page{}, &refused
	}
	number := min(max(1, int(integer(r.get("page"), 1))), 1<<31)
	return page{(number - 1) * limit, limit}, nil
}

// shape reads include, a comma list, and consignment_structure.
func (r *request) shape() shape {
	include := strings.Split(strings.Join(r.query["include"], ","), ",")
	lines := slices.Contains(include, "consignments.line_items")
	return shape{
		consignments: lines || slices.Contains(include, "consignments"),
		lines:        lines,
		fees:         slices.Contains(include, "fees"),
		object:       r.get("consignment_structure") == "object",
	}
}

// listOrders answers GET /v2/orders: 200 with an array, 204 without a body where nothing passes.
func (s *Sandbox) listOrders(r *request) answer {
	p, refused := r.page()
	if refused != nil {
		return *refused
	}
	rows := s.rows(s.filter(r), r.get("sort"), p)
	if len(rows) == 0 {
		return nothing
	}
	sh := r.shape()
	return encoded(func(e *encoder) {
		e.open('[')
		for _, h := range rows {
			s.encode(e, h, sh)
		}
		e.close(']')
	})
}

// rows takes one page out of the state, so that the orders are made without its lock.
func (s *Sandbox) rows(f filter, sort string, p page) []held {
	s.state.mu.RLock()
	defer s.state.mu.RUnlock()
	var rows []held
	s.selected(f, sort, func(h held) bool {
		if p.skip > 0 {
			p.skip--
			return true
		}
		rows = append(rows, h)
		return len(rows) < p.limit
	})
	return rows
}

func (s *Sandbox) encode(e *encoder, h held, sh shape) {
	if h.raw != nil {
		e.comma()
		e.b = append(e.b, h.raw.body...)
		return
	}
	s.order(e, s.make(h), sh)
}

// countOrders answers GET /v2/orders/count: how many pass, in all and of each status, in the control panel's order.
func (s *Sandbox) countOrders(r *request) answer {
	var counts [len(statuses)]int
	total := 0
	s.state.mu.RLock()
	s.selected(s.filter(r), "", func(h held) bool {
		counts[h.status]++
		total++
		return true
	})
	s.state.mu.RUnlock()
	return encoded(func(e *encoder) {
		e.open('{')
		e.key("statuses")
		e.open('[')
		for order := range statuses {
			for i := range statuses {
				if statuses[i].order == order {
					statuses[i].encode(e, func() { e.number("count", counts[i]) }, "sort_order")
				}
			}
		}
		e.close(']')
		e.number("count", total)
		e.close('}')
	})
}

// encode writes a status; the field that sorts it is called "sort_order" in counts and "order" in the list.
func (st *status) encode(e *encoder, more func(), order string) {
	e.open('{')
	e.number("id", st.id)
	e.text("name", st.name)
	e.text("system_label", st.name)
	e.text("custom_label", st.name)
	e.text("system_description", st.description)
	more()
	e.number(order, st.order)
	e.close('}')
}

// listStatuses answers GET /v2/order_statuses.
func listStatuses(*request) answer {
	return encoded(func(e *encoder) {
		e.open('[')
		for i := range statuses {
			statuses[i].encode(e, func() {}, "order")
		}
		e.close(']')
	})
}

// refuseOrder answers POST /v2/orders. The sandbox places orders through /_sandbox; what is asked here is only whether it may be.
func refuseOrder(*request) answer {
	return complaint(http.StatusBadRequest, "The required field 'products' was not supplied.", nil)
}
