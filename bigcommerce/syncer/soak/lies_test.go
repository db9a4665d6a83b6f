package soak_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// liar stands between the process and the store and makes lies of answers. It shares nothing with either: it sees bytes.
type liar struct {
	next  http.RoundTripper
	share float64 // of the answers

	mu     sync.Mutex
	r      *rand.Rand
	before []json.RawMessage // the last list of orders
	clock  bool              // the last answer's clock was a lie: one that lies always can't be told from a clock
	told   func(lie string)  // writes it down at once: the process may be killed
}

func (l *liar) RoundTrip(r *http.Request) (*http.Response, error) {
	if resp := l.echo(r); resp != nil {
		return resp, nil
	}
	resp, err := l.next.RoundTrip(r)
	if err != nil && r.Context().Err() != nil {
		l.told(gaveUp)
	}
	if err != nil || l.share == 0 || r.Method != http.MethodGet {
		return resp, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	orders, count := strings.HasSuffix(r.URL.Path, "/v2/orders"), strings.HasSuffix(r.URL.Path, "/v2/orders/count")
	text, err := textOf(resp)
	if err != nil {
		return nil, err
	}
	if l.clock = !l.clock && chance(l.r, l.share/2); l.clock {
		ahead := time.Duration(l.r.IntN(2000)-1000) * time.Hour
		if at, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
			resp.Header.Set("Date", at.Add(ahead).Format(http.TimeFormat))
			l.tell("clock")
		}
	}
	var rows []json.RawMessage
	if orders && resp.StatusCode == http.StatusOK && json.Unmarshal(text, &rows) == nil {
		before := l.before
		l.before = rows
		if chance(l.r, l.share) {
			resp.StatusCode, text = l.aboutOrders(rows, before)
		}
	} else if chance(l.r, l.share) {
		switch {
		case count:
			text = []byte(among(l.r, "null", "{}", `{"count":null}`))
			l.tell("count")
		case strings.Contains(r.URL.Path, "/v3/"):
			text = []byte(among(l.r, "null", `{"data":null,"meta":{}}`, "{}"))
			l.tell("no data")
		case resp.StatusCode == http.StatusOK && bytes.HasPrefix(text, []byte("[")):
			if resp.StatusCode, text = http.StatusNoContent, nil; l.r.IntN(2) == 0 {
				resp.StatusCode, text = http.StatusOK, []byte(among(l.r, "null", "[]"))
			}
			l.tell("nothing of an order")
		}
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return resp, nil
}

// What the journal says of requests that the store may never have seen.
const (
	gaveUp = "request given up"
	echoed = "lie: echo"
)

// echo refuses a request as a proxy does, before the store gets it, and tells its sender all that it sent.
func (l *liar) echo(r *http.Request) *http.Response {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.share == 0 || !chance(l.r, l.share/4) {
		return nil
	}
	l.told(echoed)
	if r.Body != nil {
		_ = r.Body.Close()
	}
	token := r.Header.Get("X-Auth-Token")
	status := among(l.r, http.StatusBadRequest, http.StatusNotFound, http.StatusTeapot, http.StatusUnprocessableEntity)
	text := among(l.r,
		fmt.Sprintf(`[{"status":%d,"message":"%s is not known here"}]`, status, token),
		fmt.Sprintf(`{"status":%d,"title":"Refused: X-Auth-Token=%s","errors":{"%s":"%s"}}`, status, token, token, token[:12]),
		"<html><body>Basic "+base64.StdEncoding.EncodeToString([]byte(token))+" of "+url.QueryEscape("token="+token)+"</body></html>",
	)
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header:        http.Header{"Content-Type": {"application/json"}, "Date": {time.Now().UTC().Format(http.TimeFormat)}, "X-Echo": {token}},
		Body:          io.NopCloser(strings.NewReader(text)),
		ContentLength: int64(len(text)),
	}
}

func (l *liar) tell(lie string) { l.told("lie: " + lie) }

// textOf reads and unpacks an answer.
func textOf(resp *http.Response) ([]byte, error) {
	defer resp.Body.Close()
	var from io.Reader = resp.Body
	if resp.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(resp.Body)
		if err != nil {
			return nil, io.ErrUnexpectedEOF
		}
		from = z
		resp.Header.Del("Content-Encoding")
	}
	resp.Header.Del("Content-Length")
	return io.ReadAll(from)
}

// aboutOrders makes a lie of a list of orders.
func (l *liar) aboutOrders(rows, before []json.RawMessage) (status int, text []byte) {
	status = http.StatusOK
	switch l.r.IntN(7) {
	case 0:
		l.tell("empty")
		return http.StatusNoContent, nil
	case 1:
		l.tell("null")
		return status, []byte("null")
	case 2:
		l.tell("cut")
		from := l.r.IntN(len(rows))
		rows = append(rows[:from:from], rows[from+1+l.r.IntN(len(rows)-from):]...)
	case 3:
		if before != nil {
			l.tell("page before")
			rows = before
		}
	case 4:
		l.tell("object")
		return status, []byte(`{"url":"https://example.com/orders","resource":"/orders"}`)
	case 5:
		l.tell("id")
		rows = l.with(rows, "id", among(l.r, "0", "-3", "1e3", "null", "1.5", "9007199254740993", "9223372036854775807", "18446744073709551615", `"abc"`))
	default:
		l.tell("date")
		rows = l.with(rows, among(l.r, "date_created", "date_modified"),
			among(l.r, `"Fri, 31 Dec 9999 23:59:59 +0000"`, `"Mon, 01 Jan 1900 00:00:00 +0000"`, `-100000000000`, `""`, `null`, `9999999999`))
	}
	text, _ = json.Marshal(rows)
	return status, text
}

// with puts another value into one of the rows.
func (l *liar) with(rows []json.RawMessage, name, value string) []json.RawMessage {
	at := l.r.IntN(len(rows))
	var fields map[string]json.RawMessage
	if json.Unmarshal(rows[at], &fields) != nil {
		return rows
	}
	fields[name] = json.RawMessage(value)
	one, _ := json.Marshal(fields)
	out := append([]json.RawMessage{}, rows...)
	out[at] = one
	return out
}
