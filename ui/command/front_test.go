package command

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"charm.land/log/v2"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/crypto/ssh"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/remote"
)

// front is a host with its front door open, and people with keys of each role.
type front struct {
	t      testing.TB
	sand   *sandbox.Sandbox
	book   *store.Book
	engine *syncer.Engine
	host   *Host
	door   *remote.Server
	conn   store.Connection
	keys   map[string]ssh.Signer // by name: "vera", a viewer; "otto", an operator; "ada", an admin
}

// openFront opens one on a book with a practice store's connection. Everybody's key may open any number of sessions.
func openFront(t testing.TB, cfg sandbox.Config) *front {
	t.Helper()
	f := &front{t: t, sand: sandbox.New(cfg), keys: map[string]ssh.Signer{}}
	if err := f.sand.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	var err error
	if f.book, err = store.Open(filepath.Join(folder, "book.db"), store.Options{}); err != nil {
		t.Fatal(err)
	}
	f.engine = syncer.NewEngine(f.book, syncer.Config{Who: "server"})
	f.host = NewHost(f.book, f.engine)
	var lines []string
	for name, options := range map[string]string{"vera": "", "otto": `role="operator" `, "ada": `role="admin" `} {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if f.keys[name], err = ssh.NewSignerFromKey(private); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, options+strings.TrimSpace(string(ssh.MarshalAuthorizedKey(f.keys[name].PublicKey())))+" "+name)
	}
	keys := filepath.Join(folder, "authorized_keys")
	if err := os.WriteFile(keys, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	f.door, err = remote.Listen(remote.Config{
		Addr: "127.0.0.1:0", AuthorizedKeys: keys, HostKey: filepath.Join(folder, "ssh_host_key"), MaxSessions: 1000, MaxOfOneKey: 1000,
		Visit: f.host.comeIn, Log: log.New(io.Discard), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	f.conn = store.Connection{
		Name: "Acme Outdoors", Cart: "BigCommerce", Active: true, APIPath: f.sand.URL() + "/stores/" + f.sand.StoreHash(), AllowInsecureHost: f.sand.Host(),
		Options: store.ConnectionOptions{ImportOrders: true, Statuses: syncer.DefaultStatuses},
	}
	if err := f.book.SaveConnection(&f.conn, f.sand.AccessToken()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, close := range []func() error{f.door.Close, f.host.Close, f.engine.Close, f.book.Close, f.sand.Close} {
			if err := close(); err != nil {
				t.Error(err)
			}
		}
	})
	return f
}

// come comes in with a name's key.
func (f *front) come(name string) *ssh.Client {
	f.t.Helper()
	c, err := ssh.Dial("tcp", f.door.Addr(), &ssh.ClientConfig{
		User: "cartwire", Auth: []ssh.AuthMethod{ssh.PublicKeys(f.keys[name])}, Timeout: patience,
		HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error { return nil },
	})
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { c.Close() })
	return c
}

// patience bounds how long a test waits for what is to happen.
const patience = 2 * time.Minute

// do runs a command line as somebody.
func (f *front) do(name, in, line string) (stdout, stderr string, code int) {
	f.t.Helper()
	c := f.come(name)
	defer c.Close()
	s, err := c.NewSession()
	if err != nil {
		f.t.Fatal(err)
	}
	var out, errs bytes.Buffer
	s.Stdin, s.Stdout, s.Stderr = strings.NewReader(in), &out, &errs
	err = s.Run(line)
	if e, ok := err.(*ssh.ExitError); ok {
		code = e.ExitStatus()
	} else if err != nil && !errors.Is(err, io.EOF) { // EOF: what was piped in was not read to its end
		f.t.Fatalf("%s: %v", line, err)
	}
	return out.String(), errs.String(), code
}

// terminal is somebody's terminal.
type terminal struct {
	t    testing.TB
	s    *ssh.Session
	in   io.WriteCloser
	ends chan error

	mu   sync.Mutex
	then io.Writer // takes what comes from now on; nil: it is kept
	text []byte
	news chan struct{}
}

// sit opens the program at a terminal.
func (f *front) sit(name string, width, height int) *terminal {
	f.t.Helper()
	s, err := f.come(name).NewSession()
	if err != nil {
		f.t.Fatal(err)
	}
	if err := s.RequestPty("xterm-256color", height, width, ssh.TerminalModes{}); err != nil {
		f.t.Fatal(err)
	}
	term := &terminal{t: f.t, s: s, ends: make(chan error, 1), news: make(chan struct{}, 1)}
	term.in, _ = s.StdinPipe()
	s.Stdout = term
	if err := s.Shell(); err != nil {
		f.t.Fatal(err)
	}
	go func() { term.ends <- s.Wait() }()
	return term
}

func (term *terminal) Write(p []byte) (int, error) {
	term.mu.Lock()
	then := term.then
	if then == nil {
		term.text = append(term.text, p...)
	}
	term.mu.Unlock()
	if then != nil {
		return then.Write(p)
	}
	select {
	case term.news <- struct{}{}:
	default:
	}
	return len(p), nil
}

// take is what was written since the last take, without escape sequences.
func (term *terminal) take() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	s := ansi.Strip(string(term.text))
	term.text = nil
	return s
}

// until waits until all of this was written since the last time.
func (term *terminal) until(want ...string) string {
	term.t.Helper()
	late := time.After(patience)
	seen := ""
	for {
		seen += term.take()
		missing := ""
		for _, w := range want {
			if !strings.Contains(seen, w) {
				missing = w
			}
		}
		if missing == "" {
			return seen
		}
		select {
		case <-term.news:
		case <-late:
			term.t.Fatalf("%q did not come:\n%s", missing, seen)
		}
	}
}

func (term *terminal) press(keys string) *terminal {
	term.t.Helper()
	if _, err := io.WriteString(term.in, keys); err != nil {
		term.t.Fatal(err)
	}
	return term
}
