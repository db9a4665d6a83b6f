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
	blanks, digits := flood("", " \n", 63<<20), flood("", "1", maxBody+1<<20)
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
