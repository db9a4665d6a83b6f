package screen

import "cartwire/ui/setup"

// File is where a file lies that the person has named: a leading ~ is their home, and a name alone is in their folder.
func (e *Env) File(name string) string { return setup.Path(e.Home, e.Dir, name) }
