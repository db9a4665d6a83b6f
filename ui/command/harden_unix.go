//go:build unix && !linux

package command

import "golang.org/x/sys/unix"

// noCore keeps the kernel from writing the process's memory, which holds keys and tokens, into a file.
func noCore() { _ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}) }
