package command_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

// damage is what has happened to a file: bytes that were written over, or its end that is gone.
type damage struct {
	at  []int64
	to  []byte
	cut int64 // where it ends now; 0: it is as long as before
}

// someDamage makes one up behind the first two pages, which bbolt keeps twice: one byte, five, many, five of the head of a
// page, or a cut.
func someDamage(rng *rand.Rand, size int64) (d damage) {
	kind := rng.IntN(5)
	if kind == 0 {
		d.cut = 1 + rng.Int64N(size-1)
		return d
	}
	page := 2 + rng.Int64N(size/4096-2)
	for range []int{1, 5, 50, 5}[kind-1] {
		at := 8192 + rng.Int64N(size-8192)
		if kind == 4 {
			at = page*4096 + rng.Int64N(40)
		}
		d.at, d.to = append(d.at, at), append(d.to, byte(rng.IntN(256)))
	}
	return d
}

// leadOut makes the first key of every leaf lead far out of the file: bbolt's check faults on it in a goroutine of its own,
// which ends its process.
func leadOut(whole []byte) (d damage) {
	for page := int64(2 * 4096); page < int64(len(whole)); page += 4096 {
		if flags := whole[page+8]; flags == 2 {
			for i, b := range []byte{0, 0, 0, 0x40} { // where the key is, from its head on
				d.at, d.to = append(d.at, page+16+4+int64(i)), append(d.to, b)
			}
		}
	}
	return d
}

func (d damage) String() string {
	if d.cut > 0 {
		return fmt.Sprintf("cut at %d", d.cut)
	}
	return fmt.Sprintf("%x at %d", d.to[:min(50, len(d.to))], d.at[:min(50, len(d.at))])
}

func (d damage) do(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if d.cut > 0 {
		err = f.Truncate(d.cut)
	}
	for i := range d.at {
		_, werr := f.WriteAt(d.to[i:i+1], d.at[i])
		err = errors.Join(err, werr)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// promised are the exit codes of the README but 2: every command line here is right, and Go's runtime ends with 2.
var promised = []int{0, 1, 3, 4, 5, 6}

// sound runs a command, and asks for an end that was promised: a code of those, a sentence with one that isn't 0, and never
// what Go's runtime prints of a process that it ends.
func (p *process) sound(why string, args ...string) (out string, code int) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 2*time.Minute)
	defer cancel()
	var o, e bytes.Buffer
	made := p.command(args...)
	cmd := exec.CommandContext(ctx, made.Path, made.Args[1:]...)
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = made.Env, filepath.Dir(p.book), &o, &e
	_ = cmd.Run()
	said := o.String() + e.String()
	code = cmd.ProcessState.ExitCode()
	if !slices.Contains(promised, code) || code != 0 && strings.TrimSpace(said) == "" || goSpeaks(said) {
		p.t.Errorf("%s: %v: exit code %d: %s", why, args, code, said)
	}
	return said, code
}

func goSpeaks(said string) bool {
	return slices.ContainsFunc([]string{"goroutine ", "fatal error", "panic:", "SIGBUS", "SIGSEGV", "runtime error", "internal error", "made a mistake"},
		func(word string) bool { return strings.Contains(said, word) })
}

// TestDamagedBooksEndNoServe damages the book below a `serve`, and before one, in every way that chance finds. What others
// ask of it then, doctor, backup, commands and screens, ends as promised, and it goes on.
func TestDamagedBooksEndNoServe(t *testing.T) {
	t.Parallel()
	books := 12
	if testing.Short() { // under the race detector
		books = 2
	}
	if os.Getenv("CARTWIRE_LONG") != "" {
		books = 500
	}
	_, first := connected(t, sandbox.Config{Orders: 300, Customers: 40, Products: 30, Seed: 61}, "--statuses", "all", "--import-products")
	if _, errs, code := first.run("sync", "--quiet"); code != 0 {
		t.Fatal(errs)
	}
	whole, key := contents(t, first.book), contents(t, first.book+".key")
	rng := rand.New(rand.NewPCG(15, 3))
	lines := [][]string{
		{"connections"}, {"show", "Acme"}, {"orders", "list", "--limit", "0"}, {"orders", "export"}, {"orders", "list", "--find", "ann"}, {"customers"},
		{"stock", "list"}, {"kits"}, {"locations"}, {"jobs"}, {"log"}, {"settings"}, {"key"}, {"reconcile", "Acme"}, {"stock", "set", "A-1", "--on-hand", "3"},
	}
	found := 0
	for n := range books {
		d := someDamage(rng, int64(len(whole)))
		if n == 0 {
			d = leadOut(whole)
		}
		p := &process{t: t, book: filepath.Join(t.TempDir(), "book.db")}
		for path, content := range map[string][]byte{p.book: whole, p.book + ".key": key} {
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		why := fmt.Sprintf("book %d, %v", n, d)
		s := p.serve()
		s.line("serving", 0)
		d.do(t, p.book)
		said, code := p.sound(why, "doctor", "--offline")
		if code == 1 && strings.Contains(said, "restore FILE") {
			found++
		}
		if code == 5 {
			t.Errorf("%s: nobody holds the book after doctor: %s", why, said)
		}
		p.sound(why, "backup", "copy.db", "--force", "--quiet")
		p.sound(why, lines[rng.IntN(len(lines))]...)
		if n%3 == 0 {
			p.looksAround(why)
		}
		select {
		case err := <-s.done:
			t.Fatalf("%s: serve has ended: %v, %v", why, err, s.log)
		default:
		}
		p.sound(why, "version")
		if code := s.end(syscall.SIGTERM); !slices.Contains(promised, code) {
			t.Errorf("%s: serve ended with %d: %v", why, code, s.log)
		}
		for _, line := range s.log {
			if said := fmt.Sprint(line); goSpeaks(said) {
				t.Errorf("%s: serve said %q", why, said)
			}
		}

		// The same damage, found when the book is opened.
		p.sound(why+", opened", lines[rng.IntN(len(lines))]...)
		p.sound(why+", opened", "doctor", "--offline")
		if left, err := filepath.Glob(filepath.Join(filepath.Dir(p.book), ".*-*")); err != nil || len(left) > 0 {
			t.Errorf("%s: left behind: %q, %v", why, left, err)
		}
	}
	t.Logf("doctor found the damage in %d of %d", found, books)
	if found == 0 {
		t.Error("doctor found no damage")
	}
}

// looksAround opens the program in a window, goes through its screens and leaves.
func (p *process) looksAround(why string) {
	p.t.Helper()
	s := p.sit()
	for !strings.Contains(s.seen, "\x1b[?1049h") {
		piece, ok := <-s.news
		if !ok { // with a sentence, and no screen
			break
		}
		s.seen += piece
	}
	for _, keys := range []string{"o", "\x1b[B", "\r", "\x1b", ",", "\x1b", ":stock\r", "\x1b", "\x03", "\x03"} {
		_, _ = io.WriteString(s.other, keys) // it may have ended
		time.Sleep(20 * time.Millisecond)    // so that escape is read as a key of its own
	}
	if said, code := s.ended(); !slices.Contains(append([]int{130}, promised...), code) || goSpeaks(said) {
		p.t.Errorf("%s: screens: exit code %d: %q", why, code, said)
	}
}

func contents(t *testing.T, path string) []byte {
	t.Helper()
	c, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
