package screen

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/text"
)

// AskLocation asks for the name of a new location of the book, or for another one of l; then gets it. all are the locations
// that there are.
func AskLocation(e *Env, l store.Location, all []store.Location, then func(name string) tea.Cmd) {
	in := kit.NewInput(text.Clean(l.Name))
	title := "Rename location"
	if l.ID == 0 {
		title = "Add location"
	}
	e.Post(AskMsg{Dialog: &kit.Dialog{
		Title: title, Say: []string{"A place in the book that holds stock, such as a warehouse or a shop."},
		Input: &in, Buttons: []string{title, "Cancel"},
		Check: func(value string) string {
			value = strings.TrimSpace(value)
			if value == "" {
				return store.ErrNoName.Error()
			}
			for _, o := range all {
				if o.ID != l.ID && strings.EqualFold(o.Name, value) {
					return "There is already a location called " + text.Clean(o.Name) + "."
				}
			}
			return ""
		},
		Done: func(button int, value string) tea.Cmd {
			if value = strings.TrimSpace(value); button != 0 || value == strings.TrimSpace(l.Name) {
				return nil
			}
			return then(value)
		},
	}})
}

// AskRemoval finds out what removing a location of the book does, says it, and after a yes does it.
func AskRemoval(e *Env, l store.Location, then func() tea.Cmd) tea.Cmd {
	ctx, engine := e.Ctx, e.Engine
	return func() tea.Msg {
		says, err := engine.Removing(ctx, l.ID)
		if err != nil {
			return Failed(err)
		}
		say := []string{"Remove " + text.Clean(l.Name) + " from the book? This can't be undone."}
		for _, s := range says {
			say = append(say, text.Clean(s))
		}
		return AskMsg{Dialog: &kit.Dialog{
			Title: "Remove location", Say: say, Buttons: []string{"Remove", "Keep it"}, Focus: 1,
			Done: func(button int, _ string) tea.Cmd {
				if button != 0 {
					return nil
				}
				return then()
			},
		}}
	}
}
