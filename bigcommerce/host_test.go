package bigcommerce

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

func TestTokenStaysAtItsHost(t *testing.T) {
	var stolen atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stolen.Add(1) }))
	defer elsewhere.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, status) })
		_, err := c.Time(t.Context())
		var host *HostError
		if !errors.As(err, &host) || !host.Redirect || stolen.Load() != 0 {
			t.Errorf("a redirect %d: %v, %d requests elsewhere", status, err, stolen.Load())
		}
		checkSentences(t, err)
	}
}

func TestNewClientRefusesOtherHosts(t *testing.T) {
	for _, tc := range []struct {
		base, allow string
		ok          bool
	}{
		{"https://api.bigcommerce.com", "", true},
		{"https://API.bigcommerce.com:443", "", true},
		{"http://api.bigcommerce.com", "", false},
		{"https://example.com", "", false},
		{"https://api.bigcommerce.com.example.com", "", false},
		{"https://api.bigcommerce.com:8443", "", false},
		{"http://127.0.0.1:4000", "", false},
		{"http://127.0.0.1:4000", "127.0.0.1:4000", true},
		{"https://127.0.0.1:4000", "127.0.0.1:4000", true},
		{"http://127.0.0.1:4001", "127.0.0.1:4000", false},
		{"http://localhost", "localhost:80", true},
		{"http://user@127.0.0.1:4000", "127.0.0.1:4000", false},
	} {
		_, err := NewClient(Config{APIPath: APIPath{Base: tc.base, StoreHash: "ab12cd"}, AccessToken: testToken, AllowInsecureHost: tc.allow})
		var host *HostError
		if (err == nil) != tc.ok || (!tc.ok && !errors.As(err, &host)) {
			t.Errorf("%s, allowed %q: %v", tc.base, tc.allow, err)
		}
	}
	for _, hash := range []string{"", "../x", "a/b"} {
		if _, err := NewClient(Config{APIPath: APIPath{Base: "https://api.bigcommerce.com", StoreHash: hash}, AccessToken: testToken}); err == nil {
			t.Errorf("the store hash %q is taken", hash)
		}
	}
}

func TestAddressesNeverEndInASlash(t *testing.T) {
	c := fakeClient(t, nil)
	for _, path := range []string{"/v2/orders", "/v2/orders/", "/v3/catalog/products//"} {
		req, err := c.build(t.Context(), request{method: "POST", path: path, query: url.Values{"min_id": {"1"}}, body: []byte("{}")})
		if err != nil || strings.HasSuffix(req.URL.Path, "/") || strings.Contains(req.URL.String(), "/?") || req.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%v, %v", req, err)
		}
	}
}
