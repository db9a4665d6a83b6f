package bigcommerce

import (
	"net"
	"net/http"
	"time"
)

// sharedTransport is used by all clients: keep-alive, HTTP/2. Gzip is body's.
var sharedTransport http.RoundTripper = newTransport()

func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          64,
		MaxIdleConnsPerHost:   maxInFlight + 1,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 60 * time.Second,
	}
}

// CloseIdleConnections lets go of connections that are kept for the next request.
func CloseIdleConnections() {
	if t, ok := sharedTransport.(*http.Transport); ok {
		t.CloseIdleConnections()
	}
}
