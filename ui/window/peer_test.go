//go:build unix

package window

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
)

// TestOnlyTheSameUserIsLetIn: another user's process, and one of which the system does not tell whose it is, is told nothing
// and runs nothing, should it get through to the socket at all.
func TestOnlyTheSameUserIsLetIn(t *testing.T) {
	for name, c := range map[string]struct {
		peer func(*net.UnixConn) (int, error)
		in   bool
	}{
		"another user": {func(*net.UnixConn) (int, error) { return os.Getuid() + 1, nil }, false},
		"nobody knows": {func(*net.UnixConn) (int, error) { return os.Getuid(), errors.New("no credentials") }, false},
		"the system":   {nil, true},
	} {
		l, err := Listen(filepath.Join(t.TempDir(), "book.db"), "")
		if err != nil {
			t.Fatal(err)
		}
		var served atomic.Int64
		h := &Holder{Version: "1", Admit: func(Hello) string { return "" }, peer: c.peer, Serve: func(context.Context, *Call) int {
			served.Add(1)
			return 0
		}}
		done := make(chan struct{})
		go func() {
			defer close(done)
			h.Run(l)
		}()
		_, _, _, err = visit(t, l.Addr().String(), "", hello("x"))
		if (err == nil) != c.in {
			t.Errorf("%s: %v", name, err)
		}
		if errors.As(err, new(*RefusedError)) {
			t.Errorf("%s was told something: %v", name, err)
		}
		l.Close()
		<-done
		h.Wait()
		if (served.Load() > 0) != c.in {
			t.Errorf("%s: served %d times", name, served.Load())
		}
	}
}

// TestASocketsFolderIsTheUsersOwn: where others can enter it, it is closed to them; what is not the user's is not used.
func TestASocketsFolderIsTheUsersOwn(t *testing.T) {
	open := filepath.Join(t.TempDir(), "open")
	if err := os.Mkdir(open, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := private(open); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(open); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(open, link); err != nil {
		t.Fatal(err)
	}
	if private(link) == nil {
		t.Error("a link is taken for a folder")
	}
}
