//go:build unix

package window

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// held is a holder that listens on a socket of its own.
func held(t *testing.T, serve func(context.Context, *Call) int) (socket string, h *Holder) {
	t.Helper()
	l, err := Listen(filepath.Join(t.TempDir(), "book.db"), "")
	if err != nil {
		t.Fatal(err)
	}
	h = &Holder{Version: "1", Admit: func(Hello) string { return "" }, Serve: serve}
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.Run(l)
	}()
	t.Cleanup(func() {
		l.Close()
		<-done
		h.Hurry(time.Second)
		h.Wait()
	})
	return l.Addr().String(), h
}

func hello(args ...string) Hello {
	return Hello{Version: "1", Book: "/book.db", Dir: "/", Args: args, Env: map[string]string{"TERM": "xterm"}}
}

// visit opens a window, runs it to its end, and gives what came out of it.
func visit(t *testing.T, socket, in string, h Hello) (out, errs string, code int, err error) {
	t.Helper()
	w, err := Open(socket, h)
	if err != nil {
		return "", "", 0, err
	}
	var o, e bytes.Buffer
	code, err = w.Run(Streams{strings.NewReader(in), &o, &e}, 42)
	return o.String(), e.String(), code, err
}

func TestStreamsAndExitCodesPass(t *testing.T) {
	long := strings.Repeat("0123456789", 50_000)
	socket, _ := held(t, func(_ context.Context, c *Call) int {
		all, err := io.ReadAll(c.In)
		fmt.Fprintf(c.Out, "%s|%s|%s", strings.Join(c.Args, " "), c.Env["TERM"], all)
		fmt.Fprintf(c.Err, "%v, %d bytes", err, len(all))
		return 6
	})
	out, errs, code, err := visit(t, socket, long, hello("orders", "list"))
	if out != "orders list|xterm|"+long || errs != fmt.Sprintf("<nil>, %d bytes", len(long)) || code != 6 || err != nil {
		t.Errorf("%d bytes, %q, %d, %v", len(out), errs, code, err)
	}
}

