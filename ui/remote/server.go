package remote

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/log/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"
)

// Config of a server. Zero limits are the defaults.
type Config struct {
	Addr           string // host:port
	HostKey        string // the file of the key that visitors recognise it by; made where there is none
	AuthorizedKeys string // the file of the keys that may come in

	Idle        time.Duration // how long a terminal may stay without a key; default 30 minutes
	MaxSessions int           // in all; default 64
	MaxOfOneKey int           // of one key; default 8
	Look        time.Duration // how often the file of keys is looked at; default 2 seconds

	// Visit runs a session and returns its exit code. It is called on a goroutine of its own; its context ends with the session.
	Visit func(context.Context, Visit) int
	// wait slows a wrong key down; nil: it waits so long, or until the connection is lost.
	wait func(context.Context, time.Duration)
	// Fell writes down what is known of a panic that ended a session, and names the file. The log says no more of it.
	Fell func(recovered any) (file string)
	Log  *log.Logger
	Now  func() time.Time
}

// Counts are what a server has done so far.
type Counts struct {
	Sessions int    // open now
	Served   uint64 // in all
	Refused  uint64 // tries to come in that failed, or were one too many
	Panics   uint64 // sessions that ended by a mistake of the program
	Keys     int    // that may come in
}

// Server is the front door.
type Server struct {
	cfg      Config
	ssh      *ssh.Server
	listener net.Listener
	keys     keyring
	attempts *attempts
	crowd    *crowd // of sessions
	// connections are twice as many as sessions, so that who opens one session too many is told so in it.
	connections *crowd
	print       string // the host key's fingerprint

	served, refused, panics atomic.Uint64

	mu      sync.Mutex
	open    map[*session]struct{}
	closing bool

	stop context.CancelFunc
	wg   sync.WaitGroup
}

// Listen opens the door and serves in the background until Close.
func Listen(cfg Config) (*Server, error) {
	cfg.Idle = cmp.Or(cfg.Idle, 30*time.Minute)
	cfg.MaxSessions, cfg.MaxOfOneKey = cmp.Or(cfg.MaxSessions, 64), cmp.Or(cfg.MaxOfOneKey, 8)
	cfg.Look = cmp.Or(cfg.Look, 2*time.Second)
	if cfg.wait == nil {
		cfg.wait = func(ctx context.Context, d time.Duration) {
			select {
			case <-ctx.Done():
			case <-time.After(d):
			}
		}
	}
	s := &Server{
		cfg: cfg, keys: keyring{path: cfg.AuthorizedKeys}, attempts: newAttempts(cfg.Now),
		crowd: newCrowd(cfg.MaxSessions, cfg.MaxOfOneKey), connections: newCrowd(2*cfg.MaxSessions, 2*cfg.MaxOfOneKey), open: map[*session]struct{}{},
	}
	pem, signer, made, err := hostKey(cfg.HostKey)
	if err != nil {
		return nil, err
	}
	s.print = gossh.FingerprintSHA256(signer.PublicKey())
	if made {
		cfg.Log.Info("made a host key", "file", cfg.HostKey, "fingerprint", s.print)
	}
	s.ssh, err = wish.NewServer(
		wish.WithHostKeyPEM(pem),
		wish.WithVersion("Cartwire"),
		wish.WithPublicKeyAuth(func(ctx ssh.Context, key ssh.PublicKey) bool {
			_, ok := s.keys.find(key)
			if k := ctx.Value(knockKey{}).(*knocking); !ok && s.attempts.slow(k.addr) {
				cfg.wait(ctx, failureWait)
			}
			return ok
		}),
		wish.WithMiddleware(func(ssh.Handler) ssh.Handler { return s.serve }),
	)
	if err != nil {
		return nil, err
	}
	s.ssh.ConnCallback = s.knock
	s.ssh.ServerConfigCallback = func(ssh.Context) *gossh.ServerConfig {
		return &gossh.ServerConfig{MaxAuthTries: offersAllowed / 2} // as many rejected keys again are not counted
	}
	s.ssh.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.channel, "default": noChannel}
	s.ssh.RequestHandlers = map[string]ssh.RequestHandler{}
	s.ssh.SubsystemHandlers = map[string]ssh.SubsystemHandler{}
	s.Reload()
	if s.listener, err = net.Listen("tcp", cfg.Addr); err != nil {
		return nil, fmt.Errorf("can't listen on %s: %w. Choose another address with --listen", cfg.Addr, err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.wg.Go(func() { s.look(ctx) })
	s.wg.Go(func() {
		if err := s.ssh.Serve(s.listener); err != nil && !errors.Is(err, ssh.ErrServerClosed) && ctx.Err() == nil {
			cfg.Log.Error("the SSH door has closed", "error", err)
		}
	})
	return s, nil
}

// Addr is where it listens.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Fingerprint is what a visitor is shown the first time.
func (s *Server) Fingerprint() string { return s.print }

// Counts tells what it has done so far.
func (s *Server) Counts() Counts {
	return Counts{Sessions: s.crowd.count(), Served: s.served.Load(), Refused: s.refused.Load(), Panics: s.panics.Load(), Keys: s.keys.count()}
}

// goodbye is how long Close waits for sessions to end: first by themselves, so that they are told why, then cut off.
const goodbye = time.Second

// Close lets nobody in any more, ends every session and waits for it.
func (s *Server) Close() error {
	s.stop()
	err := s.listener.Close()
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	s.mu.Lock()
	s.closing = true
	for v := range s.open {
		v.end(errClosing)
	}
	s.mu.Unlock()
	s.sessions(goodbye)
	if closed := s.ssh.Close(); err == nil && !errors.Is(closed, net.ErrClosed) {
		err = closed
	}
	s.sessions(goodbye)
	ctx, cancel := context.WithTimeout(context.Background(), goodbye)
	defer cancel()
	_ = s.ssh.Shutdown(ctx) // waits; what it would say was said by Close
	s.wg.Wait()
	return err
}

// Reload reads the authorized keys again, and ends the sessions of keys that may not come in any more, or whose role is
// another one by now.
func (s *Server) Reload() {
	problems, err := s.keys.load()
	if err != nil {
		s.cfg.Log.Error("authorized keys", "error", err)
	} else {
		s.cfg.Log.Info("authorized keys", "file", s.cfg.AuthorizedKeys, "keys", s.keys.count())
	}
	for _, p := range problems {
		s.cfg.Log.Warn("authorized keys", "problem", p)
	}
	if !s.keys.settled() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for v := range s.open {
		if k, ok := s.keys.find(v.public); !ok || k.Role != v.key.Role {
			v.end(errKey)
		}
	}
}

// look watches the file of keys.
func (s *Server) look(ctx context.Context) {
	tick := time.NewTicker(s.cfg.Look)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if s.keys.changed() {
				s.Reload()
			}
		}
	}
}
