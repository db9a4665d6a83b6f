package report

import "runtime/debug"

// Licence is what the program may be used under.
const Licence = "MIT License"

// Version is the program's, as it was built.
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
