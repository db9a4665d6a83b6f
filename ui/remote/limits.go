package remote

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Bounds on who has not proved yet who they are.
const (
	offersAllowed   = 6           // keys that one connection may show and that are not let in, as OpenSSH's server has it
	failuresAllowed = 10          // of one address within failuresWithin; then each wrong key waits for failureWait
	failuresWithin  = time.Minute // after which they are forgotten
	failureWait     = 2 * time.Second
	pendingAllowed  = 10 // connections of one address that have yet to prove themselves
	pendingInAll    = 100
	addressesKept   = 10_000
)

// attempts bounds how many try to come in at once, and slows addresses down that fail. It keeps nobody out who has a key:
// behind one address there may be many.
type attempts struct {
	now func() time.Time

	mu      sync.Mutex
	failed  map[netip.Prefix]*failures
	pending []*knocking // the oldest first
}

type failures struct {
	number int
	since  time.Time
}

func newAttempts(now func() time.Time) *attempts {
	return &attempts{now: now, failed: map[netip.Prefix]*failures{}}
}

// addressOf is what counts as one address: of IPv6, the network that one subscriber has.
func addressOf(a net.Addr) netip.Prefix {
	at, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.Prefix{}
	}
	ip := at.Addr().Unmap().WithZone("")
	bits := ip.BitLen()
	if ip.Is6() {
		bits = 64
	}
	p, _ := ip.Prefix(bits) // its error is that bits don't fit
	return p
}

// begin notes a connection that has to prove itself, and returns the one that has to make room for it; nil: there is room.
func (a *attempts) begin(k *knocking) (oldest *knocking) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pending = append(a.pending, k)
	same := 0
	for _, p := range a.pending {
		if p.addr == k.addr {
			same++
		}
	}
	at := -1
	switch {
	case same > pendingAllowed:
		at = slices.IndexFunc(a.pending, func(p *knocking) bool { return p.addr == k.addr })
	case len(a.pending) > pendingInAll:
		at = 0
	default:
		return nil
	}
	oldest = a.pending[at]
	a.pending = slices.Delete(a.pending, at, at+1)
	return oldest
}

// end notes how a try went.
func (a *attempts) end(k *knocking, failed bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pending = slices.DeleteFunc(a.pending, func(p *knocking) bool { return p == k })
	if !failed {
		return
	}
	if len(a.failed) >= addressesKept {
		maps.DeleteFunc(a.failed, func(_ netip.Prefix, f *failures) bool { return a.over(f) })
	}
	f := a.failed[k.addr]
	switch {
	case f == nil && len(a.failed) >= addressesKept:
		return
	case f == nil || a.over(f):
		f = &failures{since: a.now()}
		a.failed[k.addr] = f
	}
	f.number++
}

// slow reports whether an address has failed so often that its wrong keys wait.
func (a *attempts) slow(addr netip.Prefix) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	f := a.failed[addr]
	return f != nil && !a.over(f) && f.number >= failuresAllowed
}

// over reports whether failures are forgotten. The lock is held.
func (a *attempts) over(f *failures) bool { return a.now().Sub(f.since) >= failuresWithin }

// crowd counts what is open, sessions or connections, in all and of each key.
type crowd struct {
	most, mostOfOne int

	mu    sync.Mutex
	open  int
	byKey map[string]int
}

func newCrowd(most, mostOfOne int) *crowd {
	return &crowd{most: most, mostOfOne: mostOfOne, byKey: map[string]int{}}
}

// enter opens one of a key; leave closes it. Its errors speak of sessions.
func (c *crowd) enter(print string) (leave func(), err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.byKey[print] >= c.mostOfOne:
		return nil, fmt.Errorf("%d sessions of your key are open already, and no more are allowed. Close one of them", c.mostOfOne)
	case c.open >= c.most:
		return nil, fmt.Errorf("%d sessions are open already, and no more are allowed. Try again later", c.most)
	}
	c.open++
	c.byKey[print]++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.open--
		if c.byKey[print]--; c.byKey[print] == 0 {
			delete(c.byKey, print)
		}
	}, nil
}

func (c *crowd) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open
}
