package remote

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// channel opens a session's channel: its requests pass through here first, and its context ends with it.
func (s *Server) channel(srv *ssh.Server, conn *gossh.ServerConn, channel gossh.NewChannel, ctx ssh.Context) {
	k := ctx.Value(knockKey{}).(*knocking)
	public, _ := ctx.Value(ssh.ContextKeyPublicKey).(ssh.PublicKey)
	closed := k.channel(gossh.FingerprintSHA256(public))
	if closed == nil {
		s.refused.Add(1)
		k.refuse(channel, gossh.ResourceShortage, "too many sessions")
		return
	}
	defer closed()
	own, end := context.WithCancel(ctx)
	defer end()
	go alive(own, conn)
	o := &opening{NewChannel: channel, end: end}
	ssh.DefaultSessionHandler(srv, conn, o, &channelContext{ctx, own, o})
}

// noChannel turns away what is no session: ports, agents, X11.
func noChannel(_ *ssh.Server, _ *gossh.ServerConn, channel gossh.NewChannel, ctx ssh.Context) {
	ctx.Value(knockKey{}).(*knocking).refuse(channel, gossh.UnknownChannelType, "there are only sessions here")
}

// channelContext is a connection's context that ends with one of its channels, and knows the terminal of that.
type channelContext struct {
	ssh.Context
	own     context.Context
	opening *opening
}

func (c *channelContext) Deadline() (time.Time, bool) { return c.own.Deadline() }
func (c *channelContext) Done() <-chan struct{}       { return c.own.Done() }
func (c *channelContext) Err() error                  { return c.own.Err() }

func (c *channelContext) Value(key any) any {
	if key == (terminalKey{}) {
		return c.opening.terminal
	}
	return c.Context.Value(key)
}

type terminalKey struct{}

// terminal is the one at the other end of a channel.
type terminal struct {
	term    string
	first   tea.WindowSizeMsg
	resizes chan tea.WindowSizeMsg // of several that nobody took, the last one
}

// terminalOf is a session's terminal; nil where it has none.
func terminalOf(sess ssh.Session) *terminal {
	t, _ := sess.Context().Value(terminalKey{}).(*terminal)
	return t
}

// The largest window that is drawn: what a frame costs is the server's, and the size is the visitor's word.
const (
	maxWidth  = 500
	maxHeight = 200
)

func sized(width, height uint32) tea.WindowSizeMsg {
	return tea.WindowSizeMsg{Width: int(min(max(width, 1), maxWidth)), Height: int(min(max(height, 1), maxHeight))}
}

// maxRequests bounds how many words of its environment a session may tell, and maxRequest what one of them takes, in bytes.
const (
	maxRequests = 64
	maxRequest  = 1 << 10
)

// opening is a channel about to be accepted.
type opening struct {
	gossh.NewChannel
	end      context.CancelFunc
	idle     *time.Timer // closes it where no session begins
	terminal *terminal   // set before the session begins, and not after
}

// Accept passes only such requests on as there is an answer to.
func (o *opening) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, requests, err := o.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	passed := make(chan *gossh.Request)
	o.idle = time.AfterFunc(handshake, func() { _ = ch.Close() })
	go func() {
		defer o.idle.Stop()
		defer close(passed)
		defer o.end() // the channel is closed at the other end
		o.filter(requests, passed)
	}()
	return ch, passed, nil
}

func (o *opening) filter(requests <-chan *gossh.Request, passed chan<- *gossh.Request) {
	asked, begun := 0, false
	for r := range requests {
		switch {
		case r.Type == "signal":
			o.end() // an interrupt, or worse
		case r.Type == "window-change":
			_ = r.Reply(o.resize(r.Payload), nil)
		case r.Type == "env" && asked < maxRequests && len(r.Payload) <= maxRequest:
			asked++
			passed <- r
		case r.Type == "pty-req" && !begun && o.terminal == nil && o.open(r.Payload):
			passed <- r
		case r.Type == "shell" || r.Type == "exec":
			begun = true
			o.idle.Stop()
			passed <- r
		default: // agents, subsystems, X11
			_ = r.Reply(false, nil)
		}
	}
}

// open takes the request for a terminal: RFC 4254, section 6.2.
func (o *opening) open(payload []byte) bool {
	var asked struct {
		Term                      string
		Width, Height, Wide, Tall uint32
		Modes                     string
	}
	if gossh.Unmarshal(payload, &asked) != nil {
		return false
	}
	o.terminal = &terminal{term: asked.Term, first: sized(asked.Width, asked.Height), resizes: make(chan tea.WindowSizeMsg, 1)}
	return true
}

// resize takes a window's new size: RFC 4254, section 6.7.
func (o *opening) resize(payload []byte) bool {
	var asked struct{ Width, Height, Wide, Tall uint32 }
	if o.terminal == nil || gossh.Unmarshal(payload, &asked) != nil {
		return false
	}
	select {
	case <-o.terminal.resizes:
	default:
	}
	o.terminal.resizes <- sized(asked.Width, asked.Height)
	return true
}

// How often a connection is asked whether it is still there, and how many questions it may leave open.
const (
	aliveEvery = time.Minute
	aliveLost  = 3
)

// alive ends a connection whose other end is gone, and keeps one from counting as idle while a session is open on it.
func alive(ctx context.Context, conn *gossh.ServerConn) {
	tick := time.NewTicker(aliveEvery)
	defer tick.Stop()
	answers := make(chan struct{}, aliveLost)
	open := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-answers:
			open = 0
		case <-tick.C:
			if open++; open > aliveLost {
				_ = conn.Close()
				return
			}
			go func() {
				if _, _, err := conn.SendRequest("keepalive@openssh.com", true, nil); err == nil {
					select {
					case answers <- struct{}{}:
					case <-ctx.Done():
					}
				}
			}()
		}
	}
}
