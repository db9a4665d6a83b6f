package remote

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// handshake bounds how long it may take to prove who one is, and to open a session.
const handshake = 20 * time.Second

// silence bounds how long nothing at all may come from the other end, while a session is open: its answers to whether it is
// still there are something, see alive.
const silence = 5 * time.Minute

// knock takes a new connection in. Where too many have yet to prove themselves, the oldest of them makes room: who has a key
// needs but a moment.
func (s *Server) knock(ctx ssh.Context, conn net.Conn) net.Conn {
	k := &knocking{Conn: conn, server: s, addr: addressOf(conn.RemoteAddr())}
	k.timer = time.AfterFunc(handshake, func() { _ = k.Close() })
	if oldest := s.attempts.begin(k); oldest != nil {
		s.cfg.Log.Debug("too many tries", "address", oldest.addr)
		_ = oldest.Close()
	}
	ctx.SetValue(knockKey{}, k)
	return k
}

// knockKey is under which a connection's knocking is kept.
type knockKey struct{}

// knocking is a connection that has yet to prove who it is: whether it has is known when its first session opens.
type knocking struct {
	net.Conn
	server *Server
	addr   netip.Prefix
	timer  *time.Timer
	once   sync.Once
	in     atomic.Bool

	mu       sync.Mutex
	closed   bool
	leave    func() // gives the place among its key's connections back; nil: it has none yet
	channels int    // open ones
	refused  int    // ones too many
}

// settle notes whether it has come in.
func (k *knocking) settle(in bool) {
	k.once.Do(func() {
		k.in.Store(in)
		k.server.attempts.end(k, !in)
		if !in {
			k.server.refused.Add(1)
			k.server.cfg.Log.Info("refused", "address", k.RemoteAddr().String())
			return
		}
		k.timer.Reset(silence)
	})
}

// Bounds on the channels of one connection.
const (
	channelsAllowed = 10 // open at once, as OpenSSH's server has it
	refusalsAllowed = 10 // ones too many, or of a kind that isn't there; then the connection is closed
)

// channel counts a channel that opens, and what it returns, its end; nil: it can't be opened. The first one finds the
// connection its place among those of its key, print.
func (k *knocking) channel(print string) (end func()) {
	k.settle(true)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed || !k.in.Load() {
		return nil
	}
	if k.leave == nil {
		leave, err := k.server.connections.enter(print)
		if err != nil {
			k.refused = refusalsAllowed // it's over with this refusal
			return nil
		}
		k.leave = leave
	}
	if k.channels >= channelsAllowed {
		return nil
	}
	k.channels++
	return func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.channels--
	}
}

// refuse turns a channel away, and closes the connection of somebody who goes on asking.
func (k *knocking) refuse(channel gossh.NewChannel, reason gossh.RejectionReason, why string) {
	_ = channel.Reject(reason, why)
	k.mu.Lock()
	k.refused++
	over := k.refused > refusalsAllowed
	k.mu.Unlock()
	if over {
		_ = k.Close()
	}
}

func (k *knocking) Read(p []byte) (int, error) {
	n, err := k.Conn.Read(p)
	if err == nil && k.in.Load() {
		k.timer.Reset(silence)
	}
	return n, err
}

// SetDeadline does nothing: how long a connection may last is decided here.
func (k *knocking) SetDeadline(time.Time) error { return nil }

func (k *knocking) Close() error {
	k.settle(false)
	k.timer.Stop()
	k.mu.Lock()
	leave := k.leave
	if k.closed || leave == nil {
		leave = func() {}
	}
	k.closed = true
	k.mu.Unlock()
	leave()
	return k.Conn.Close()
}
