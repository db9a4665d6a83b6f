package command

import (
	"github.com/spf13/cobra"

	"cartwire/store"
	"cartwire/ui/role"
)

// commandRoles is the role that each command takes of who runs it over SSH. What is not listed takes the most. What a
// command does is held against the role once more where it is done, see store.Book.Guarded: `orders export` is for all, but
// not its --new, which notes what was exported.
var commandRoles = map[string]Role{
	"cartwire": Viewer, "cartwire version": Viewer, "cartwire help": Viewer, "cartwire completion": Viewer,
	"cartwire completion bash": Viewer, "cartwire completion fish": Viewer, "cartwire completion powershell": Viewer,
	"cartwire completion zsh": Viewer,
	"cartwire connections":    Viewer, "cartwire show": Viewer, "cartwire customers": Viewer, "cartwire customers list": Viewer,
	"cartwire orders": Viewer, "cartwire orders list": Viewer, "cartwire orders show": Viewer, "cartwire orders export": Viewer,
	"cartwire orders aside": Viewer, "cartwire orders aside list": Viewer, "cartwire orders aside show": Viewer,
	"cartwire stock": Viewer, "cartwire stock list": Viewer, "cartwire stock export": Viewer, "cartwire stock explain": Viewer, "cartwire stock returns": Viewer,
	"cartwire kits": Viewer, "cartwire kits list": Viewer, "cartwire kits export": Viewer,
	"cartwire locations": Viewer, "cartwire locations list": Viewer, "cartwire jobs": Viewer, "cartwire jobs show": Viewer,
	"cartwire log": Viewer, "cartwire settings": Viewer, "cartwire settings get": Viewer,

	"cartwire test": Operator, "cartwire sync": Operator, "cartwire reconcile": Operator, "cartwire jobs retry": Operator,
	"cartwire ship": Operator, "cartwire ship import": Operator, "cartwire ship undo": Operator,
	"cartwire orders aside retry": Operator, "cartwire orders aside dismiss": Operator,
	"cartwire orders release": Operator, "cartwire orders move": Operator, "cartwire stock set": Operator, "cartwire stock import": Operator,
	"cartwire stock receive": Operator, "cartwire stock adjust": Operator, "cartwire stock move": Operator, "cartwire stock return": Operator, "cartwire kits import": Operator, "cartwire kits apply": Operator, "cartwire kits remove": Operator,
	"cartwire locations add": Operator, "cartwire locations rename": Operator, "cartwire locations remove": Operator,

	"cartwire connections merge": Admin, "cartwire connect": Admin, "cartwire edit": Admin, "cartwire remove": Admin, "cartwire settings set": Admin,
	"cartwire demo": Admin, "cartwire sandbox": Admin, "cartwire serve": Admin, "cartwire key": Admin, "cartwire key make": Admin,
	"cartwire rekey": Admin, "cartwire backup": Admin, "cartwire restore": Admin, "cartwire doctor": Admin, "cartwire examine-file": Admin, "cartwire unit": Admin, "cartwire man": Admin,
}

// commandRole is the role that a command takes; known is false where nobody has said.
func commandRole(words string) (r Role, known bool) {
	if r, known = commandRoles[words]; known {
		return r, true
	}
	return Admin, false
}

// permit refuses a command that a visitor's role is not enough for.
func (c *cli) permit(cmd *cobra.Command, _ []string) error {
	if c.visitor == nil {
		return nil
	}
	if needed, _ := commandRole(cmd.CommandPath()); !c.visitor.Role.May(needed) {
		return &role.DeniedError{Role: c.visitor.Role, Needed: needed}
	}
	return nil
}

// guarded is the book as a role may use it.
func guarded(book *store.Book, r Role) *store.Book {
	if r.May(Admin) {
		return book
	}
	g := store.Guard{Keep: &role.DeniedError{Role: r, Needed: Admin}}
	if !r.May(Operator) {
		g.Change = &role.DeniedError{Role: r, Needed: Operator}
	}
	return book.Guarded(g)
}
