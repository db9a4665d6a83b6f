//go:build unix

package command_test

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
)

// fileSizeLimit in the environment bounds, in bytes, what a file may grow to: a disk that is full at that point.
const fileSizeLimit = "CARTWIRE_TEST_FILE_SIZE"

func limitFileSize(text string) {
	if text == "" {
		return
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err == nil {
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(99)
	}
}
