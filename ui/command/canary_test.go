package command_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
	"cartwire/ui/report"
)

// canaries are secrets that must come to light nowhere, by what they are.
type canaries map[string]string

// of are the secrets of a practice store's accounts, and what they are sent as.
func (c canaries) of(sb *sandbox.Sandbox, name string) canaries {
	c[name+"'s access token"] = sb.AccessToken()
	if m := regexp.MustCompile(`CLIENT SECRET: (\S+)`).FindSubmatch(sb.CredentialsFile()); m != nil {
		c[name+"'s client secret"] = string(m[1])
	}
	if token := sb.LegacyToken(); token != "" {
		c[name+"'s legacy token"] = token
		c[name+"'s legacy header"] = base64.StdEncoding.EncodeToString([]byte(sb.Username() + ":" + token))
	}
	return c
}

// forms are the ways in which a secret may stand in a text.
func forms(secret string) []string {
	half := len(secret) / 2
	return []string{
		secret, url.QueryEscape(secret), hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))),
		strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(secret)), "="),
		secret[:half], secret[half : len(secret)-4], // the last four characters may be shown
	}
}

var tags = regexp.MustCompile(`<[^>]*>|\x1b\[[0-9;]*m`)

// found tells which of the canaries are in a text, or in what a person sees of it as a picture or a frame.
func (c canaries) found(text []byte) (list []string) {
	seen := tags.ReplaceAll(text, nil)
	for what, secret := range c {
		for _, form := range forms(secret) {
			if len(form) >= 8 && (bytes.Contains(text, []byte(form)) || bytes.Contains(seen, []byte(form))) {
				list = append(list, what)
				break
			}
		}
	}
	return list
}

func (c canaries) search(t *testing.T, where string, text []byte) {
	t.Helper()
	for _, what := range c.found(text) {
		t.Errorf("%s is in %s", what, where)
	}
}

// What is in the repository for people to look at shows no secret: recorded frames, pictures, scripts, documents. The
// practice stores' secrets come from their seeds; the tests use small ones, and two that are written out.
func TestNothingRecordedShowsASecret(t *testing.T) {
	c := canaries{
		"the frames' token":   "k3x9w0q7z1v5t2r8p4m6n0b9c7x9f2c",
		"the client's token":  "q8w7e6r5t4y3u2i1o0p9a8s7d6f5g4h",
		"a key of age's form": "AGE-SECRET-KEY-1",
	}
	for seed := range uint64(50) {
		c.of(sandbox.New(sandbox.Config{Seed: seed, Legacy: true}), "store "+string(rune('0'+seed%10)))
	}
	files := 0
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name == ".git" || name == "fuzz" || name == "rapid" {
				return filepath.SkipDir
			}
			return nil
		}
		slashed := filepath.ToSlash(path)
		if filepath.Ext(path) == ".go" || !strings.Contains(slashed, "/testdata/") && !strings.Contains(slashed, "/assets/") && filepath.Ext(path) != ".md" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if filepath.Ext(path) == ".txtar" {
			text = bytes.ReplaceAll(text, []byte("AGE-SECRET-KEY"), nil) // a script may look for one
		}
		files++
		c.search(t, path, text)
		return nil
	})
	if err != nil || files < 100 {
		t.Errorf("%d files, %v", files, err)
	}
}

// canaryArgs are what the commands are run with, and in which order; one that is not here is run without any.
var canaryArgs = []struct {
	words, args string
}{
	{"connect", "Second --credentials creds.txt --allow-insecure-host $HOST --import-orders"},
	{"connect", "Third --legacy --api-url $APIURL --username $USERNAME --api-token-file apitoken.txt --allow-insecure-host $HOST --import-orders"},
	{"connect", "Third --legacy --api-url $LOCALURL --username $USERNAME --api-token-file apitoken.txt --allow-insecure-host $LOCAL --import-orders"},
	{"connect", "Nowhere --credentials creds.txt --import-orders"},
	{"connect", "Wrong --api-path creds.txt --client-id x --access-token-file creds.txt"},
	{"connect", "Swapped --api-path $API --client-id x --access-token-file apitoken.txt --allow-insecure-host $HOST"},
	{"edit", "Acme --import-products --update-inventory --update-order-status"},
	{"sync", ""}, {"sync", "Acme inventory --dry-run"}, {"sync", "Acme orders --full"}, {"test", "Acme"}, {"test", "Third"},
	{"show", "Acme"}, {"show", "Third"}, {"reconcile", "Acme"},
	{"orders list", ""}, {"orders show", "101"}, {"orders export", "--format csv"}, {"customers list", ""}, {"stock list", ""},
	{"jobs", ""}, {"jobs show", "1"}, {"jobs retry", "1"}, {"log", "--limit 500"}, {"ship", "101"},
	{"key make", "made.key"}, {"backup", "copy.db"}, {"doctor", ""}, {"connections", ""},
	{"rekey", ""}, {"rekey", "--to passphrase"}, {"rekey", "--to file"},
	{"serve", "&"}, {"sync", "--watch &"}, {"demo", ""},
	{"REVOKE", ""}, // from here the store refuses the token
	{"test", "Acme"}, {"sync", "Acme"}, {"show", "Acme"}, {"jobs", ""}, {"log", "--limit 500"}, {"doctor", ""}, {"connections", ""},
	{"restore", "copy.db --yes"}, {"remove", "Acme --yes"},
}

