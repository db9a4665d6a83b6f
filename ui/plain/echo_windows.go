package plain

import (
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/windows"
)

// silence stops the console from showing what is typed, until the function it returns is called.
func silence(fd uintptr) (restore func(), err error) {
	before, err := term.GetState(fd)
	if err != nil {
		return nil, err
	}
	quiet := *before
	quiet.Mode &^= windows.ENABLE_ECHO_INPUT
	if err := term.Restore(fd, &quiet); err != nil {
		return nil, err
	}
	return func() { _ = term.Restore(fd, before) }, nil
}
