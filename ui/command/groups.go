package command

import "github.com/spf13/cobra"

// groups are the headings under which --help and the README list the commands, each with its commands in order.
var groups = []struct {
	id, title string
	commands  []string
}{
	{"begin", "To begin with:", []string{"demo", "sandbox"}},
	{"connections", "Connections:", []string{"connect", "connections", "show", "edit", "test", "remove"}},
	{"jobs", "What moves between the book and its stores:", []string{"sync", "reconcile", "jobs", "log"}},
	{"book", "What is in the book:", []string{"orders", "customers", "stock", "ship", "kits", "locations", "settings"}},
	{"care", "To run it and to take care of it:", []string{"serve", "unit", "backup", "restore", "doctor", "key", "rekey", "version", "completion", "help"}},
}

// addGroups puts every command under its heading.
func addGroups(root *cobra.Command) {
	of := map[string]string{}
	for _, g := range groups {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
		for _, name := range g.commands {
			of[name] = g.id
		}
	}
	for _, cmd := range root.Commands() {
		cmd.GroupID = of[cmd.Name()]
	}
	root.SetHelpCommandGroupID(of["help"])
	root.SetCompletionCommandGroupID(of["completion"])
}
