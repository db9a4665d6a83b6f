package command

import (
	"strings"

	"github.com/spf13/cobra"
)

// Paths are all commands that can be run, as they are typed behind the program's name.
func Paths() (paths []string) {
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.Runnable() && cmd.HasParent() {
			_, path, _ := strings.Cut(cmd.CommandPath(), " ")
			paths = append(paths, path)
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk((&cli{env: func(string) string { return "" }}).root())
	return paths
}
