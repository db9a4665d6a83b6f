package setup

import (
	"os"
	"path/filepath"
	"strings"
)

// Path is where a file lies that somebody has named: a leading ~ is their home, and a name alone lies in dir; where that is
// empty, in the process's own folder.
func Path(home, dir, name string) string {
	name = strings.TrimSpace(name)
	if rest, ok := strings.CutPrefix(name, "~"); ok && home != "" && (rest == "" || os.IsPathSeparator(rest[0])) {
		return filepath.Join(home, rest)
	}
	if dir == "" || filepath.IsAbs(name) || name == "" {
		return name
	}
	return filepath.Join(dir, name)
}

// ShortPath is a file's path with ~ for the home that it lies in.
func ShortPath(home, path string) string {
	if rest, ok := strings.CutPrefix(path, home); ok && home != "" && rest != "" && os.IsPathSeparator(rest[0]) {
		return "~" + rest
	}
	return path
}
