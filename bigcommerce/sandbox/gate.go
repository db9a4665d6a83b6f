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
		w.Header().Set("Date", s.cfg.Now().UTC().Format(http.TimeFormat)) // of the store's clock, not of this machine's
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
	if version, path, legacy := s.legacyPath(r.URL.Path); legacy {
		return s.legacyAnswer(h, r, version, path)
	}
	version, path, ok := s.locate(r.URL.Path)
	rt, params := s.route(r.Method, version, path, false)
	s.meter.seen(r.Method + " " + rt.name)
	switch {
	case !s.known(r.Header.Get("X-Auth-Token")):
		return plain(http.StatusUnauthorized, "Unauthorized"), faultNone
	case !ok:
		return gateway(http.StatusForbidden, scopeTitle), faultNone
	}
	left := s.quota.take(s.cfg.Now(), 1)
	f := s.faults.draw()
	if f.kind == faultOverload {
		s.meter.throttled()
		return answer{status: http.StatusTooManyRequests}, faultNone
	}
	if refused := f.kind == faultRefused || f.kind == faultRefusedEmpty; refused && !left.over {
		left.refuse(s.cfg.Quota)
	}
	left.header(h)
	if left.over {
		// The body of a 429 isn't documented, and was seen empty: half of ours are.
		if n := s.meter.throttled(); f.kind == faultRefusedEmpty || f.kind != faultRefused && n%2 == 0 {
			return answer{status: http.StatusTooManyRequests}, faultNone
		}
		return gateway(http.StatusTooManyRequests, "Too many requests"), faultNone
	}
	return s.carryOut(r, rt, params, version, path, f, s.allowed(rt.scope, rt.write) || rt.or != "" && s.allowed(rt.or, rt.write))
}

// carryOut answers a request that may be made, or goes wrong with it. may: its scope is there.
func (s *Sandbox) carryOut(r *http.Request, rt route, params []string, version, path string, f mishap, may bool) (answer, fault) {
	switch f.kind {
	case faultError:
		return gateway(http.StatusInternalServerError, "Internal server error"), f.kind
	case faultUnavailable:
		return gateway(http.StatusServiceUnavailable, "Service unavailable"), f.kind
	case faultReset:
		return answer{}, f.kind
	case faultTimeout:
		s.wait(r, f.wait)
		return answer{}, f.kind
	case faultSlow:
		s.wait(r, f.wait)
	}
	switch {
	case strings.HasSuffix(path, "/"):
		return gateway(http.StatusForbidden, "Authentication Required"), f.kind
	case rt.serve == nil:
		return absent(version, rt.wrongMethod), f.kind
	case !may:
		return gateway(http.StatusForbidden, scopeTitle), f.kind
	}
	if rt.write {
		s.meter.beginWrite()
		defer s.meter.endWrite()
	}
	a := rt.serve(&request{Request: r, params: params, query: r.URL.Query()})
	switch {
	case f.kind == faultDuplicate && !rt.write:
		a = a.doubled(f.pick)
	case f.kind == faultLost && !rt.write:
		f.kind = faultNone
	}
	return a, f.kind
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
	if f == faultReset || f == faultTimeout || f == faultLost {
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