// TestInputIsReadOnlyAsItIsWanted: what a command leaves of a script's input is there for the script's next one.
func TestInputIsReadOnlyAsItIsWanted(t *testing.T) {
	socket, _ := held(t, func(_ context.Context, c *Call) int {
		if len(c.Args) > 0 {
			buf := make([]byte, 5)
			n, _ := c.In.Read(buf)
			c.Out.Write(buf[:n])
		}
		return 0
	})
	in := strings.NewReader("first second")
	for _, read := range []struct {
		h    Hello
		left int
	}{{hello(), 12}, {hello("read"), 7}} {
		w, err := Open(socket, read.h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Run(Streams{in, io.Discard, io.Discard}, 0); err != nil {
			t.Fatal(err)
		}
		if in.Len() != read.left {
			t.Errorf("%d bytes are left, want %d", in.Len(), read.left)
		}
	}
}

func TestOnlyTheSameVersionIsLetIn(t *testing.T) {
	socket, h := held(t, func(context.Context, *Call) int { return 0 })
	h.Admit = func(h Hello) string { return strings.Join(h.Args, " ") }
	other := hello()
	other.Version = "2"
	for _, c := range []struct {
		h    Hello
		says string
	}{{other, "another version of Cartwire (1, this one is 2)"}, {hello("not today"), "not today"}} {
		_, _, _, err := visit(t, socket, "", c.h)
		if no, ok := errors.AsType[*RefusedError](err); !ok || !strings.Contains(no.Say, c.says) {
			t.Errorf("%v", err)
		}
	}
	huge := hello(strings.Repeat("x", maxHello))
	if _, _, _, err := visit(t, socket, "", huge); !errors.As(err, new(*RefusedError)) {
		t.Errorf("%v", err)
	}
}

// TestAnInterruptEndsWhatRuns, and a second one leaves what does not end.
func TestAnInterruptEndsWhatRuns(t *testing.T) {
	began, stuck := make(chan struct{}, 1), make(chan struct{})
	socket, _ := held(t, func(ctx context.Context, c *Call) int {
		began <- struct{}{}
		<-ctx.Done()
		if len(c.Args) > 0 {
			<-stuck
		}
		return 130
	})
	t.Cleanup(func() { close(stuck) })
	caught := make(chan os.Signal, 1) // one that comes before Run listens is not to end the tests
	signal.Notify(caught, syscall.SIGUSR1)
	t.Cleanup(func() { signal.Stop(caught) })
	own := func() { _ = syscall.Kill(os.Getpid(), syscall.SIGUSR1) }
	for _, args := range [][]string{nil, {"stuck"}} {
		w, err := Open(socket, hello(args...))
		if err != nil {
			t.Fatal(err)
		}
		type end struct {
			code int
			err  error
		}
		ended := make(chan end, 1)
		go func() {
			code, err := w.Run(Streams{strings.NewReader(""), io.Discard, io.Discard}, 0, syscall.SIGUSR1)
			ended <- end{code, err}
		}()
		<-began
		own()
		if args != nil {
			for waiting := true; waiting; {
				select {
				case e := <-ended:
					if !Interrupted(e.err) {
						t.Errorf("%+v", e)
					}
					waiting = false
				case <-time.After(10 * time.Millisecond): // signals of one kind may fall together
					own()
				}
			}
			continue
		}
		for waiting := true; waiting; {
			select {
			case e := <-ended:
				if e.code != 130 || e.err != nil {
					t.Errorf("%+v", e)
				}
				waiting = false
			case <-time.After(2 * time.Second): // it came before Run listened for it
				own()
			}
		}
	}
}

// TestALostWindowEndsWhatRuns, and a lost holder is said.
func TestALostWindowEndsWhatRuns(t *testing.T) {
	ended := make(chan string, 1)
	socket, _ := held(t, func(ctx context.Context, c *Call) int {
		_, err := c.In.Read(make([]byte, 1))
		<-ctx.Done()
		ended <- fmt.Sprint(err)
		return 0
	})
	w, err := Open(socket, hello())
	if err != nil {
		t.Fatal(err)
	}
	w.conn.Close()
	if said := <-ended; said != "EOF" {
		t.Error(said)
	}
	w, err = Open(socket, hello())
	if err != nil {
		t.Fatal(err)
	}
	_ = w.conn.CloseRead() // as the holder's end would be
	if _, err := w.Run(Streams{strings.NewReader(""), io.Discard, io.Discard}, 4711); !errors.As(err, new(*LostError)) || !strings.Contains(err.Error(), "4711") {
		t.Errorf("%v", err)
	}
	<-ended
}

// TestWhoBreaksTheRulesIsCutOff: input that nobody wants, or a frame of the holder's, ends the window.
func TestWhoBreaksTheRulesIsCutOff(t *testing.T) {
	ended := make(chan struct{}, 1)
	socket, _ := held(t, func(ctx context.Context, _ *Call) int {
		<-ctx.Done()
		ended <- struct{}{}
		return 0
	})
	for _, k := range []kind{frameInput, frameOut, frameHello} {
		w, err := Open(socket, hello())
		if err != nil {
			t.Fatal(err)
		}
		if err := (&line{conn: w.conn}).send(k, []byte("x")); err != nil {
			t.Fatal(err)
		}
		<-ended
		w.conn.Close()
	}
	conn, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = conn.Write([]byte("GET / HTTP/1.1\r\n\r\n"))
	if n, err := conn.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Error("somebody else's protocol is answered")
	}
}

// TestAHolderThatEndsIsNotThere: its caller asks again, and finds the book free.
func TestAHolderThatEndsIsNotThere(t *testing.T) {
	socket, h := held(t, func(context.Context, *Call) int { return 0 })
	h.Ending = func() bool { return true }
	if _, _, _, err := visit(t, socket, "", hello()); err == nil || errors.As(err, new(*RefusedError)) {
		t.Errorf("%v", err)
	}
}

