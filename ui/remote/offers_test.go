package remote

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// One connection may show a few keys, as an agent does, and then it is over: nobody tries keys by the hundred.
func TestOffersOfOneConnection(t *testing.T) {
	ann := somebody(t)
	d := openDoor(t, say, nil, ann.line("", "ann"))
	for strangers, in := range map[int]bool{0: true, offersAllowed - 1: true, offersAllowed: false, 50: false} {
		var agent []ssh.Signer
		for range strangers {
			agent = append(agent, somebody(t))
		}
		c, err := d.dial(ssh.PublicKeys(append(agent, ann)...))
		if err == nil {
			c.Close()
		}
		if (err == nil) != in {
			t.Errorf("ann's key after %d others: %v", strangers, err)
		}
	}
}

// noWait notes how often a wrong key would have waited.
func noWait(waits *atomic.Int32) func(*Config) {
	return func(c *Config) { c.wait = func(context.Context, time.Duration) { waits.Add(1) } }
}

// fail tries to come in as somebody who may not, n times.
func (d *door) fail(n int) {
	d.t.Helper()
	eve := somebody(d.t)
	for range n {
		if c, err := d.dial(ssh.PublicKeys(eve)); err == nil {
			c.Close()
			d.t.Fatal("let in")
		}
	}
	for began := time.Now(); d.Counts().Refused < uint64(n); time.Sleep(time.Millisecond) {
		if time.Since(began) > patience {
			d.t.Fatal("tries do not end")
		}
	}
}

// Wrong keys from an address slow wrong keys from there down; a key that may come in is let in at once.
func TestFailuresKeepNobodyOut(t *testing.T) {
	ann := somebody(t)
	at, waits := time.Now(), atomic.Int32{}
	d := openDoor(t, say, func(c *Config) {
		noWait(&waits)(c)
		c.Now = func() time.Time { return at }
	}, ann.line("", "ann"))
	d.fail(failuresAllowed)
	if n := waits.Load(); n != 0 {
		t.Errorf("%d of the first wrong keys waited", n)
	}
	if out, err := begin(t, d.come(ann), 0, 0).Output("x"); err != nil || !strings.HasPrefix(string(out), "ann") || waits.Load() != 0 {
		t.Errorf("ann: %q, %v, %d waits", out, err, waits.Load())
	}
	if c, err := d.dial(ssh.PublicKeys(somebody(t))); err == nil {
		c.Close()
		t.Error("let in")
	}
	if n := waits.Load(); n != 1 {
		t.Errorf("the next wrong key waited %d times", n)
	}
	d.attempts.mu.Lock()
	at = at.Add(failuresWithin)
	d.attempts.mu.Unlock()
	if c, err := d.dial(ssh.PublicKeys(somebody(t))); err == nil {
		c.Close()
		t.Error("let in")
	}
	if n := waits.Load(); n != 1 {
		t.Errorf("a minute later a wrong key waited, %d in all", n)
	}
}

// Connections that prove nothing stay few, and make room for one that does.
func TestSilentConnectionsKeepNobodyOut(t *testing.T) {
	ann := somebody(t)
	d := openDoor(t, say, nil, ann.line("", "ann"))
	open := make(chan struct{}, 1000)
	for range 5 * pendingAllowed {
		c, err := net.Dial("tcp", d.Addr())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		open <- struct{}{}
		go func() {
			_, _ = io.Copy(io.Discard, c)
			<-open
		}()
	}
	if out, err := begin(t, d.come(ann), 0, 0).Output("x"); err != nil || !strings.HasPrefix(string(out), "ann") {
		t.Errorf("ann: %q, %v", out, err)
	}
	for began := time.Now(); len(open) > pendingAllowed; time.Sleep(time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatalf("%d connections stay open", len(open))
		}
	}
}

