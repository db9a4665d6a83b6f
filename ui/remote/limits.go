package remote

import (
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Bounds on who has not proved yet who they are.
const (
	offersAllowed   = 6           // keys that one connection may show and that are not let in, as OpenSSH's server has it
	failuresAllowed = 10          // of one address within failuresWithin
	failuresWithin  = time.Minute // after which they are forgotten
	pendingAllowed  = 10          // connections of one address that have yet to prove themselves
	pendingInAll    = 100
	addressesKept   = 10_000
)

// attempts bounds how often an address may try to come in.
type attempts struct {
	now func() time.Time

	mu      sync.Mutex
	from    map[netip.Prefix]*tries
	pending int
}

type tries struct {
	failed  int
	since   time.Time
	pending int
}

func newAttempts(now func() time.Time) *attempts {
	return &attempts{now: now, from: map[netip.Prefix]*tries{}}
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

// begin lets an address try once, or tells that it may not now. Every begin that was allowed takes an end.
func (a *attempts) begin(addr netip.Prefix) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	t := a.tries(addr)
	if t == nil || t.failed >= failuresAllowed || t.pending >= pendingAllowed || a.pending >= pendingInAll {
		return false
	}
	t.pending++
	a.pending++
	return true
}

// end notes how a try went.
func (a *attempts) end(addr netip.Prefix, failed bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	t := a.tries(addr)
	if t == nil {
		return
	}
	t.pending--
	a.pending--
	if failed {
		if t.failed == 0 {
			t.since = a.now()
		}
		t.failed++
	}
	if t.failed == 0 && t.pending == 0 {
		delete(a.from, addr)
	}
}

// tries is what is known of an address; nil where there is no room to know of more. The lock is held.
func (a *attempts) tries(addr netip.Prefix) *tries {
	t := a.from[addr]
	if t == nil {
		if len(a.from) >= addressesKept {
			a.forget()
		}
		if len(a.from) >= addressesKept {
			return nil
		}
		t = &tries{}
		a.from[addr] = t
	}
	if t.failed > 0 && a.now().Sub(t.since) >= failuresWithin {
		t.failed = 0
	}
	return t
}

// forget drops what is over. The lock is held.
func (a *attempts) forget() {
	for addr, t := range a.from {
		if t.pending == 0 && a.now().Sub(t.since) >= failuresWithin {
			delete(a.from, addr)
		}
	}
}

// crowd counts the sessions that are open.
type crowd struct {
	most, mostOfOne int

	mu    sync.Mutex
	open  int
	byKey map[string]int
}

func newCrowd(most, mostOfOne int) *crowd {
	return &crowd{most: most, mostOfOne: mostOfOne, byKey: map[string]int{}}
}

// enter opens a session of a key; leave closes it.
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
