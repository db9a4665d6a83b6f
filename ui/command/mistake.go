package command

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"cartwire/ui/report"
)

// harden has nothing of the process's memory come to light, whatever happens to it.
func harden() {
	noCore()
	// A panic that nobody can catch, in a library's goroutine, shows no stack. GOTRACEBACK still asks for one.
	debug.SetTraceback("none")
}

// mistaken says, for a process of its own, that a command has panicked.
func (c *cli) mistaken(r any) int {
	folder := os.TempDir()
	if path, err := c.bookFile(); err == nil {
		if info, err := os.Stat(filepath.Dir(path)); err == nil && info.IsDir() {
			folder = filepath.Dir(path)
		}
	}
	c.warn("%s", report.Crash(folder, time.Now(), r))
	return exitFailed
}
