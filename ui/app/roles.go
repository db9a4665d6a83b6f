package app

import (
	"slices"

	"cartwire/ui/kit"
	"cartwire/ui/role"
	"cartwire/ui/screen"
)

// Limits are what the person of a session may do.
type Limits struct {
	Role role.Role
	// NoFiles is set where the person may not name files of this computer.
	NoFiles bool
}

// whyNoFiles is why something can't be done that reads or writes a file.
const whyNoFiles = "files here would be the server's, and your key may not touch those. The commands read standard input and write standard output."

// needs is the role that each action of the key tables takes, by its id; where an id means something else on one screen, by
// that screen's word before it. What is not listed takes the most. What an action leads to is held against the role once
// more where it is done: by the book, see store.Book.Guarded.
var needs = map[string]role.Role{
	"activity": role.Viewer, "again": role.Viewer, "all-jobs": role.Viewer, "attention": role.Viewer, "back": role.Viewer,
	"compare": role.Viewer, "copy": role.Viewer, "customers": role.Viewer, "differs": role.Viewer, "export": role.Viewer,
	"filter": role.Viewer, "help": role.Viewer, "jobs": role.Viewer, "keys": role.Viewer, "link": role.Viewer,
	"locations": role.Viewer, "low": role.Viewer, "low-less": role.Viewer, "low-more": role.Viewer, "mouse": role.Viewer,
	"move": role.Viewer, "next-job": role.Viewer, "open": role.Viewer, "orders": role.Viewer, "out": role.Viewer,
	"palette": role.Viewer, "person": role.Viewer, "plan": role.Viewer, "preview": role.Viewer, "quit": role.Viewer,
	"quit-now": role.Viewer, "section": role.Viewer, "settings": role.Viewer, "sort": role.Viewer, "sort-backwards": role.Viewer,
	"status": role.Viewer, "step-back": role.Viewer, "stock": role.Viewer, "tab": role.Viewer, "tab-back": role.Viewer,
	"trouble": role.Viewer, "unread": role.Viewer, "watch": role.Viewer, "website": role.Viewer, "why": role.Viewer,

	"apply": role.Operator, "cancel": role.Operator, "check-again": role.Operator, "confirm-location": role.Operator,
	"dismiss": role.Operator, "edit": role.Operator, "exported": role.Operator, "import": role.Operator, "import-rows": role.Operator,
	"next-field": role.Operator, "overwrite": role.Operator, "overwrite-all": role.Operator,
	"read-again": role.Operator, "record": role.Operator, "refresh": role.Operator, "returned": role.Operator, "retry": role.Operator, "retry-all": role.Operator,
	"ship": role.Operator, "sync": role.Operator, "take-back": role.Operator, "test": role.Operator, "undo": role.Operator,
	"jobs/compare": role.Operator, "stock/plan": role.Operator, "stock/save": role.Operator, "stock/add": role.Operator,
	"order/move-line": role.Operator, "locations/add": role.Operator, "locations/rename": role.Operator, "locations/remove": role.Operator,
	"editor/add": role.Operator, "editor/rename": role.Operator, "editor/remove": role.Operator,

	"active": role.Admin, "add": role.Admin, "clear": role.Admin, "copy-book": role.Admin, "discard": role.Admin, "guide": role.Admin,
	"load": role.Admin, "map": role.Admin, "one-location": role.Admin, "press": role.Admin, "restart": role.Admin, "save": role.Admin, "tick": role.Admin,
	"editor/undo": role.Admin, "welcome/open": role.Admin, "guide/open": role.Admin, "guide/copy": role.Admin,
}

// filed are the actions that read or write a file of the computer that the program runs on.
var filed = []string{"export", "import", "check-again", "copy-book", "load"}

// words are the screens' in needs.
var words = map[screen.Kind]string{
	screen.Connections: "connections", screen.Editor: "editor", screen.Sync: "job", screen.Orders: "orders", screen.Order: "order",
	screen.Ship: "ship", screen.Welcome: "welcome", screen.Gallery: "gallery", screen.Guide: "guide", screen.Plan: "plan",
	screen.Jobs: "jobs", screen.Job: "record", screen.Stock: "stock", screen.Locations: "locations", screen.Customers: "customers",
	screen.Activity: "activity", screen.Settings: "settings",
}

// needed is the role that an action takes on a screen; known is false where nobody has said.
func needed(kind screen.Kind, id string) (r role.Role, known bool) {
	if r, known = needs[words[kind]+"/"+id]; known {
		return r, true
	}
	if r, known = needs[id]; known {
		return r, true
	}
	return role.Admin, false
}

// whyNot is why the person of this session may not do something; "" where they may.
func (m *Model) whyNot(kind screen.Kind, id string) string {
	if m.cfg.Limits == nil {
		return ""
	}
	r, _ := needed(kind, id)
	why := m.cfg.Limits.Role.Why(r)
	if why == "" && m.cfg.Limits.NoFiles && slices.Contains(filed, id) {
		why = whyNoFiles
	}
	return why
}

// permitted is a screen's key table with the reason beside what the person may not do.
func (m *Model) permitted(kind screen.Kind, table []kit.Action) []kit.Action {
	if m.cfg.Limits == nil {
		return table
	}
	table = slices.Clone(table)
	for i := range table {
		if why := m.whyNot(kind, table[i].ID); why != "" {
			table[i].Why = why
		}
	}
	return table
}

// may tells whether a role is enough for the person of this session.
func (m *Model) may(r role.Role) bool { return m.cfg.Limits == nil || m.cfg.Limits.Role.May(r) }

// filesAllowed tells whether the person may name files of this computer, and says so where not.
func (m *Model) filesAllowed() bool {
	if m.cfg.Limits == nil || !m.cfg.Limits.NoFiles {
		return true
	}
	m.env.Say(kit.Caution, whyNoFiles)
	return false
}
