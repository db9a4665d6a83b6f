package screen

import (
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// File is where a file lies that the person has named: a leading ~ is their home, and a name alone is in their folder.
func (e *Env) File(name string) string {
	if e.NoFiles {
		return noFile // whoever has let it pass before: there is nothing under this name, and nothing can be
	}
	return setup.Path(e.Home, e.Dir, name)
}

// noFile is no file's name on any system.
const noFile = "\x00"

// Shown is a file's path as a person reads it: ~ for the home that it lies in, and nothing that a terminal would obey.
func (e *Env) Shown(path string) string { return text.Clean(setup.ShortPath(e.Home, path)) }
