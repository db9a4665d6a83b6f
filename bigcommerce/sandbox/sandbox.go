package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Limit is a store's quota: so many requests in each window of time. The zero Limit is no limit.
type Limit struct {
	Requests int
	Window   time.Duration
}

// Config says which store to make. Its zero value is an empty store without a quota, with every scope.
type Config struct {
	Orders    int    // how many orders to make
	Customers int    // registered customers; with none, every order is a guest's
	Products  int    // products of the catalogue; with none, orders name goods that are no longer sold
	Seed      uint64 // the same seed makes the same store

	Quota   Limit
	Latency time.Duration // added to every answer
	Faults  Faults
	Scopes  []string // OAuth names, see AllScopes; nil is all of them, empty is none

	StoreHash, AccessToken, ClientID string // empty: made from Seed, in the real shapes
	AccountName                      string // the API account's name; empty: "Cartwire"

	Now       func() time.Time    // nil: time.Now
	OnRequest func(*http.Request) // called before each answer of the API, never for /_sandbox

	Locations       int    // of the store, the first is the default; 0 is one
	ClosedLocations []int  // ids of locations that are disabled, where stock can't be written
	InventoryLag    Lag    // of what is written to the inventory
	StockBehaviour  string // when an order takes its goods off the stock: OrderPlaced (also "") or OrderCompletedOrShipped
	ReturnStock     bool   // a refund or cancellation puts them back
	// ShipmentsLeaveStatus keeps an order's status as it is when a shipment is posted. Otherwise it becomes Shipped or Partially Shipped.
	ShipmentsLeaveStatus bool
	SilentStatuses       bool // the store mails nobody when a status changes
	// QuietDates keeps an order's date_modified as it is when it is shipped or refunded. The documents don't say whether it moves, so that a
	// client must be right under both.
	QuietDates bool

	Legacy      bool  // the store has a legacy account too: V2 at APIURL, with Username and LegacyToken
	LegacyLimit Limit // its requests; zero: 20,000 an hour

	PlainProducts bool // each product is one item, tracked by product: no options, nothing digital

	// LongOrders makes every order whose id it divides one of 51 to 130 lines, more than the API gives inline (50). 0: none.
	LongOrders int
	// ExclusiveDates reads the date filters as "after" and "before" instead of "from" and "to". The documents don't say which is
	// right, so that a client must be right under both.
	ExclusiveDates bool
}

// Sandbox is one store. Its methods may be called from several goroutines at once.
type Sandbox struct {
	cfg     Config
	secret  string // of the API account; it is in the credentials file only
	scopes  map[string]bool
	routes  []route
	state   *state
	catalog *catalog
	stock   *stock
	quota   quota
	legacy  *legacyAccount
	meter   meter
	faults  faultPlan
	revoked atomic.Bool

	transactions atomic.Uint64 // of the inventory
	shipments    uint64        // posted; guarded by the state's lock, as refunds
	refunds      uint64        // given with Refund

	mu      sync.Mutex
	address string
	server  *http.Server
	served  chan struct{}
	closing chan struct{}
	closed  bool
}

// New makes the store. It holds about 20 bytes an order; the orders themselves are made when they are asked for.
func New(cfg Config) *Sandbox {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Scopes == nil {
		cfg.Scopes = AllScopes()
	}
	if cfg.AccountName == "" {
		cfg.AccountName = "Cartwire"
	}
	r := seeded(cfg.Seed, 0xacc)
	secret := identity(&cfg, &r)
	s := &Sandbox{cfg: cfg, secret: secret, scopes: map[string]bool{}, closing: make(chan struct{})}
	for _, name := range cfg.Scopes {
		s.scopes[name] = true
	}
	s.catalog = newCatalog(cfg.Seed, cfg.Products, cfg.PlainProducts)
	s.stock = newStock(&s.cfg, s.catalog.listed)
	s.state = newState(cfg.Seed, cfg.Orders, cfg.Now())
	s.quota = quota{limit: cfg.Quota, start: cfg.Now()}
	s.legacy = newLegacy(&s.cfg, &r)
	s.faults.set(cfg.Seed, cfg.Faults)
	s.meter.reset()
	s.routes = s.table()
	return s
}

// Start listens and serves until Close. addr is HOST:PORT; port 0 takes a free one. The host must be a loopback address,
// because /_sandbox, which changes the store, asks for no token.
func (s *Sandbox) Start(addr string) error {
	if err := loopback(addr); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.server != nil {
		return errors.New("this sandbox was started before: make a new one")
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("the sandbox can't listen on %s: %w", addr, err)
	}
	s.address = l.Addr().String()
	s.served = make(chan struct{})
	s.server = &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func(server *http.Server, done chan struct{}) {
		defer close(done)
		_ = server.Serve(l) // ErrServerClosed, after Close
	}(s.server, s.served)
	return nil
}

func loopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("the sandbox's address must be HOST:PORT, for example 127.0.0.1:0: %w", err)
	}
	if host == "localhost" {
		return nil
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("the sandbox listens on this machine only (127.0.0.1 or ::1), not on %q: "+
			"whoever reaches it can change its orders without a token", host)
	}
	return nil
}

// Host is HOST:PORT where the sandbox listens, empty before Start.
func (s *Sandbox) Host() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.address
}

// URL is http://HOST:PORT.
func (s *Sandbox) URL() string { return "http://" + s.Host() }

// APIPath is the address of the API as BigCommerce prints it: http://HOST:PORT/stores/HASH/v3/.
func (s *Sandbox) APIPath() string { return s.URL() + "/stores/" + s.cfg.StoreHash + "/v3/" }

// StoreHash is the store's id in the address of the API.
func (s *Sandbox) StoreHash() string { return s.cfg.StoreHash }

// AccessToken is the token that the sandbox accepts.
func (s *Sandbox) AccessToken() string { return s.cfg.AccessToken }

// ClientID is the API account's client id, which the API ignores.
func (s *Sandbox) ClientID() string { return s.cfg.ClientID }

// Close lets the answers under way end, for a moment, and frees the address. It returns when nothing of the sandbox runs.
func (s *Sandbox) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	close(s.closing)
	if s.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	err := s.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.server.Close() // a reader that doesn't read holds nobody up
	}
	<-s.served
	return err
}

// Revoke deletes the API account: from now on its token is refused with 401.
func (s *Sandbox) Revoke() { s.revoked.Store(true) }

// SetFaults changes what goes wrong, from the next request on.
func (s *Sandbox) SetFaults(f Faults) { s.faults.set(s.cfg.Seed, f) }

// UseQuota spends n requests of the window under way, as another app of the same store does.
func (s *Sandbox) UseQuota(n int) { s.quota.take(s.cfg.Now(), n) }
