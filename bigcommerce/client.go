package bigcommerce

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// APIHost is where BigCommerce's management API lives.
const APIHost = "api.bigcommerce.com"

// Version of Cartwire, told to the API in User-Agent; set by main.
var Version = "dev"

// Patience is how long a client goes on trying.
type Patience int

// Kinds of patience: a job rides out a minute or two without network, a person at a screen is answered within seconds.
const (
	PatienceJob Patience = iota
	PatiencePerson
)

// Config is what a client needs.
type Config struct {
	APIPath           APIPath
	AccessToken       Secret
	Legacy            *LegacyAPI        // a legacy account in place of APIPath and AccessToken
	AllowInsecureHost string            // host:port that may be spoken to in plain HTTP; the sandbox's
	Quota             *Quota            // shared by all clients of one store; nil makes a new one
	Transport         http.RoundTripper // nil: the package's own
	Patience          Patience
}

// Client speaks to one store. It is safe for use by several goroutines.
type Client struct {
	base     url.URL // https://api.bigcommerce.com/stores/HASH; of a legacy account https://HOST/api
	path     APIPath
	token    func() string    // a closure, because fmt prints unexported fields of any type but not what a func holds
	redactor func() *redactor // of the token; a closure for the same reason
	username string           // of a legacy account; else ""
	http     *http.Client
	quota    *Quota
	patience Patience
	observe  func(Event)
	maxPage  *atomic.Int64 // the page size that the orders list takes; lowered by a 413
	clock    *storeClock
}

// NewClient checks where the token would go; *HostError where it may not.
func NewClient(cfg Config) (*Client, error) {
	if cfg.Legacy != nil {
		return newLegacyClient(cfg)
	}
	base, err := url.Parse(cfg.APIPath.Base)
	if err != nil || base.Host == "" || !validHash(cfg.APIPath.StoreHash) {
		return nil, apiPathError("The API path names no store.")
	}
	if err := mayCarryToken(base, cfg.AllowInsecureHost); err != nil {
		return nil, err
	}
	if !fitsHeader(cfg.AccessToken) {
		return nil, &AuthError{}
	}
	c := newClient(cfg)
	c.base = url.URL{Scheme: base.Scheme, Host: base.Host, Path: "/stores/" + cfg.APIPath.StoreHash}
	c.path = cfg.APIPath
	c.keep(cfg.AccessToken)
	return c, nil
}

// keep keeps the secret that the client sends, and that no answer may bring back.
func (c *Client) keep(token Secret) {
	r := newRedactor(token.Reveal())
	c.token, c.redactor = token.Reveal, func() *redactor { return r }
}

func fitsHeader(s Secret) bool {
	return strings.TrimSpace(s.Reveal()) == s.Reveal() && !strings.ContainsAny(s.Reveal(), "\r\n\x00")
}

// newClient makes what both kinds of account have in common. Redirects are never followed, so that no token goes along.
func newClient(cfg Config) *Client {
	quota := cfg.Quota
	if quota == nil {
		quota = NewQuota()
	}
	transport := cfg.Transport
	if transport == nil {
		transport = sharedTransport
	}
	c := &Client{
		http:     &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		quota:    quota,
		patience: cfg.Patience,
		observe:  func(Event) {},
		maxPage:  new(atomic.Int64),
		clock:    new(storeClock),
	}
	c.maxPage.Store(MaxPage)
	return c
}

// mayCarryToken is the rule of where a token may go: encrypted to BigCommerce's API host, or to the one host a person
// allowed, encrypted or not.
func mayCarryToken(base *url.URL, allowed string) error {
	host := strings.ToLower(base.Host)
	if base.User != nil {
		return &HostError{Host: host}
	}
	if base.Scheme == "https" && (host == APIHost || host == APIHost+":443") {
		return nil
	}
	if allowed != "" && (base.Scheme == "http" || base.Scheme == "https") && withPort(base) == strings.ToLower(allowed) {
		return nil
	}
	return &HostError{Host: host, Insecure: base.Scheme != "https"}
}

func withPort(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if u.Port() != "" {
		return host
	}
	port := "443"
	if u.Scheme == "http" {
		port = "80"
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// Observed gives a client with the same connections and quota that tells f of each event. f may be called concurrently.
func (c *Client) Observed(f func(Event)) *Client {
	d := *c
	if f == nil {
		f = func(Event) {}
	}
	d.observe = f
	return &d
}

// Patient gives a client with the same connections and quota, and another patience.
func (c *Client) Patient(p Patience) *Client {
	d := *c
	d.patience = p
	return &d
}

// Quota is the store's quota as this client knows it.
func (c *Client) Quota() *Quota { return c.quota }

// APIPath is the store that the client speaks to; the zero value on a legacy account.
func (c *Client) APIPath() APIPath { return c.path }

func (c *Client) String() string { return "bigcommerce.Client(" + c.base.String() + ")" }

// Format keeps every verb of fmt away from the client's insides.
func (c *Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }
