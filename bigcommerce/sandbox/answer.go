package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// request is a request that passed the gateway.
type request struct {
	*http.Request
	params []string // what stands for the {…} of the route's pattern
	query  map[string][]string
}

func (r *request) get(name string) string {
	if v := r.query[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// answer is a whole answer; an empty kind means JSON where there is a body.
type answer struct {
	status int
	kind   string
	body   []byte
	pooled *encoder // whose buffer body is
}

const statusCodes = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"

// gateway answers as what stands before the endpoints does: always an object, on V2 too.
func gateway(status int, title string) answer { return refusal(status, title, map[string]string{}) }

// refusal is V3's error object.
func refusal(status int, title string, fields map[string]string) answer {
	return document(status, map[string]any{"status": status, "title": title, "type": statusCodes, "errors": fields})
}

// complaint is V2's array of errors; details may be nil.
func complaint(status int, message string, details map[string]any) answer {
	one := map[string]any{"status": status, "message": message}
	if details != nil {
		one["details"] = details
	}
	return document(status, []any{one})
}

func plain(status int, text string) answer {
	return answer{status: status, kind: "text/plain; charset=utf-8", body: []byte(text)}
}

// absent is what a path or method gets that the API doesn't have.
func absent(version string, wrongMethod bool) answer {
	switch {
	case wrongMethod && version == "v3":
		return gateway(http.StatusMethodNotAllowed, "The requested resource does not support this method")
	case wrongMethod:
		return complaint(http.StatusMethodNotAllowed, "The requested resource does not support this method.", nil)
	case version == "v3":
		return document(http.StatusForbidden, map[string]any{"error": "You are authorized but your scope does not include this resource."})
	}
	return missing()
}

// missing is V2's 404.
func missing() answer {
	return complaint(http.StatusNotFound, "The requested resource was not found.", nil)
}

var nothing = answer{status: http.StatusNoContent}

func document(status int, v any) answer {
	b, err := json.Marshal(v)
	if err != nil {
		return complaint(http.StatusInternalServerError, err.Error(), nil)
	}
	return answer{status: status, body: b}
}

var encoders = sync.Pool{New: func() any { return &encoder{b: make([]byte, 0, 64<<10)} }}

// encoded answers 200 with what write writes.
func encoded(write func(*encoder)) answer {
	e := encoders.Get().(*encoder)
	e.b = e.b[:0]
	write(e)
	return answer{status: http.StatusOK, body: e.b, pooled: e}
}

var (
	squeezers = sync.Pool{New: func() any { z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed); return z }}
	squeezed  = sync.Pool{New: func() any { return new(bytes.Buffer) }}
)

// write sets the headers and gives the body as it is sent: compressed, where the caller can read that.
func (a answer) write(w http.ResponseWriter, r *http.Request) []byte {
	h := w.Header()
	if len(a.body) == 0 {
		if a.status != http.StatusNoContent {
			h.Set("Content-Length", "0")
		}
		return nil
	}
	if a.kind == "" {
		a.kind = "application/json"
	}
	h.Set("Content-Type", a.kind)
	body := a.body
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = squeeze(body)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	return body
}

func squeeze(body []byte) []byte {
	z := squeezers.Get().(*gzip.Writer)
	defer squeezers.Put(z)
	b := squeezed.Get().(*bytes.Buffer)
	defer squeezed.Put(b)
	b.Reset()
	z.Reset(b)
	_, _ = z.Write(body) // to memory: can't fail
	_ = z.Close()
	return bytes.Clone(b.Bytes())
}

// done gives the buffer back, once nothing reads it any more.
func (a answer) done() {
	if a.pooled != nil && cap(a.pooled.b) <= 8<<20 {
		encoders.Put(a.pooled)
	}
}