// Whatever command is run, plain or for a script, and whatever it leaves behind, no secret is in it.
func TestNoCommandTellsASecret(t *testing.T) {
	sb, p := connected(t, sandbox.Config{Orders: 12, Customers: 4, Products: 4, Seed: 7, Legacy: true}, "--statuses", "all")
	dir := filepath.Dir(p.book)
	c := canaries{"the passphrase": "correct horse battery staple", "a key": "AGE-SECRET-KEY-1"}.of(sb, "the store")
	for name, text := range map[string]string{"apitoken.txt": sb.LegacyToken() + "\n", "pass.txt": c["the passphrase"] + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if seen := c.found(append(sb.CredentialsFile(), sb.LegacyToken()...)); len(seen) != 3 {
		t.Fatalf("the search finds %v alone", seen)
	}
	given := map[string]bool{"creds.txt": true, "apitoken.txt": true, "pass.txt": true, "made.key": true, "book.db.key": true}
	p.env = []string{"CARTWIRE_PASSPHRASE_FILE=" + filepath.Join(dir, "pass.txt"), "HOME=" + dir, "XDG_DATA_HOME=" + dir}
	value := strings.NewReplacer("$LOCALURL", strings.Replace(sb.APIURL(), "127.0.0.1", "localhost", 1),
		"$LOCAL", strings.Replace(sb.Host(), "127.0.0.1", "localhost", 1), "$HOST", sb.Host(), "$APIURL", sb.APIURL(), "$API", sb.APIPath(), "$USERNAME", sb.Username())
	run := func(args ...string) {
		t.Helper()
		c.search(t, "what cartwire "+strings.Join(args, " ")+" prints", p.spoken(dir, args))
	}
	ran := map[string]bool{}
	for _, a := range canaryArgs {
		ran[a.words] = true
		if a.words == "REVOKE" {
			sb.Revoke()
			continue
		}
		for _, json := range []string{"", "--json"} {
			args := strings.Fields(a.words + " " + value.Replace(a.args) + " " + json)
			run(args...)
		}
	}
	for _, words := range p.commands(nil) {
		if ran[words] || words == "sandbox" || words == "help" { // a practice store tells its secrets: they are for its users
			continue
		}
		run(strings.Fields(words)...)
		run(append(strings.Fields(words), "--json")...)
	}
	p.left(c, dir, given)
}

// left looks at what the commands have left in the folder: the book, its copies, reports.
func (p *process) left(c canaries, dir string, given map[string]bool) {
	p.t.Helper()
	book, err := store.Open(p.book, store.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, names := range []bool{false, true} {
		text, err := report.Build(book, report.Options{Now: time.Now(), Names: names})
		if err != nil {
			p.t.Fatal(err)
		}
		c.search(p.t, "the problem report", []byte(text))
	}
	if err := book.Close(); err != nil {
		p.t.Fatal(err)
	}
	seen := 0
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || given[d.Name()] {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen++
		c.search(p.t, "the file "+d.Name(), text)
		return nil
	})
	if err != nil || seen < 2 {
		p.t.Errorf("%d files, %v", seen, err)
	}
}

// spoken is all that a command prints; one whose last word is & is interrupted once it has begun.
func (p *process) spoken(dir string, args []string) []byte {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), time.Minute)
	defer cancel()
	stays := false
	var given []string
	for _, a := range args {
		if a == "&" {
			stays = true
			continue
		}
		given = append(given, a)
	}
	cmd := exec.CommandContext(ctx, os.Args[0], given...)
	cmd.Env, cmd.Dir = p.command().Env, dir
	var out bytes.Buffer
	r, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w
	began, read := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(read)
		var b [4096]byte
		for first := true; ; first = false {
			n, err := r.Read(b[:])
			out.Write(b[:n])
			if first {
				close(began)
			}
			if err != nil {
				return
			}
		}
	}()
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	if stays {
		select {
		case <-began:
		case <-time.After(2 * time.Second): // one that says nothing when it begins
		}
		_ = cmd.Process.Signal(syscall.SIGINT)
	}
	err := cmd.Wait()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed || ctx.Err() != nil {
		p.t.Fatalf("%s: %v", strings.Join(given, " "), err)
	}
	w.Close()
	<-read
	return out.Bytes()
}

var commandLine = regexp.MustCompile(`(?m)^  ([a-z]+) +\S`)

// commands are all that there are, as their help tells.
func (p *process) commands(words []string) (list []string) {
	p.t.Helper()
	out, _, _ := p.run(append(append([]string{}, words...), "--help")...)
	_, below, ok := strings.Cut(out, "Available Commands:")
	if !ok {
		return nil
	}
	below, _, _ = strings.Cut(below, "Flags:")
	for _, m := range commandLine.FindAllStringSubmatch(below, -1) {
		full := append(append([]string{}, words...), m[1])
		list = append(list, strings.Join(full, " "))
		list = append(list, p.commands(full)...)
	}
	return list
}
