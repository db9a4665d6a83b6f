package bigcommerce

import (
	"errors"
	"io"
	"log"
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

// A redirect is never followed, wherever it leads: not to another port of the host, not to the same address without TLS,
// and nothing of a name or password in it is told.
func TestTokenFollowsNoRedirect(t *testing.T) {
	for name, tc := range map[string]struct {
		to   string
		host string // in the error; "" where it is a detour on the host itself
	}{
		"another port":     {"https://api.bigcommerce.com:8443/stores/ab12cd/v2/time", "api.bigcommerce.com:8443"},
		"without TLS":      {"http://api.bigcommerce.com/stores/ab12cd/v2/time", "api.bigcommerce.com"},
		"with a name":      {"https://api.bigcommerce.com@evil.example/v2/time", "evil.example"},
		"with a password":  {"https://somebody:hidden@evil.example/", "evil.example"},
		"a lookalike":      {"https://api.bigc\u043emmerce.com/v2/time", ""}, // Cyrillic
		"an encoded one":   {"https://api.xn--bigcmmerce-ebh.com/v2/time", "api.xn--bigcmmerce-ebh.com"},
		"a subdomain":      {"https://api.bigcommerce.com.evil.example/", "api.bigcommerce.com.evil.example"},
		"no scheme":        {"//evil.example/v2/time", "evil.example"},
		"the same host":    {"/stores/other/v2/time", ""},
		"no address":       {"", ""},
		"a file":           {"file:///etc/passwd", ""},
		"a host in a path": {"https:evil.example", ""},
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			var asked []string
			c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
				asked = append(asked, r.URL.Scheme+"://"+r.URL.Host)
				return answer(r, status, "", "Location", tc.to), nil
			})
			_, err := c.Time(t.Context())
			if err == nil || len(asked) != 1 || asked[0] != "https://api.bigcommerce.com" {
				t.Errorf("%s, %d: %v was asked, %v", name, status, asked, err)
				continue
			}
			var host *HostError
			if redirected := errors.As(err, &host) && host.Redirect; tc.host != "" && (!redirected || host.Host != tc.host) {
				t.Errorf("%s, %d: %v", name, status, err)
			}
			if strings.Contains(err.Error(), "hidden") || strings.Contains(err.Error(), "somebody") {
				t.Errorf("%s, %d tells what is in the address: %v", name, status, err)
			}
			checkSentences(t, err)
		}
	}
}

// Hosts that look like BigCommerce's, or hide behind its name, get no token; nor does a host that was allowed on another port.
func TestLookalikesGetNoToken(t *testing.T) {
	for _, tc := range []struct{ base, allow string }{
		{"https://api.bigc\u043emmerce.com", ""},         // a Cyrillic o
		{"https://\u0430pi.bigcommerce.com", ""},         // a Cyrillic a
		{"https://api.bigcommerce.com\u3002evil.de", ""}, // an ideographic full stop
		{"https://api\uff0ebigcommerce.com", ""},         // a full-width one, which some resolve as a dot
		{"https://api.xn--bigcmmerce-ebh.com", ""},
		{"https://api.bigcommerce.com.", ""}, // the root's dot: its certificate would be another name's
		{"https://api.bigcommerce.com%2eevil.example", ""},
		{"https://api.bigcommerce.com@evil.example", ""},
		{"https://evil.example#@api.bigcommerce.com", ""},
		{"https://evil.example?.api.bigcommerce.com", ""},
		{"https://evil.example\\@api.bigcommerce.com", ""},
		{"https://user:secret@api.bigcommerce.com", ""},
		{"ftp://api.bigcommerce.com", ""},
		{"//api.bigcommerce.com", ""},
		{"http://localhost:4001", "localhost:4000"},
		{"http://localhost.evil.example:4000", "localhost:4000"},
		{"http://user:secret@localhost:4000", "localhost:4000"},
		{"ws://localhost:4000", "localhost:4000"},
		{"http://localhost:4000", "localhost"}, // a host is allowed with its port
	} {
		_, err := NewClient(Config{APIPath: APIPath{Base: tc.base, StoreHash: "ab12cd"}, AccessToken: testToken, AllowInsecureHost: tc.allow})
		if err == nil {
			t.Errorf("%s, allowed %q, is sent the token", tc.base, tc.allow)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", tc.base, err)
		}
	}
}

// A certificate is checked even at the host that may be spoken to without any.
func TestCertificatesAreChecked(t *testing.T) {
	var asked atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	transport := newTransport()
	defer transport.CloseIdleConnections()
	if transport.TLSClientConfig != nil {
		t.Errorf("the transport has rules of its own: %+v", transport.TLSClientConfig)
	}
	for _, cfg := range []Config{
		{APIPath: APIPath{Base: s.URL, StoreHash: "ab12cd"}, AccessToken: testToken},
		{Legacy: &LegacyAPI{APIURL: s.URL + "/api/v2", Username: "me", Token: testToken}},
	} {
		cfg.AllowInsecureHost, cfg.Transport, cfg.Patience = u.Host, transport, PatiencePerson
		c, err := NewClient(cfg)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Time(t.Context())
		var network *NetworkError
		if !errors.As(err, &network) || asked.Load() != 0 {
			t.Errorf("%v, %d requests", err, asked.Load())
		}
		checkSentences(t, err)
	}
}
