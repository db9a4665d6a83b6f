package remote

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
)

// handshake bounds how long it may take to prove who one is, and to open a session.
const handshake = 20 * time.Second

// silence bounds how long nothing at all may come from the other end, while a session is open: its answers to whether it is
// still there are something, see alive.
const silence = 5 * time.Minute

// knock decides whether a connection may try to come in.
func (s *Server) knock(ctx ssh.Context, conn net.Conn) net.Conn {
	addr := addressOf(conn.RemoteAddr())
	if !s.attempts.begin(addr) {
		s.refused.Add(1)
		s.cfg.Log.Debug("too many tries", "address", addr)
		return nil
	}
	k := &knocking{Conn: conn, server: s, addr: addr}
	k.timer = time.AfterFunc(handshake, func() { _ = k.Close() })
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
}

// settle notes whether it has come in.
func (k *knocking) settle(in bool) {
	k.once.Do(func() {
		k.in.Store(in)
		k.server.attempts.end(k.addr, !in)
		if !in {
			k.server.refused.Add(1)
			k.server.cfg.Log.Info("refused", "address", k.RemoteAddr().String())
			return
		}
		k.timer.Reset(silence)
	})
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
	return k.Conn.Close()
}
