package spectest

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
)

// canned answers every request with the same.
type canned struct {
	status int
	body   string
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	h := http.Header{}
	if c.body != "" {
		h.Set("Content-Type", "application/json")
	}
	return &http.Response{StatusCode: c.status, Header: h, Body: io.NopCloser(strings.NewReader(c.body)), Request: r}, nil
}

// watched is a test whose failures are counted instead of told.
type watched struct {
	testing.TB
	failures []string
}

func (w *watched) Errorf(format string, args ...any) {
	for _, a := range args {
		w.failures = append(w.failures, a.(violation).String())
	}
}

func (w *watched) Helper() {}

// judge sends a request through a checked transport and gives what it found.
func judge(t *testing.T, path string, a canned) []string {
	t.Helper()
	w := &watched{TB: t}
	r, err := http.NewRequest(http.MethodGet, "http://127.0.0.1:1/stores/hash/"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "application/json")
	answer, err := Transport(w, a).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(answer.Body)
	if err != nil || string(got) != a.body {
		t.Errorf("the caller got %q (%v), want %q", got, err, a.body)
	}
	return w.failures
}

func TestRightTrafficPasses(t *testing.T) {
	for path, a := range map[string]canned{
		"v2/orders?limit=5&sort=id:asc": {200, `[{"id":1,"status_id":2,"billing_address":{"zip":"78751"}}]`},
		"v2/orders?min_id=7":            {204, ""},
		"v2/orders/count":               {200, `{"statuses":[],"count":0}`},
		"v2/time":                       {403, `{"status":403}`},
	} {
		if found := judge(t, path, a); len(found) > 0 {
			t.Errorf("GET %s answered %v: %q", path, a, found)
		}
	}
}

func TestWrongTrafficFails(t *testing.T) {
	for name, c := range map[string]struct {
		path string
		canned
		says string
	}{
		"a field of the wrong type":          {"v2/orders", canned{200, `[{"id":"1"}]`}, "/0/id"},
		"money as a number":                  {"v2/orders", canned{200, `[{"total_inc_tax":12.5}]`}, "/0/total_inc_tax"},
		"a missing field":                    {"v2/orders", canned{200, `[{"billing_address":{"city":"Austin"}}]`}, "zip"},
		"an object instead of a list":        {"v2/orders", canned{200, `{"id":1}`}, "array"},
		"a line with an unknown field":       {"v2/orders/1/products", canned{200, `[{"id":1,"qty":2}]`}, "qty"},
		"a status out of the documents":      {"v2/orders", canned{302, ``}, "status is not supported"},
		"an empty list where 200 is due":     {"v2/orders/count", canned{204, ``}, "status is not supported"},
		"a date that is none":                {"v3/customers", canned{200, `{"data":[{"date_created":"yesterday"}]}`}, "date_created"},
		"an include the API doesn't have":    {"v2/orders?include=lines", canned{200, `[]`}, "query include"},
		"a number that is none":              {"v2/orders?min_id=first", canned{200, `[]`}, "query min_id"},
		"a parameter the API doesn't have":   {"v2/orders?min_identity=4", canned{200, `[]`}, "no such parameter"},
		"a path the API doesn't have":        {"v2/order", canned{200, `[]`}, "no document describes it"},
		"a consignment inside gone wrong":    {"v2/orders", canned{200, amendments[0].proof}, "/0/consignments"},
		"a sort by what can't be sorted by":  {"v2/orders/count?sort=id", canned{200, `{"count":1}`}, "no such parameter"},
		"a null where the documents say one": {"v3/catalog/products", canned{200, `{"data":[{"id":null}]}`}, "/data/0/id"},
	} {
		found := judge(t, c.path, c.canned)
		if !strings.Contains(strings.Join(found, "\n"), c.says) {
			t.Errorf("%s: GET %s answered %d %s: found %q, want something about %q", name, c.path, c.status, c.body, found, c.says)
		}
	}
}

func TestEachAmendmentIsNeeded(t *testing.T) {
	d := load(t)
	published, err := read(os.Getenv("CARTWIRE_SPECS"), ordersDocument, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range amendments {
		method, path, _ := strings.Cut(a.operation, " ")
		accepts := func(docs *documents) bool {
			e, params := match(docs.endpoints, method, "/stores/hash"+path)
			r, _ := http.NewRequest(method, "http://127.0.0.1:1/stores/hash"+path, nil)
			r.Header.Set("Accept", "application/json")
			answer := &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}}
			return len(exchange{r, nil, answer, []byte(a.proof), params}.violations(e)) == 0
		}
		if accepts(published) == a.accepted {
			t.Errorf("the published document needs no amendment: %s", a.why)
		}
		if accepts(d) != a.accepted {
			t.Errorf("the amendment doesn't do what it is for: %s", a.why)
		}
	}
}

func TestUnusedExceptionsAreNamed(t *testing.T) {
	c := New(t)
	before := len(c.Unused())
	r, _ := http.NewRequest(http.MethodGet, "http://127.0.0.1:1/stores/hash/v2/orders/1/products", bytes.NewReader(nil))
	r.Header.Set("Accept", "application/json")
	if _, err := c.Transport(canned{200, "[]"}).RoundTrip(r); err != nil {
		t.Fatal(err)
	}
	if before != len(exceptions) || len(c.Unused()) != before-1 {
		t.Errorf("%d of %d exceptions were unused, then %d: want all, then one fewer", before, len(exceptions), len(c.Unused()))
	}
}

func TestExamples(t *testing.T) {
	names := map[string]bool{}
	for _, e := range ExampleOrders(t) {
		names[e.Name] = true
	}
	if len(names) != 3 || !bytes.HasPrefix(ExampleProducts(t), []byte("[{")) || !bytes.HasPrefix(ExampleAddresses(t), []byte("[{")) {
		t.Errorf("the documents' examples are %v", names)
	}
}