func TestModesAndSizesPass(t *testing.T) {
	seen := make(chan Size, 1)
	socket, _ := held(t, func(ctx context.Context, c *Call) int {
		restore, err := c.Raw()
		if err != nil {
			return 1
		}
		defer restore()
		select {
		case s := <-c.Sizes:
			seen <- s
		case <-ctx.Done():
		}
		return 0
	})
	w, err := Open(socket, hello())
	if err != nil {
		t.Fatal(err)
	}
	if err := (&line{conn: w.conn}).send(frameSize, sizeBody(132, 50)); err != nil {
		t.Fatal(err)
	}
	if code, err := w.Run(Streams{strings.NewReader(""), io.Discard, io.Discard}, 0); code != 0 || err != nil {
		t.Errorf("%d, %v", code, err)
	}
	if s := <-seen; s != (Size{132, 50}) {
		t.Errorf("%+v", s)
	}
}

func TestManyWindows(t *testing.T) {
	var all sync.WaitGroup
	all.Add(20)
	socket, _ := held(t, func(_ context.Context, c *Call) int {
		all.Done()
		all.Wait() // each is open while all the others are
		_, _ = io.WriteString(c.Out, c.Args[0])
		return 0
	})
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if out, _, code, err := visit(t, socket, "", hello(fmt.Sprint(i))); out != fmt.Sprint(i) || code != 0 || err != nil {
				t.Errorf("%d: %q, %d, %v", i, out, code, err)
			}
		})
	}
	wg.Wait()
}

// shortDir is a folder with a short name, on a machine with long ones, too.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "cw-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// TestTheSocketIsTheUsersOwn looks at where the socket comes to lie, whatever the folders for it are called and whoever has
// been there before.
func TestTheSocketIsTheUsersOwn(t *testing.T) {
	runtime, dir, temp := shortDir(t), shortDir(t), shortDir(t)
	deep := filepath.Join(dir, strings.Repeat("d", 60), strings.Repeat("e", 60))
	if err := os.MkdirAll(deep, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(runtime, "cartwire"), 0o777); err != nil {
		t.Fatal(err)
	}
	short := shortFolder
	shortFolder = shortDir(t)
	t.Cleanup(func() { shortFolder = short })
	mine := "cartwire-" + strconv.Itoa(os.Getuid())
	taken := shortDir(t)
	if err := os.WriteFile(filepath.Join(taken, mine), nil, 0o600); err != nil { // somebody else's, as far as can be tried
		t.Fatal(err)
	}
	for _, c := range []struct{ book, runtime, temp, short, want string }{
		{filepath.Join(dir, "book.db"), runtime, temp, shortFolder, filepath.Join(runtime, "cartwire")},
		{filepath.Join(dir, "book.db"), "", temp, shortFolder, filepath.Join(dir, ".cartwire")},
		{filepath.Join(dir, "other.db"), "relative", temp, shortFolder, filepath.Join(dir, ".cartwire")},
		{filepath.Join(dir, "book.db"), deep, temp, shortFolder, filepath.Join(dir, ".cartwire")},
		{filepath.Join(deep, "book.db"), deep, temp, shortFolder, filepath.Join(temp, mine)},
		{filepath.Join(deep, "book.db"), deep, deep, shortFolder, filepath.Join(shortFolder, mine)},
		{filepath.Join(deep, "book.db"), deep, taken, shortFolder, filepath.Join(shortFolder, mine)},
		{filepath.Join(deep, "book.db"), deep, deep, taken, taken},
	} {
		t.Setenv("TMPDIR", c.temp)
		shortFolder = c.short
		l, err := Listen(c.book, c.runtime)
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		path := l.Addr().String()
		if folder := filepath.Dir(path); folder != c.want && (c.want != taken || filepath.Dir(folder) != taken) {
			t.Errorf("%+v: it lies in %s", c, folder)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		if info, err := os.Stat(filepath.Dir(path)); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		// A holder that was killed leaves it behind; the next one takes its place.
		l.SetUnlinkOnClose(false)
		l.Close()
		again, err := Listen(c.book, c.runtime)
		if err != nil {
			t.Fatal(err)
		}
		again.Close()
		if c.short == taken {
			Forget(path) // as the next holder does, by the note of the one before
		}
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("it is left behind: %v", err)
		}
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if Forget(file); os.Remove(file) != nil {
		t.Error("what is no socket was removed")
	}
}
