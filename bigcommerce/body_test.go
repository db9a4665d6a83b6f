package bigcommerce

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func gzipped(t *testing.T, write func(io.Writer)) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	write(z)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// answersGzipped has one body after the other sent as gzip, the last one for ever.
func answersGzipped(t *testing.T, bodies ...[]byte) (c *Client, tries *int) {
	tries = new(int)
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bodies[min(*tries, len(bodies)-1)])
		*tries++
	}), tries
}

// TestGzippedAnswerThatIsDamaged: wherever it is cut or wrong, the answer is asked for again and not taken for a shorter one.
func TestGzippedAnswerThatIsDamaged(t *testing.T) {
	whole := gzipped(t, func(w io.Writer) { _, _ = io.WriteString(w, timeBody) })
	wrong := bytes.Clone(whole)
	wrong[len(wrong)-5] ^= 1 // of the sum
	c, tries := answersGzipped(t, whole[:5], wrong, whole)
	if got, err := c.Time(t.Context()); err != nil || got.Unix() != 1529512970 || *tries != 3 {
		t.Errorf("%v, %v after %d tries", got, err, *tries)
	}
	for n := range whole {
		resp := http.Response{Header: http.Header{"Content-Encoding": {"gzip"}}, Body: io.NopCloser(bytes.NewReader(whole[:n]))}
		if text, err := new(body).read(&resp); n > 0 && !errors.Is(err, io.ErrUnexpectedEOF) || n == 0 && (err != nil || len(text) > 0) {
			t.Errorf("%d of %d bytes give %q, %v", n, len(whole), text, err)
		}
	}
}

// flood sends n bytes of a kind without saying how many.
func flood(begin, of string, n int) func(io.Writer) {
	return func(w io.Writer) {
		_, _ = io.WriteString(w, begin)
		part := bytes.Repeat([]byte(of), 64<<10/len(of))
		for left := n; left > 0; left -= len(part) {
			_, _ = w.Write(part[:min(left, len(part))])
		}
	}
}

// TestAnswersBeyondAllMeasure: none is asked for twice, and none takes much more memory than the largest answer that is taken.
func TestAnswersBeyondAllMeasure(t *testing.T) {
	blanks, digits := flood("", " \n", maxBody+4<<20), flood("", "1", maxBody+1<<20)
	for name, tc := range map[string]struct {
		status int
		write  func(io.Writer)
		packed bool
		want   error
		most   uint64
	}{
		"blanks":            {200, blanks, false, errTooLarge, 1 << 20},
		"packed blanks":     {200, blanks, true, errTooLarge, 5 << 20},
		"some blanks":       {200, flood("", " ", 4<<20), false, errBlank, 1 << 20},
		"digits":            {200, digits, false, errTooLarge, maxBody + 2<<20},
		"packed digits":     {200, digits, true, errTooLarge, maxBody + 2<<20},
		"a list of blanks":  {200, flood("[", " ", maxBody+1<<20), false, errTooLarge, maxBody + 2<<20},
		"a refusal":         {400, digits, false, nil, 4 << 20},
		"a refusal, blanks": {400, blanks, false, nil, 1 << 20},
		"a refusal, packed": {400, digits, true, nil, 4 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			tries := 0
			packed := gzipped(t, tc.write)
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				tries++
				if tc.packed {
					w.Header().Set("Content-Encoding", "gzip")
				}
				w.WriteHeader(tc.status)
				if tc.packed {
					_, _ = w.Write(packed)
				} else {
					tc.write(w)
				}
			})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := c.Time(t.Context())
			runtime.ReadMemStats(&after)
			var refused *APIError
			if tc.want != nil && !errors.Is(err, tc.want) || tc.want == nil && !errors.As(err, &refused) || tries != 1 {
				t.Errorf("%v after %d tries", err, tries)
			}
			if took := after.TotalAlloc - before.TotalAlloc; took > tc.most {
				t.Errorf("it took %d KiB, at most %d are right", took>>10, tc.most>>10)
			}
		})
	}
}

// TestListsOfNothing: an answer whose rows take two bytes each is refused before they are made orders or lines of a thousand.
func TestListsOfNothing(t *testing.T) {
	orders := func(c *Client) error { _, err := c.ListOrders(t.Context(), OrderQuery{}); return err }
	one := func(c *Client) error { _, err := c.Order(t.Context(), 7); return err }
	lines := strings.TrimSuffix(orderJSON(7, 1, `{"shipping":[{"id":1,"line_items":[`), `],"fees":[]}`)
	lines = lines[:strings.Index(lines, `"line_items":[`)+len(`"line_items":[`)]
	for name, tc := range map[string]struct {
		begin, of string
		ask       func(*Client) error
	}{
		"orders":                  {"[", "{},", orders},
		"numbers":                 {"[", "0,", orders},
		"lists":                   {"[", "[],", orders},
		"lines":                   {"[" + lines, "{},", orders},
		"lines that are no lines": {"[" + lines, "0,", orders},
		"lines of one order":      {lines, "{},", one},
		"customers":               {`{"data":[`, "{},", func(c *Client) error { _, err := c.Customers(t.Context(), []uint64{1}); return err }},
		"heads":                   {"[", "{},", func(c *Client) error { _, _, err := c.OrderHeads(t.Context(), OrderFilter{}); return err }},
		"lines alone":             {"[", "{},", func(c *Client) error { _, err := c.OrderProducts(t.Context(), 7); return err }},
		"shipments":               {"[", "{},", func(c *Client) error { _, err := c.Shipments(t.Context(), 7); return err }},
	} {
		t.Run(name, func(t *testing.T) {
			end := strings.NewReplacer("{", "}", "[", "]").Replace(brackets(tc.begin))
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				flood(tc.begin, tc.of, 3<<20)(w)
				_, _ = io.WriteString(w, "0"+reversed(end))
			})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := tc.ask(c)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, errCrowded) {
				t.Errorf("%v", err)
			}
			if took := after.TotalAlloc - before.TotalAlloc; took > 160<<20 {
				t.Errorf("an answer of 3 MiB took %d MiB", took>>20)
			}
		})
	}
}

// brackets are those that a text leaves open.
func brackets(text string) (open string) {
	for _, c := range text {
		switch c {
		case '{', '[':
			open += string(c)
		case '}', ']':
			open = open[:len(open)-1]
		}
	}
	return open
}

func reversed(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

// TestPagesThatAreTooLargeAreAskedForInParts: orders with very many lines come all the same.
func TestPagesThatAreTooLargeAreAskedForInParts(t *testing.T) {
	var asked []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		limit := r.URL.Query().Get("limit")
		asked = append(asked, limit)
		order := orderJSON(7, 1, shippingJSON(51, "", lineJSON(1, 51, 1)))
		if limit != "62" {
			order = strings.Replace(order, `"fees"`, `"x":"`+strings.Repeat("y", maxBody)+`","fees"`, 1)
		}
		_, _ = io.WriteString(w, "["+order+"]")
	})
	orders, err := c.ListOrders(t.Context(), OrderQuery{})
	if err != nil || len(orders) != 1 || !slices.Equal(asked, []string{"250", "125", "62"}) || c.PageLimit() != 62 {
		t.Errorf("%d orders, %v; asked for %v", len(orders), err, asked)
	}
}
