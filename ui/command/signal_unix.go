//go:build unix

package command

import (
	"os/signal"
	"syscall"
)

// ignoreFileSizeSignal turns a file-size limit (ulimit -f) into an error of the write, which the book reports as a full
// disk, in place of a signal that ends the process.
func ignoreFileSizeSignal() { signal.Ignore(syscall.SIGXFSZ) }
