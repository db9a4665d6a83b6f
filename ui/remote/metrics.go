package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// Metrics answers GET /metrics on an address of this machine alone.
type Metrics struct {
	server   *http.Server
	listener net.Listener
	done     chan struct{}
}

// NotLoopbackError says that an address can be reached from elsewhere.
type NotLoopbackError struct{ Addr string }

func (e *NotLoopbackError) Error() string {
	return fmt.Sprintf("Metrics are told on this machine only, and %s can be reached from elsewhere. Name an address such as 127.0.0.1:9464.", e.Addr)
}

// ServeMetrics answers in the background with what write writes, in Prometheus' text format. Errors: *NotLoopbackError.
func ServeMetrics(addr string, write func(io.Writer)) (*Metrics, error) {
	if !loopback(addr) {
		return nil, &NotLoopbackError{addr}
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("can't listen on %s: %w. Choose another address with --metrics", addr, err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		if !loopback(r.Host) { // a page in a browser of this machine may have been led here
			http.Error(w, "this machine only", http.StatusForbidden)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		write(w)
	})
	m := &Metrics{listener: l, done: make(chan struct{}), server: &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10,
	}}
	go func() {
		defer close(m.done)
		_ = m.server.Serve(l) // ends when it is closed
	}()
	return m, nil
}

// loopback tells whether a host, with or without a port, is this machine alone.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// Addr is where it listens.
func (m *Metrics) Addr() string { return m.listener.Addr().String() }

// Close stops answering.
func (m *Metrics) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err := m.server.Shutdown(ctx)
	if err != nil {
		err = m.server.Close()
	}
	<-m.done
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	return err
}
