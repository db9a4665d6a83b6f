//go:build linux || darwin

package command

import "golang.org/x/sys/unix"

// freeSpace is how many bytes this user can still write to the disk that holds a folder.
func freeSpace(folder string) (n uint64, known bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}
