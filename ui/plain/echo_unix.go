//go:build unix

package plain

import (
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// silence stops the terminal from showing what is typed, until the function it returns is called. Everything that is
// pasted meanwhile stays unseen, however many lines it has.
func silence(fd uintptr) (restore func(), err error) {
	before, err := term.GetState(fd)
	if err != nil {
		return nil, err
	}
	quiet := *before
	quiet.Lflag &^= unix.ECHO | unix.ECHONL
	if err := term.Restore(fd, &quiet); err != nil {
		return nil, err
	}
	return func() { _ = term.Restore(fd, before) }, nil
}
