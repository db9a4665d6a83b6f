package command_test

import (
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// secretParts are the parts of eight letters of a secret, each as it is and as the middle of a longer base64 text.
func secretParts(secret string) (parts []string) {
	for i := 0; i+8 <= len(secret); i++ {
		part := secret[i : i+8]
		parts = append(parts, part)
		for before := range 3 {
			text := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("\x00", before) + part))
			parts = append(parts, text[(before*8+5)/6:(before+8)*8/6])
		}
	}
	return parts
}

// echo repeats in a sentence all the headers that a client sent.
func echo(r *http.Request) string {
	var b strings.Builder
	for _, name := range []string{"X-Auth-Token", "Authorization"} {
		if v := r.Header.Get(name); v != "" {
			_, password, _ := r.BasicAuth()
			fmt.Fprintf(&b, "%s: %s, which is %s or %s, and no %s%s. ", name, v, base64.StdEncoding.EncodeToString([]byte(v)), v[:len(v)/2], password, v)
		}
	}
	return b.String()
}

// TestWhatAStoreEchoesIsKeptNowhere: a store, or a proxy before it, repeats the token in everything it says.
func TestWhatAStoreEchoesIsKeptNowhere(t *testing.T) {
	t.Parallel()
	var status, wide atomic.Int64 // 0: as a store, which has the token in its orders' texts
	s := &shop{}
	for id := 1; id <= 3; id++ {
		s.orders = append(s.orders, shopOrder(id))
	}
	s.first = func(w http.ResponseWriter, r *http.Request, path string) bool {
		said := echo(r)
		w.Header().Set("X-Debug", said)
		s.mu.Lock()
		for i, o := range s.orders {
			o["staff_notes"], o["customer_message"], o["status"] = said, strings.Repeat("x", i)+s.token[3:20], "Awaiting "+s.token[:12]
			if i == 2 {
				o["total_inc_tax"] = "not an amount: " + said
			}
		}
		s.mu.Unlock()
		code := int(status.Load())
		if code == 0 || path == "/v2/time" && wide.Load() == 0 {
			return false
		}
		switch code {
		case 1: // no HTTP
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_, _ = fmt.Fprintf(conn, "HTTP/1.1 %s\r\n\r\n", said)
				conn.Close()
			}
		case 2: // a second answer that nobody asked for, which net/http logs
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_, _ = fmt.Fprint(conn, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n[]")
				time.Sleep(20 * time.Millisecond) // until the first is read: what comes before belongs to it
				_, _ = fmt.Fprintf(conn, "HTTP/1.1 408 Timeout\r\nX-Debug: %s\r\n\r\n", said)
				conn.Close()
			}
		case 3:
			w.Header().Set("Content-Type", "text/plain")
			_, _ = fmt.Fprint(w, said)
		case http.StatusFound:
			http.Redirect(w, r, "https://"+s.token+".example/"+said, code)
		default:
			w.WriteHeader(code)
			_, _ = fmt.Fprintf(w, `{"status":%d,"title":"No: %s","errors":{"%s":"%s"}}`, code, said, s.token, said)
		}
		return true
	}
	p := newShop(t, s, "--import-orders", "--import-products", "--update-inventory")
	dir := filepath.Dir(p.book)
	secrets := secretParts(s.token)
	search := func(where, text string) {
		t.Helper()
		for _, part := range secrets {
			if strings.Contains(text, part) {
				t.Errorf("a part of the token, %s, is in %s:\n%.2000s", part, where, text)
				return
			}
		}
	}
	run := func(args ...string) {
		t.Helper()
		out, errs, _ := p.run(args...)
		search(fmt.Sprintf("what %v says at %d", args, status.Load()), out+errs)
	}
	run("sync", "Acme", "orders")
	run("sync", "Acme", "--json")
	codes := []int64{400, 401, 403, 404, 418, 422, http.StatusFound, 1, 2, 3}
	for _, code := range codes {
		for _, everything := range []int64{0, 1} {
			status.Store(code)
			wide.Store(everything)
			run("test", "Acme", "--json")
			if code == 1 { // a job would go on trying for minutes
				continue
			}
			run("sync", "Acme", "orders", "--full")
			run("sync", "Acme", "products")
			run("sync", "Acme", "inventory")
			run("reconcile", "Acme")
		}
	}
	for _, args := range []string{"orders list", "orders show 1", "orders export", "jobs --json", "log", "connections --json", "show Acme", "doctor", "aside list --json", "backup copy.db"} {
		run(strings.Fields(strings.Replace(args, "copy.db", filepath.Join(dir, "copy.db"), 1))...)
	}
	if out, _, _ := p.run("orders", "list", "--json"); strings.Count(out, "••••") < 2 {
		t.Errorf("the shop's orders, with its echo, are not in the book: %s", out)
	}
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		files++
		search("the file "+d.Name(), string(text))
		return err
	})
	if err != nil || files < 3 {
		t.Errorf("%d files, %v", files, err)
	}
}
