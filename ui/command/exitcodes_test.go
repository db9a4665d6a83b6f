//go:build unix

package command_test

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// TestPromisedExitCodes has every exit code of the README come out of a real process: by itself, through a window onto a
// `serve`, and over SSH.
func TestPromisedExitCodes(t *testing.T) {
	t.Parallel()
	slow := make(chan struct{}, 100)
	sb, p := connected(t, sandbox.Config{Orders: 3, Seed: 62})
	few := sandbox.New(sandbox.Config{Orders: 3, Seed: 63, Scopes: []string{"store_v2_orders_read_only", "store_v2_information_read_only"}})
	late := sandbox.New(sandbox.Config{Orders: 600, Seed: 64, Latency: 50 * time.Millisecond, OnRequest: func(r *http.Request) {
		if r.URL.Query().Get("min_id") != "" {
			slow <- struct{}{}
			<-r.Context().Done() // it never answers: only an interrupt ends the job
		}
	}})
	dir := filepath.Dir(p.book)
	for name, other := range map[string]*sandbox.Sandbox{"Few": few, "Late": late} {
		if err := other.Start("127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { other.Close() })
		creds := filepath.Join(dir, name+".txt")
		if err := os.WriteFile(creds, other.CredentialsFile(), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, errs, code := p.run("connect", name, "--credentials", creds, "--allow-insecure-host", other.Host(), "--import-orders", "--statuses", "all", "--skip-test"); code != 0 {
			t.Fatal(errs)
		}
	}
	sb.Revoke()
	const good, bad = "sku,location,on_hand\nA-1,Main,3\n", "sku,location,on_hand\nA-1,Main,many\n"
	cases := []struct {
		code  int
		in    string
		words []string
		say   string
	}{
		{0, "", []string{"connections"}, ""},
		{0, good, []string{"stock", "import", "-"}, ""},
		{1, bad, []string{"stock", "import", "-"}, "Nothing is imported"},
		{2, "", []string{"show", "Nobody"}, "no connection called"},
		{2, "", []string{"orders", "list", "--nonsense"}, "nonsense"},
		{3, "", []string{"test", "Acme"}, "ccess"},
		{4, "", []string{"test", "Few"}, "Customers"},
		{6, good + "B-2,Main,many\n", []string{"stock", "import", "-", "--partial"}, "many"},
	}
	check := func(how string, words []string, said string, code, want int, say string) {
		t.Helper()
		if code != want || !strings.Contains(said, say) || strings.Contains(said, "xit code") {
			t.Errorf("%s: %v: exit code %d, want %d: %s", how, words, code, want, said)
		}
	}
	direct := func(how string) {
		t.Helper()
		for _, c := range cases {
			out, errs, code := p.fed(dir, c.in, c.words...)
			check(how, c.words, out+errs, code, c.code, c.say)
		}
		words := []string{"sync", "Late", "orders", "--quiet"}
		cmd := p.command(words...)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-slow
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
		check(how, words, errs.String(), cmd.ProcessState.ExitCode(), 130, "go on")
	}
	direct("by itself")

	// A holder that lets nobody in.
	book, err := store.Open(p.book, store.Options{Command: "cartwire serve"})
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range [][]string{{"connections"}, {"serve"}, {"restore", p.book, "--yes"}, {"doctor"}, {"--accessible"}} {
		out, errs, code := p.run(words...)
		check("beside a holder", words, out+errs, code, 5, "is in use by")
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}

	key := newKey(t)
	keys := filepath.Join(dir, "authorized_keys")
	if err := os.WriteFile(keys, append([]byte(`role="admin" `), ssh.MarshalAuthorizedKey(key.PublicKey())...), 0o600); err != nil {
		t.Fatal(err)
	}
	s := p.serve("--listen", "127.0.0.1:0")
	addr := s.line("ssh", 0)["address"].(string)
	s.line("serving", 0)
	direct("through a window")
	for _, words := range [][]string{{"serve"}, {"restore", p.book, "--yes"}} {
		out, errs, code := p.run(words...)
		check("beside serve", words, out+errs, code, 5, "in use by")
	}
	if _, errs, code := p.run("serve", "--nonsense"); code != 64 || !strings.Contains(errs, "nonsense") {
		t.Errorf("serve's own command line: exit code %d: %s", code, errs)
	}

	c, err := dial(addr, key)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	session := func(in string) (sess *ssh.Session, out, errs *bytes.Buffer) {
		sess, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		out, errs = &bytes.Buffer{}, &bytes.Buffer{}
		sess.Stdin, sess.Stdout, sess.Stderr = strings.NewReader(in), out, errs
		return sess, out, errs
	}
	status := func(err error) int {
		if e, ok := errors.AsType[*ssh.ExitError](err); ok {
			return e.ExitStatus()
		} else if err != nil {
			t.Errorf("over SSH: %v", err)
		}
		return 0
	}
	for _, c := range append(cases, struct {
		code  int
		in    string
		words []string
		say   string
	}{5, "", []string{"serve"}, "in use by"}) {
		sess, out, errs := session(c.in)
		code := status(sess.Run(strings.Join(c.words, " ")))
		check("over SSH", c.words, out.String()+errs.String(), code, c.code, c.say)
	}
	sess, out, errs := session("")
	if err := sess.Start("sync Late orders --quiet"); err != nil {
		t.Fatal(err)
	}
	<-slow
	if err := sess.Signal(ssh.SIGINT); err != nil {
		t.Fatal(err)
	}
	code := status(sess.Wait()) // before what it wrote is read
	check("over SSH", []string{"sync", "Late"}, out.String()+errs.String(), code, 130, "")
	if code := s.end(syscall.SIGTERM); code != 0 {
		t.Errorf("serve: exit code %d: %v", code, s.log)
	}
}
