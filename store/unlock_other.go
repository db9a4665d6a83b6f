//go:build !unix || aix || solaris

package store

import "os"

// unlock does nothing: here a lock goes with the file that is closed.
func unlock(*os.File) {}