// Of all addresses together no more is open either, and the oldest goes first.
func TestPendingInAll(t *testing.T) {
	a := newAttempts(time.Now)
	var all []*knocking
	for i := range pendingInAll {
		all = append(all, &knocking{addr: addressOf(&net.TCPAddr{IP: net.IPv4(198, 51, byte(i), 1), Port: 1})})
		if a.begin(all[i]) != nil {
			t.Fatalf("no room at %d", i)
		}
	}
	a.end(all[0], false)
	if gone := a.begin(all[0]); gone != nil {
		t.Error("there was room")
	}
	if gone := a.begin(&knocking{addr: addressOf(&net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 1})}); gone != all[1] {
		t.Errorf("%+v made room", gone)
	}
	// Of IPv6, whoever has one address has a whole network of them.
	from := func(host string) netip.Prefix { return addressOf(&net.TCPAddr{IP: net.ParseIP(host), Port: 4022}) }
	six, same, next := from("2001:db8:1:2::1"), from("2001:db8:1:2:ffff::9"), from("2001:db8:1:3::1")
	if six != same || six == next || from("::ffff:192.0.2.1") != from("192.0.2.1") {
		t.Errorf("%s, %s, %s", six, same, next)
	}
}

// held is what this process holds: goroutines, and bytes of memory once what is garbage is gone.
func held() (goroutines int, heap uint64) {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return runtime.NumGoroutine(), m.HeapAlloc
}

// However many channels one connection opens, few are there, and it's closed by it: with a session's name or any other, with
// a session begun in them or without.
func TestChannelsOfOneConnection(t *testing.T) {
	ann := somebody(t)
	d := openDoor(t, wait, nil, ann.line("", "ann"))
	for _, kind := range []string{"session", "direct-tcpip"} {
		goroutines, heap := held()
		c := d.come(ann)
		opened := 0
		for range 20_000 {
			ch, requests, err := c.OpenChannel(kind, nil)
			if no, ok := errors.AsType[*ssh.OpenChannelError](err); ok && no != nil {
				continue
			}
			if err != nil {
				break
			}
			opened++
			go ssh.DiscardRequests(requests)
			if opened%2 == 0 {
				_, _ = ch.SendRequest("shell", true, nil)
			}
		}
		if want := map[string]int{"session": channelsAllowed}[kind]; opened != want {
			t.Errorf("%d channels of kind %q were opened", opened, kind)
		}
		gone := make(chan struct{})
		go func() { _ = c.Wait(); close(gone) }()
		select {
		case <-gone:
		case <-time.After(patience):
			t.Fatal("the connection is still open")
		}
		for began := time.Now(); ; time.Sleep(time.Millisecond) {
			after, heapAfter := held()
			if after <= goroutines+2 && heapAfter < heap+8<<20 {
				break
			}
			if time.Since(began) > patience {
				t.Fatalf("%d goroutines, there were %d; %d bytes, there were %d", after, goroutines, heapAfter, heap)
			}
		}
	}
	s := begin(t, d.come(ann), 0, 0)
	out, _ := s.StdoutPipe()
	if err := s.Start("stay"); err != nil {
		t.Fatal(err)
	}
	until(t, out, "here")
}

// However many connections one key opens, with a session or without, few stay open.
func TestConnectionsOfOneKey(t *testing.T) {
	ann, bob := somebody(t), somebody(t)
	d := openDoor(t, wait, func(c *Config) { c.MaxOfOneKey = 4 }, ann.line("", "ann"), bob.line("", "bob"))
	var open atomic.Int32
	for i := range 200 {
		c, err := d.dial(ssh.PublicKeys(ann))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		open.Add(1)
		go func() { _ = c.Wait(); open.Add(-1) }()
		if i%2 > 0 {
			continue
		}
		if s, err := c.NewSession(); err == nil {
			_ = s.Start("stay")
		}
	}
	s := begin(t, d.come(bob), 0, 0)
	out, _ := s.StdoutPipe()
	if err := s.Start("stay"); err != nil {
		t.Fatal(err)
	}
	until(t, out, "here")
	for began := time.Now(); open.Load() > 8+pendingAllowed; time.Sleep(time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatalf("%d connections stay open", open.Load())
		}
	}
}
