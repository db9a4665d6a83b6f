package command_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"unicode"

	"golang.org/x/crypto/ssh"

	"cartwire/bigcommerce/sandbox"
	"cartwire/ui/command"
)

// hostile is what a stranger may write into any text of a store: control characters of both sets, escape sequences, a
// formula, overrides and isolates, what draws nothing, and a tag.
const hostile = "\x1b[2J\x00\n\r=HYPERLINK(\"http://evil\")\a\b\x7f\u0085\u009b31m\u202e\u2066\u200b\ufeff\u2028\u2029\ufe0f\U000e0041\U000f0000"

// forbidden finds what must not reach whoever reads what a command prints. On a terminal a return is the end of a line, and
// begins a line of progress: it's the store's where what follows it in hostile does.
func forbidden(text string, terminal bool) string {
	for i, r := range text {
		switch {
		case r == '\n' || r == '\t' || r == '\r' && terminal && !strings.HasPrefix(text[i+1:], "="):
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == unicode.ReplacementChar && !strings.HasPrefix(text[i:], "\ufffd"),
			unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Variation_Selector):
			return fmt.Sprintf("%q in %q", r, text[max(0, i-40):min(len(text), i+40)])
		}
	}
	return ""
}

// poison puts hostile text behind every text of an answer that is no number, date, address or word that the store's API fixes.
func poison(v any, key string) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = poison(v[k], k)
		}
	case []any:
		for i := range v {
			v[i] = poison(v[i], key)
		}
	case string:
		for _, part := range []string{"name", "company", "street", "city", "state", "zip", "phone", "email", "message", "notes", "sku", "status",
			"method", "label", "title", "detail", "reason", "tracking_number", "code", "errors", "value"} {
			if strings.Contains(key, part) && !strings.Contains(key, "currency_code") && !strings.Contains(key, "iso") && key != "inventory_tracking" {
				return v + hostile
			}
		}
	}
	return v
}

// evilStore stands before a practice store and poisons its answers. While refusing, it refuses all but the store's own facts.
type evilStore struct {
	*httptest.Server
	refusing atomic.Bool
}

func newEvilStore(t *testing.T, sb *sandbox.Sandbox) *evilStore {
	e := &evilStore{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e.refusing.Load() {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusForbidden)
			_ = json.NewEncoder(w).Encode(map[string]any{"status": 403, "title": "evil" + hostile, "errors": map[string]string{"evil": hostile}})
			return
		}
		req, err := http.NewRequestWithContext(r.Context(), r.Method, sb.URL()+r.URL.RequestURI(), r.Body)
		if err != nil {
			panic(err)
		}
		req.Header = r.Header.Clone()
		req.Header.Del("Accept-Encoding")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		dec := json.NewDecoder(bytes.NewReader(body))
		dec.UseNumber()
		var v any
		if r.Method == http.MethodGet && dec.Decode(&v) == nil {
			body, _ = json.Marshal(poison(v, ""))
		}
		resp.Header.Del("Content-Length")
		for k, values := range resp.Header {
			w.Header()[k] = values
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = w.Write(body)
	}))
	t.Cleanup(e.Close)
	return e
}

