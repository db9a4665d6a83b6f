package report

import "runtime/debug"

// Licence is what the program may be used under.
const Licence = "MIT License"

// version is set where a release is built: -ldflags "-X cartwire/ui/report.version=1.2.3".
var version string

// Version is the program's, as it was built: the release's, else what Go knows of the module.
func Version() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
