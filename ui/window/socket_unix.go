//go:build unix

package window

import (
	"fmt"
	"os"
	"syscall"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// here tells whether this system has windows.
const here = true

// private tells whether a folder is the user's own and closed to everybody else; what is merely too open is closed.
func private(folder string) error {
	info, err := os.Lstat(folder)
	if err != nil {
		return err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || !ok || int(st.Uid) != os.Getuid() {
		return fmt.Errorf("%s is not yours", folder)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return os.Chmod(folder, 0o700)
	}
	return nil
}

// quiet stops the terminal from showing what is typed.
func quiet(fd uintptr) (restore func(), err error) {
	before, err := term.GetState(fd)
	if err != nil {
		return nil, err
	}
	silent := *before
	silent.Lflag &^= unix.ECHO | unix.ECHONL
	if err := term.Restore(fd, &silent); err != nil {
		return nil, err
	}
	return func() { _ = term.Restore(fd, before) }, nil
}

var resized = []os.Signal{syscall.SIGWINCH}
