package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"cartwire/ui/role"
)

// Visit is what somebody who came in wants.
type Visit struct {
	Args          []string
	Env           func(string) string
	In            io.Reader // ends with the session
	Out, Err      io.Writer
	TTY           bool
	Terminal      *Terminal // nil without a terminal
	Width, Height int
	Resizes       <-chan tea.WindowSizeMsg
	Who           string
	Role          role.Role
}

// Why a session is ended from here.
var (
	errClosing = errors.New("this Cartwire is being stopped. What was done is saved; come again later")
	errKey     = errors.New("your key, or what it may do, was changed. Come again")
)

// idleError says that no key came.
type idleError struct{ after time.Duration }

func (e *idleError) Error() string {
	return fmt.Sprintf("closed after %s without a key. What was done is saved; come again", e.after)
}

// session is one that is open.
type session struct {
	public gossh.PublicKey
	key    Key
	end    context.CancelCauseFunc
	done   chan struct{}
}

// sessions waits until none is open, but not for ever.
func (s *Server) sessions(most time.Duration) {
	late := time.NewTimer(most)
	defer late.Stop()
	for {
		s.mu.Lock()
		var one *session
		for one = range s.open {
			break
		}
		s.mu.Unlock()
		if one == nil {
			return
		}
		select {
		case <-one.done:
		case <-late.C:
			return
		}
	}
}

// serve runs one session.
func (s *Server) serve(sess ssh.Session) {
	ctx, end := context.WithCancelCause(sess.Context())
	defer end(nil)
	me, err := s.begin(sess.PublicKey(), end)
	if err != nil {
		turnAway(sess, err)
		return
	}
	defer s.finish(me)
	leave, err := s.crowd.enter(me.key.print)
	if err != nil {
		s.refused.Add(1)
		s.cfg.Log.Warn("one session too many", "who", me.key.Name, "error", err)
		turnAway(sess, err)
		return
	}
	s.served.Add(1)
	began := s.cfg.Now()
	said := s.cfg.Log.With("who", me.key.Name, "role", me.key.Role, "address", sess.RemoteAddr().String())
	said.Info("session", "terminal", terminalOf(sess) != nil)
	code := s.run(ctx, me, sess)
	said.Info("session ended", "exit", code, "after", s.cfg.Now().Sub(began).Round(time.Millisecond), "why", causeOf(ctx))
	leave() // whoever is told of the end may come again at once
	_ = sess.Exit(code)
}

// begin opens a session of somebody who may come in. From then on Close and Reload end it; finish closes it.
func (s *Server) begin(public gossh.PublicKey, end context.CancelCauseFunc) (*session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return nil, errClosing
	}
	key, ok := s.keys.find(public) // not as it was when the key was shown: several may be shown before one is proved
	if !ok {
		return nil, errKey
	}
	me := &session{public: public, key: key, end: end, done: make(chan struct{})}
	s.open[me] = struct{}{}
	return me, nil
}

func (s *Server) finish(me *session) {
	s.mu.Lock()
	delete(s.open, me)
	s.mu.Unlock()
	close(me.done)
}

// exitRefused is the exit code of a session that was not let in.
const exitRefused = 1

// exitPanic is that of one which ended by a mistake of the program.
const exitPanic = 1

func causeOf(ctx context.Context) string {
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err.Error()
	}
	return ""
}

// turnAway says why a session is over.
func turnAway(sess ssh.Session, why error) {
	text := why.Error()
	fmt.Fprintf(sess.Stderr(), "%s.\n", strings.ToUpper(text[:1])+text[1:])
	_ = sess.Exit(exitRefused)
}

// run hands the session over, and keeps what goes wrong in it to itself.
func (s *Server) run(ctx context.Context, me *session, sess ssh.Session) (code int) {
	defer func() {
		if r := recover(); r != nil {
			s.panics.Add(1)
			s.cfg.Log.Error("a session ended by a mistake of the program", "who", me.key.Name, "report", s.cfg.Fell(r))
			fmt.Fprintln(sess.Stderr(), "Cartwire has made a mistake, and this session ends. What was saved is kept; come again to go on.")
			code = exitPanic
		}
	}()
	args, err := split(sess.RawCommand())
	if err != nil {
		fmt.Fprintf(sess.Stderr(), "The command can't be read: %s.\n", err)
		return 2
	}
	pty := terminalOf(sess)
	in := newInput(sess, pty != nil, s.cfg.Idle, me.end)
	defer in.close()
	v := Visit{Args: args, In: in, Out: sess, Err: sess.Stderr(), Who: me.key.Name, Role: me.key.Role}
	v.Env = environment(sess.Environ(), pty, sess.RemoteAddr())
	if pty != nil {
		in.echo = sess
		v.TTY, v.Terminal, v.Width, v.Height, v.Resizes = true, &Terminal{in}, pty.first.Width, pty.first.Height, pty.resizes
	}
	code = s.cfg.Visit(ctx, v)
	if why := causeOf(ctx); why != "" {
		fmt.Fprintf(sess.Stderr(), "%s.\n", strings.ToUpper(why[:1])+why[1:])
	}
	return code
}

// told are the words of a visitor's environment that are listened to.
var told = map[string]bool{
	"COLORTERM": true, "NO_COLOR": true, "LANG": true, "LC_ALL": true, "LC_CTYPE": true, "TERM_PROGRAM": true,
	"TZ": true, "ACCESSIBLE": true, "CARTWIRE_ACCESSIBLE": true,
}

// maxValue bounds a word of the environment.
const maxValue = 128

func environment(list []string, pty *terminal, from net.Addr) func(string) string {
	env := map[string]string{"SSH_CONNECTION": from.String()}
	if pty != nil {
		env["TERM"] = cleanName(pty.term)
	}
	for _, entry := range list {
		name, value, _ := strings.Cut(entry, "=")
		if told[name] && len(value) <= maxValue {
			env[name] = cleanName(value)
		}
	}
	return func(name string) string { return env[name] }
}
