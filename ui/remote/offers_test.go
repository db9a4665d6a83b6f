package remote

import (
	"net"
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

// Of what an address has under way and has failed at, no more is let near than is allowed, and others are not kept out.
func TestAttempts(t *testing.T) {
	at := time.Now()
	a := newAttempts(func() time.Time { return at })
	from := func(host string) net.Addr { return &net.TCPAddr{IP: net.ParseIP(host), Port: 4022} }
	one, other := addressOf(from("192.0.2.1")), addressOf(from("192.0.2.2"))
	for range pendingAllowed {
		if !a.begin(one) {
			t.Fatal("refused too soon")
		}
	}
	if a.begin(one) {
		t.Error("one connection too many that has yet to prove itself")
	}
	if !a.begin(other) {
		t.Error("another address is kept out")
	}
	a.end(other, false)
	for range pendingAllowed {
		a.end(one, true)
	}
	if a.begin(one) {
		t.Error("in again after so many failures")
	}
	at = at.Add(failuresWithin - time.Second)
	if a.begin(one) {
		t.Error("forgotten too soon")
	}
	at = at.Add(time.Second)
	if !a.begin(one) {
		t.Error("never forgotten")
	}
	a.end(one, false)
	// All addresses together.
	for i := range pendingInAll {
		if !a.begin(addressOf(&net.TCPAddr{IP: net.IPv4(198, 51, byte(i), 1), Port: 1})) {
			t.Fatalf("refused at %d", i)
		}
	}
	if a.begin(other) {
		t.Error("one too many in all")
	}
	// Of IPv6, whoever has one address has a whole network of them.
	six, same, next := addressOf(from("2001:db8:1:2::1")), addressOf(from("2001:db8:1:2:ffff::9")), addressOf(from("2001:db8:1:3::1"))
	if six != same || six == next || addressOf(from("::ffff:192.0.2.1")) != one {
		t.Errorf("%s, %s, %s", six, same, next)
	}
}
