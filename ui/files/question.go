package files

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// Question asks for a file's name.
type Question struct {
	Title, Say string
	Name       string // what stands in the field already
	Such       string // what an empty field shows: an example
	Do         string // the button's word: "Export"
}

// Ask asks it. then gets the name as it was typed, without blanks around it: Env.File says where that is.
func (q Question) Ask(env *screen.Env, then func(name string) tea.Cmd) {
	in := kit.NewInput(q.Name)
	in.Placeholder = q.Such
	env.Post(screen.AskMsg{Dialog: &kit.Dialog{
		Title: q.Title, Say: []string{q.Say}, Input: &in, Buttons: []string{q.Do, "Cancel"},
		Check: func(value string) string {
			if strings.TrimSpace(value) == "" {
				return "A file's name is needed."
			}
			return ""
		},
		Done: func(button int, value string) tea.Cmd {
			if button != 0 {
				return nil
			}
			return then(strings.TrimSpace(value))
		},
	}})
}
