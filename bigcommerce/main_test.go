package bigcommerce

import (
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// TestMain keeps the simulated stores few by default; CARTWIRE_LONG=1, or -rapid.checks, asks for more.
func TestMain(m *testing.M) {
	asked := os.Getenv("CARTWIRE_LONG") == "1"
	flag.Parse()
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	switch {
	case asked:
	case testing.Short():
		_ = flag.Set("rapid.checks", "8")
	default:
		_ = flag.Set("rapid.checks", "25")
	}
	goleak.VerifyTestMain(m)
}

const testToken = "q8w7e6r5t4y3u2i1o0p9a8s7d6f5g4h"

var testPath = APIPath{Base: "https://" + APIHost, StoreHash: "ab12cd"}

// roundTrip is a transport made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answer makes a response by hand.
func answer(r *http.Request, status int, body string, header ...string) *http.Response {
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1, Request: r}
}

// fakeClient speaks to a function in place of the network.
func fakeClient(t *testing.T, f roundTrip) *Client {
	t.Helper()
	c, err := NewClient(Config{APIPath: testPath, AccessToken: testToken, Transport: f})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// serve speaks plain HTTP to a server on this machine.
func serve(t *testing.T, h http.HandlerFunc) *Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	transport := newTransport()
	t.Cleanup(transport.CloseIdleConnections)
	c, err := NewClient(Config{
		APIPath: APIPath{Base: s.URL, StoreHash: "ab12cd"}, AccessToken: testToken,
		AllowInsecureHost: strings.TrimPrefix(s.URL, "http://"), Transport: transport, Patience: PatiencePerson,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// legacyClient speaks with a legacy account to a function in place of the network.
func legacyClient(t *testing.T, f roundTrip) *Client {
	t.Helper()
	c, err := NewClient(Config{Legacy: testLegacy(), Transport: f})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func testLegacy() *LegacyAPI {
	return &LegacyAPI{APIURL: "https://store-ab12cd.mybigcommerce.com/api/v2/", Username: "acme", Token: testToken}
}
