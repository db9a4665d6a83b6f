package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// maxPlaced bounds one POST /_sandbox/orders.
const maxPlaced = 100_000

// control answers /_sandbox: no token, no quota, no faults. Start keeps it to this machine.
func (s *Sandbox) control(w http.ResponseWriter, r *http.Request) {
	a := s.controlled(r)
	body := a.write(w, r)
	w.WriteHeader(a.status)
	_, _ = w.Write(body)
}

func (s *Sandbox) controlled(r *http.Request) answer {
	path := strings.TrimPrefix(r.URL.Path, "/_sandbox/")
	id, numbered := strings.CutPrefix(path, "orders/")
	switch {
	case r.Method == http.MethodGet && path == "stats":
		return document(http.StatusOK, s.Stats())
	case r.Method == http.MethodPost && path == "orders":
		return s.controlPlace(r)
	case r.Method == http.MethodPost && numbered:
		return s.controlChange(r, id)
	case r.Method == http.MethodGet && path == "stock":
		return document(http.StatusOK, s.Stock())
	case r.Method == http.MethodPost && path == "stock":
		return s.controlStock(r)
	case r.Method == http.MethodGet && path == "shipments":
		return document(http.StatusOK, s.Shipments())
	}
	return refusal(http.StatusNotFound, "GET /_sandbox/stats, /_sandbox/stock and /_sandbox/shipments, POST /_sandbox/orders, /_sandbox/orders/ID "+
		"and /_sandbox/stock are what there is", nil)
}

// controlPlace answers POST /_sandbox/orders: {"count": n} and any field of OrderChange, which each order placed then has.
func (s *Sandbox) controlPlace(r *http.Request) answer {
	body, refused := read(r)
	if refused != nil {
		return *refused
	}
	want := struct{ Count int }{1}
	if err := json.Unmarshal(body, &want); err != nil {
		return refusal(http.StatusBadRequest, "The body must be JSON, for example {\"count\": 3}: "+err.Error(), nil)
	}
	if want.Count < 1 || want.Count > maxPlaced {
		return refusal(http.StatusBadRequest, fmt.Sprintf("count must be from 1 to %d", maxPlaced), nil)
	}
	if err := json.Unmarshal(body, &OrderChange{}); err != nil {
		return refusal(http.StatusBadRequest, "A field of the order is wrong: "+err.Error(), nil)
	}
	var with func(*OrderChange)
	if fields := map[string]any{}; json.Unmarshal(body, &fields) == nil && len(fields) > 1 {
		with = func(c *OrderChange) { overwrite(c, body) }
	}
	return document(http.StatusOK, map[string]any{"ids": s.place(want.Count, with)})
}

// controlChange answers POST /_sandbox/orders/ID: any field of OrderChange; "lines" are added to those there are.
func (s *Sandbox) controlChange(r *http.Request, text string) answer {
	body, refused := read(r)
	if refused != nil {
		return *refused
	}
	id, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return missing()
	}
	var probe OrderChange
	if err := json.Unmarshal(body, &probe); err != nil {
		return refusal(http.StatusBadRequest, "A field of the order is wrong: "+err.Error(), nil)
	}
	if probe.StatusID < 0 || probe.StatusID >= len(statuses) {
		return refusal(http.StatusBadRequest, fmt.Sprintf("status_id must be from 0 to %d", len(statuses)-1), nil)
	}
	if !s.change(id, func(c *OrderChange) { overwrite(c, body) }) {
		return missing()
	}
	h, _ := s.state.order(id)
	return document(http.StatusOK, map[string]any{"id": id, "status_id": h.status, "date_modified": h.modified})
}

// overwrite puts the fields that are in the body over the order's; its lines come behind those added before.
func overwrite(c *OrderChange, body []byte) {
	before := c.Added
	c.Added = nil
	_ = json.Unmarshal(body, c) // it was read once before, so it can be again
	c.Added = append(before, c.Added...)
}

// body reads what a write of the API was sent.
func (r *request) body() ([]byte, *answer) { return read(r.Request) }

func read(r *http.Request) ([]byte, *answer) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, 1<<20))
	if err != nil {
		refused := refusal(http.StatusBadRequest, "The body can't be read, or is longer than 1 MiB.", nil)
		return nil, &refused
	}
	if len(body) == 0 {
		body = []byte("{}")
	}
	return body, nil
}
