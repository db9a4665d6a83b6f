package sandbox

import (
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// legacyLimit is what a legacy account may ask of a store (docs of 2013, quoted by third parties).
var legacyLimit = Limit{Requests: 20_000, Window: time.Hour}

// APIURL is the address of the V2 API for legacy accounts, as the control panel prints it: http://HOST:PORT/api/v2/.
func (s *Sandbox) APIURL() string { return s.URL() + "/api/v2/" }

// Username and LegacyToken are the legacy account's: HTTP Basic's user and password.
func (s *Sandbox) Username() string { return s.legacy.username }

// LegacyToken is the token that goes with Username.
func (s *Sandbox) LegacyToken() string { return s.legacy.token }

// legacyAccount is an account of the days before OAuth: V2 only, without scopes, with a limit of its own.
type legacyAccount struct {
	username, token string
	quota           quota
}

func newLegacy(cfg *Config, r *random) *legacyAccount {
	limit := cfg.LegacyLimit
	if limit == (Limit{}) {
		limit = legacyLimit
	}
	word := func(n int, alphabet string) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = alphabet[r.below(len(alphabet))]
		}
		return string(b)
	}
	return &legacyAccount{username: "cartwire-" + word(6, lowerAlphanumerics), token: word(40, hexDigits),
		quota: quota{limit: limit, start: cfg.Now()}}
}

// known tells whether a request carries the account's name and token.
func (a *legacyAccount) known(r *http.Request) bool {
	user, token, ok := r.BasicAuth()
	return ok && subtle.ConstantTimeCompare([]byte(user), []byte(a.username)) == 1 &&
		subtle.ConstantTimeCompare([]byte(token), []byte(a.token)) == 1
}

// legacyPath takes /api/v2/orders apart into "v2" and "/orders"; false for other addresses, and in a store without legacy accounts.
func (s *Sandbox) legacyPath(p string) (version, path string, ok bool) {
	rest, found := strings.CutPrefix(p, "/api/")
	if !found || !s.cfg.Legacy {
		return "", "", false
	}
	version, path, _ = strings.Cut(rest, "/")
	return version, "/" + path, true
}

// legacyAnswer takes a legacy account's request through its checks: name and token, limit, faults, endpoint. Past the limit it is
// answered 509, as V2 answers: with an array.
func (s *Sandbox) legacyAnswer(h http.Header, r *http.Request, version, path string) (answer, fault) {
	rt, params := s.route(r.Method, version, path, true)
	name := rt.name
	if rt.serve != nil {
		name = "/api" + name
	}
	s.meter.seen(r.Method + " " + name)
	if !s.legacy.known(r) || s.revoked.Load() {
		h.Set("WWW-Authenticate", `Basic realm="BigCommerce API"`)
		return complaint(http.StatusUnauthorized, "No credentials were supplied in the request.", nil), faultNone
	}
	left := s.legacy.quota.take(s.cfg.Now(), 1)
	f := s.faults.draw()
	if f.kind != faultOverload {
		h.Set("X-BC-ApiLimit-Remaining", strconv.Itoa(left.left))
	}
	if left.over || f.kind == faultRefused || f.kind == faultRefusedEmpty {
		s.meter.throttled()
		return complaint(statusLimit, "The requests-per-hour limit has been reached.", nil), faultNone
	}
	if version != "v2" {
		return missing(), faultNone
	}
	return s.carryOut(r, rt, params, version, path, f, true)
}

// statusLimit is "Bandwidth Limit Exceeded", which V2 answers legacy accounts with.
const statusLimit = 509
