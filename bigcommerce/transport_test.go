package bigcommerce

import (
	"compress/gzip"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// TestReadsShareOneConnection: three reads at once go over one HTTP/2 connection, and their answers come gzipped.
func TestReadsShareOneConnection(t *testing.T) {
	var connections, reads atomic.Int32
	all := make(chan struct{})
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			t.Errorf("%s, Accept-Encoding %q", r.Proto, r.Header.Get("Accept-Encoding"))
		}
		if strings.HasSuffix(r.URL.Path, ordersPath) { // each waits for two more
			if reads.Add(1) == maxInFlight {
				close(all)
			}
			select {
			case <-all:
			case <-time.After(time.Minute):
				t.Error("a read waited for others in vain")
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		if strings.HasSuffix(r.URL.Path, timePath) {
			_, _ = io.WriteString(z, `{"time":1515618330}`)
			return
		}
		_, _ = io.WriteString(z, `[`+orderJSON(1, 2, shippingJSON(51, "", lineJSON(1, 51, 2)))+`]`)
	}))
	s.EnableHTTP2 = true
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	s.StartTLS()
	defer s.Close()
	transport := newTransport()
	defer transport.CloseIdleConnections()
	transport.TLSClientConfig = &tls.Config{RootCAs: s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	c, err := NewClient(Config{
		APIPath: APIPath{Base: s.URL, StoreHash: "ab12cd"}, AccessToken: testToken,
		AllowInsecureHost: strings.TrimPrefix(s.URL, "https://"), Transport: transport,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Time(t.Context()); err != nil {
		t.Fatal(err)
	}
	var group errgroup.Group
	for range maxInFlight {
		group.Go(func() error {
			orders, err := c.ListOrders(t.Context(), OrderQuery{})
			if len(orders) != 1 {
				t.Errorf("%v", orders)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
	if n := connections.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
}
