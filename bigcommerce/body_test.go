package bigcommerce

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
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

func TestGzippedAnswerThatIsTooLarge(t *testing.T) {
	c, tries := answersGzipped(t, gzipped(t, func(w io.Writer) {
		part := bytes.Repeat([]byte("1"), 1<<20)
		for range maxBody>>20 + 1 {
			_, _ = w.Write(part)
		}
	}))
	if _, err := c.Time(t.Context()); !errors.Is(err, errTooLarge) || *tries != 1 {
		t.Errorf("%v after %d tries", err, *tries)
	}
}
