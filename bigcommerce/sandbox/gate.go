package sandbox

import (
	"crypto/subtle"
	"net"
	"net/http"
	"strings"
	"time"
)

// Handler serves the API and /_sandbox.
func (s *Sandbox) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_sandbox") {
			s.control(w, r)
			return
		}
		s.meter.begin()
		defer s.meter.end()
		if s.cfg.OnRequest != nil {
			s.cfg.OnRequest(r)
		}
		// The way there and the way back take half of the latency each: the quota is counted in the middle.
		s.wait(r, s.cfg.Latency/2)
		a, f := s.answer(w.Header(), r)
		s.wait(r, s.cfg.Latency-s.cfg.Latency/2)
		s.send(w, r, a, f)
	})
}

// wait lets the time pass, unless the caller leaves or the sandbox closes.
func (s *Sandbox) wait(r *http.Request, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.Context().Done():
	case <-s.closing:
	}
}

// answer takes a request through the checks, in the gateway's order: address, token, quota, faults, scope, endpoint.
func (s *Sandbox) answer(h http.Header, r *http.Request) (answer, fault) {
	version, path, ok := s.locate(r.URL.Path)
	rt, params := s.route(r.Method, version, path)
	s.meter.seen(r.Method + " " + rt.name)
	switch {
	case !s.known(r.Header.Get("X-Auth-Token")):
		return plain(http.StatusUnauthorized, "Unauthorized"), faultNone
	case !ok:
		return gateway(http.StatusForbidden, scopeTitle), faultNone
	}
	now := s.cfg.Now()
	left := s.quota.take(now, 1)
	f, slow := s.faults.draw()
	if f == faultOverload {
		s.meter.throttled()
		return answer{status: http.StatusTooManyRequests}, f
	}
	left.header(h)
	if left.over {
		// The body of a 429 isn't documented, and was seen empty: half of ours are.
		if s.meter.throttled()%2 == 0 {
			return answer{status: http.StatusTooManyRequests}, faultNone
		}
		return gateway(http.StatusTooManyRequests, "Too many requests"), faultNone
	}
	switch f {
	case faultError:
		return gateway(http.StatusInternalServerError, "Internal server error"), f
	case faultReset:
		return answer{}, f
	case faultSlow:
		s.wait(r, slow)
	}
	switch {
	case strings.HasSuffix(path, "/"):
		return gateway(http.StatusForbidden, "Authentication Required"), f
	case rt.serve == nil:
		return absent(version, rt.wrongMethod), f
	case !s.allowed(rt.scope, rt.write):
		return gateway(http.StatusForbidden, scopeTitle), f
	}
	return rt.serve(&request{Request: r, params: params, query: r.URL.Query()}), f
}

// scopeTitle is what the gateway says where a scope is missing, and also where the store's hash is not the token's.
const scopeTitle = "You don't have a required scope to access the endpoint"

func (s *Sandbox) known(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(s.cfg.AccessToken)) == 1 && !s.revoked.Load()
}

// locate takes /stores/HASH/v2/orders apart into "v2" and "/orders"; false where the hash is another store's.
func (s *Sandbox) locate(p string) (version, path string, ok bool) {
	rest, found := strings.CutPrefix(p, "/stores/")
	hash, rest, _ := strings.Cut(rest, "/")
	version, path, _ = strings.Cut(rest, "/")
	return version, "/" + path, found && hash == s.cfg.StoreHash
}

// send writes the answer, or goes wrong as the fault says.
func (s *Sandbox) send(w http.ResponseWriter, r *http.Request, a answer, f fault) {
	if f == faultReset {
		drop(w)
	}
	body := a.write(w, r)
	if f == faultTruncate {
		s.truncate(w, a, body)
	}
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead && len(body) > 0 {
		s.meter.sent(len(body)) // before the caller has it, who may ask for the statistics at once
		_, _ = w.Write(body)
	}
	a.done()
}

// truncate announces the whole body, sends half of it and ends the connection.
func (s *Sandbox) truncate(w http.ResponseWriter, a answer, body []byte) {
	if len(body) == 0 {
		drop(w)
	}
	w.WriteHeader(a.status)
	s.meter.sent(len(body) / 2)
	_, _ = w.Write(body[:len(body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// drop ends the connection without another byte, and does not return.
func drop(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
	panic(http.ErrAbortHandler)
}