// TestHostileText holds every command that prints a store's text against one list of characters, on a pipe, on a terminal and
// over SSH.
func TestHostileText(t *testing.T) {
	t.Parallel()
	sb := sandbox.New(sandbox.Config{Orders: 4, Products: 3, Customers: 3, Seed: 15})
	if err := sb.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sb.Close() })
	evil := newEvilStore(t, sb)
	dir := t.TempDir()
	p := &process{t: t, book: filepath.Join(dir, "book.db")}
	token := filepath.Join(dir, "token")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(token, sb.AccessToken())
	order := sb.Orders()[0].ID
	unreadable, err := sb.AddRawOrder([]byte(`{"id":9001,"status_id":11,"date_created":"Mon, 02 Feb 2026 10:00:00 +0000","date_modified":"Mon, 02 Feb 2026 10:00:00 +0000","items_total":"x","customer_message":"m"}`))
	if err != nil {
		t.Fatal(err)
	}
	sku := "EVIL" + strings.NewReplacer("\x00", "", "\n", "", "\r", "").Replace(hostile)

	// What prints text of a store's, with its arguments: first what fills the book. A code of -1 may be any.
	steps := []struct {
		line []string
		code int
	}{
		{[]string{"connect", "Acme", "--api-path", evil.URL + "/stores/" + sb.StoreHash(), "--client-id", "x", "--access-token-file", token,
			"--allow-insecure-host", strings.TrimPrefix(evil.URL, "http://"), "--import-orders", "--import-products", "--update-inventory", "--update-order-status", "--statuses", "all"}, 0},
		{[]string{"test", "Acme"}, -1}, {[]string{"sync", "Acme", "orders"}, -1}, {[]string{"sync", "Acme", "products"}, -1},
		{[]string{"locations", "add", "East" + sku}, -1}, {[]string{"locations"}, 0}, {[]string{"locations", "list"}, 0},
		{[]string{"stock", "set", sku, "--on-hand", "3"}, -1}, {[]string{"sync", "Acme", "inventory", "--dry-run"}, -1}, {[]string{"sync"}, -1},
		{[]string{"edit", "Acme", "--skip-test", "--statuses", "all"}, -1}, {[]string{"connections"}, 0}, {[]string{"show", "Acme"}, 0},
		{[]string{"orders"}, 2}, {[]string{"orders", "list"}, 0}, {[]string{"orders", "show", fmt.Sprint(order)}, 0}, {[]string{"orders", "export"}, 0},
		{[]string{"orders", "export", "--format", "csv"}, 0}, {[]string{"customers"}, 0}, {[]string{"customers", "list"}, 0},
		{[]string{"orders", "aside"}, 0}, {[]string{"orders", "aside", "list"}, 0}, {[]string{"orders", "aside", "show", fmt.Sprint(unreadable)}, -1},
		{[]string{"orders", "aside", "retry", fmt.Sprint(unreadable)}, -1},
		{[]string{"orders", "aside", "dismiss", fmt.Sprint(unreadable), "--why", hostile[1:2] + "x"}, -1},
		{[]string{"stock"}, -1}, {[]string{"stock", "list"}, -1}, {[]string{"stock", "export"}, -1}, {[]string{"stock", "explain", sku}, -1}, {[]string{"stock", "import", token}, -1},
		{[]string{"stock", "receive", sku, "1"}, -1}, {[]string{"stock", "return", sku}, -1}, {[]string{"stock", "returns"}, 0}, {[]string{"stock", "adjust", sku, "1", "--reason", sku}, -1}, {[]string{"stock", "move", sku, "1", "--from", sku, "--to", sku}, -1},
		{[]string{"ship", fmt.Sprint(order), "--carrier", sku, "--tracking", sku}, -1}, {[]string{"ship", "import", token}, -1}, {[]string{"ship", "undo", fmt.Sprint(order)}, -1},
		{[]string{"kits", "import", token}, -1}, {[]string{"kits"}, -1}, {[]string{"kits", "list"}, -1}, {[]string{"kits", "export"}, -1}, {[]string{"kits", "remove", sku}, -1},
		{[]string{"reconcile", "Acme"}, -1}, {[]string{"jobs"}, 0}, {[]string{"jobs", "show", "1"}, -1}, {[]string{"jobs", "retry", "1"}, -1}, {[]string{"log"}, 0},
		{[]string{"doctor"}, -1}, {[]string{"locations", "rename", sku, "x"}, -1}, {[]string{"locations", "remove", sku}, -1}, {[]string{"remove", "nobody" + sku}, -1},
		{[]string{"connections", "merge", "Acme", "nobody" + sku}, 2}, {[]string{"orders", "release", fmt.Sprint(order)}, -1}, {[]string{"orders", "release", sku}, 2},
		{[]string{"orders", "move", fmt.Sprint(order), "--line", sku, "--to", sku}, -1}, {[]string{"kits", "apply", sku}, -1},
	}
	// What prints none, or is held elsewhere: the screens by their frames, serve's log and demo's steps by the same writer.
	silent := []string{"backup", "demo", "examine-file", "key", "key make", "man", "rekey", "restore", "sandbox", "serve", "settings", "settings get", "settings set", "unit", "version"}
	held := slices.Clone(silent)
	for _, s := range steps {
		line := strings.Join(s.line, " ")
		for _, path := range command.Paths() {
			if line == path || strings.HasPrefix(line, path+" ") {
				held = append(held, path)
			}
		}
	}
	for _, path := range command.Paths() {
		if !slices.Contains(held, path) {
			t.Errorf("%q is in neither list: it prints a store's text, or it doesn't", path)
		}
	}

	said := map[string]string{} // what each line printed on the pipe
	check := func(line []string, where, out, errs string, terminal bool) {
		t.Helper()
		for _, text := range []string{out, errs} {
			if bad := forbidden(text, terminal); bad != "" {
				t.Errorf("%q, %s, lets through %s", line, where, bad)
			}
		}
	}
	run := func(line []string, code int) {
		t.Helper()
		for _, more := range [][]string{nil, {"--json"}} {
			line := append(slices.Clone(line), more...)
			out, errs, got := p.run(line...)
			if code >= 0 && got != code && line[0] != "connect" {
				t.Errorf("%q: exit code %d: %s", line, got, errs)
			}
			check(line, "on a pipe", out, errs, false)
			if words := strings.Join(line, " "); said[words] == "" {
				said[words] = out
			}
			if line[0] == "connect" {
				continue
			}
			other, tty := terminal(t)
			cmd := p.command(line...)
			cmd.Stdout, cmd.Stderr = tty, tty
			seen := make(chan string)
			go func() {
				all, _ := io.ReadAll(other)
				seen <- string(all)
			}()
			_ = cmd.Run()
			tty.Close()
			check(line, "on a terminal", <-seen, "", true)
		}
	}
	for _, s := range steps {
		run(s.line, s.code)
	}
	evil.refusing.Store(true)
	for _, line := range [][]string{{"test", "Acme"}, {"sync"}, {"sync", "Acme", "products"}, {"reconcile", "Acme"}, {"jobs"}, {"jobs", "show", "1"}, {"doctor"}, {"log"}, {"connections"}} {
		run(line, -1)
	}

	// Of JSON nothing is lost, and a cell is one cell and no formula.
	for _, line := range []string{"customers list --json", "orders list --json", "orders export"} {
		if escaped, _ := json.Marshal(hostile); !strings.Contains(unescape(t, said[line]), hostile) {
			t.Errorf("%q has lost something of %s: %s", line, escaped, said[line])
		}
	}
	show := fmt.Sprintf("orders show %d", order)
	for _, line := range []string{"test Acme", "show Acme", "orders list", show, "orders export --format csv", "customers list"} {
		if !strings.Contains(said[line], "[2J") {
			t.Errorf("%q prints nothing of the store's: %s", line, said[line])
		}
	}
	rows, err := csv.NewReader(strings.NewReader(said["orders export --format csv"])).ReadAll()
	if err != nil || len(rows) < 5 {
		t.Errorf("the CSV has %d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			bare := strings.TrimLeftFunc(cell, func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("=+-@'", r) })
			if strings.HasPrefix(bare, "=") {
				t.Errorf("a formula: %q", cell)
			}
		}
	}

	// Over SSH.
	key := newKey(t)
	keys := filepath.Join(dir, "keys")
	write(keys, `role="admin" `+string(ssh.MarshalAuthorizedKey(key.PublicKey())))
	s := p.serve("--listen", "127.0.0.1:0", "--authorized-keys", keys)
	c, err := dial(s.line("ssh", 0)["address"].(string), key)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	over := 0
	for _, refusing := range []bool{false, true} {
		evil.refusing.Store(refusing)
		for _, step := range steps {
			for _, more := range []string{"", " --json"} {
				var words []string
				for _, w := range step.line {
					words = append(words, "'"+strings.ReplaceAll(w, "'", `'\''`)+"'")
				}
				if step.line[0] == "connect" {
					continue
				}
				sess, err := c.NewSession()
				if err != nil {
					t.Fatal(err)
				}
				var out, errs bytes.Buffer
				sess.Stdout, sess.Stderr = &out, &errs
				_ = sess.Run(strings.Join(words, " ") + more)
				check(step.line, "over SSH", out.String(), errs.String(), false)
				if out.Len()+errs.Len() > 0 {
					over++
				}
			}
		}
	}
	if over < len(steps) {
		t.Errorf("only %d commands said anything over SSH", over)
	}
	s.end(syscall.SIGTERM)
}

// unescape gives all texts of JSON values, one after another.
func unescape(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	dec := json.NewDecoder(strings.NewReader(text))
	for {
		tok, err := dec.Token()
		if err != nil {
			if err != io.EOF {
				t.Errorf("%v in %s", err, text)
			}
			return b.String()
		}
		if s, ok := tok.(string); ok {
			b.WriteString(s)
		}
	}
}
