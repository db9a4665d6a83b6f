package bigcommerce

import (
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestSlowStoreIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []func(*http.Request) (*http.Response, error){func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}, says(200, timeBody)}}
		if _, err := fakeClient(t, s.RoundTrip).Time(t.Context()); err != nil || len(s.at) != 2 {
			t.Errorf("%d tries: %v", len(s.at), err)
		}
	})
}

func TestRequestAsSent(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for name, want := range map[string]string{"X-Auth-Token": testToken, "Accept": "application/json", "Accept-Encoding": "gzip", "Content-Type": "", "X-Auth-Client": ""} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if !strings.HasPrefix(r.UserAgent(), "Cartwire/") || r.URL.Path != "/stores/ab12cd/v2/time" {
			t.Errorf("%s %s", r.UserAgent(), r.URL.Path)
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, timeBody)
		_ = z.Close()
	})
	got, err := c.Time(t.Context())
	if err != nil || got.Unix() != 1529512970 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestResetAndTruncationOverTheWire(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		switch n.Add(1) {
		case 1: // reset
			conn, _, _ := w.(http.Hijacker).Hijack()
			_ = conn.(*net.TCPConn).SetLinger(0)
			_ = conn.Close()
		case 2: // truncated
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, timeBody[:5])
		default:
			_, _ = io.WriteString(w, timeBody)
		}
	})
	if _, err := c.Time(t.Context()); err != nil || n.Load() < 3 {
		t.Errorf("%d requests: %v", n.Load(), err)
	}
}

func TestRequestsGoThreeAtOnceAndFirstComeFirstServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var order []string
		flying, most := 0, 0
		var mu sync.Mutex
		c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			order = append(order, r.URL.Query().Get("min_id"))
			flying++
			most = max(most, flying)
			mu.Unlock()
			_ = sleep(r.Context(), time.Second)
			mu.Lock()
			flying--
			mu.Unlock()
			return answer(r, 200, `{"count":1}`), nil
		})
		var all sync.WaitGroup
		var want []string
		for i := uint64(1); i <= 9; i++ {
			want = append(want, fmt.Sprint(i))
			all.Go(func() { _, _ = c.CountOrders(t.Context(), OrderFilter{MinID: i}) })
			synctest.Wait()
		}
		all.Wait()
		// Requests let through in the same instant may be seen in any order, so only groups of a second are compared.
		if most != 3 || order[0] != "1" || len(order) != 9 {
			t.Errorf("%d at once, order %v, want %v", most, order, want)
		}
		for i, id := range order[1:] {
			if group := i / 3; !strings.Contains(strings.Join(want[1+3*group:min(9, 4+3*group)], " "), id) {
				t.Errorf("order %v is not first come, first served", order)
			}
		}
	})
}
