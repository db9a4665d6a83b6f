//go:build unix && !aix && !solaris

package store

import (
	"os"
	"syscall"
)

// unlock lets go of a file that bbolt has locked and mapped: closing it is not enough while the map is there.
func unlock(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }
