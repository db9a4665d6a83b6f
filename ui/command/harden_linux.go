package command

import "golang.org/x/sys/unix"

// noCore keeps the kernel from writing the process's memory, which holds keys and tokens, into a file, and other processes
// of the same user from reading it.
func noCore() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
