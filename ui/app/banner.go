package app

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/connections"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// banner is what has gone wrong and stays so until somebody dismisses it or it is cured. It stands in one line above the
// keys; the list of connections tells of the same in its own words and shows none.
type banner struct {
	id   string
	tone kit.Tone
	say  string // what, why and what next, in sentences
	lead string // what the button says that leads there
	open screen.OpenMsg
}

func jobBanner(id store.ConnectionID) string { return fmt.Sprintf("job of %d", id) }

func stateBanner(id store.ConnectionID) string { return fmt.Sprintf("state of %d", id) }

// raise shows a banner, unless the same one was dismissed.
func (m *Model) raise(b banner) {
	if m.dismissed[b.id] == b.say {
		return
	}
	at := slices.IndexFunc(m.banners, func(o banner) bool { return o.id == b.id })
	if at < 0 {
		m.banners = append(m.banners, b)
		return
	}
	m.banners[at] = b
}

// cure takes a banner away, and forgets that it was dismissed.
func (m *Model) cure(id string) {
	delete(m.dismissed, id)
	m.banners = slices.DeleteFunc(m.banners, func(b banner) bool { return b.id == id })
}

// fail tells of a job that has failed.
func (m *Model) fail(s syncer.Snapshot, say string) {
	if m.atHome() {
		m.env.Say(kit.Failure, say)
	}
	m.raise(banner{
		id: jobBanner(s.Connection), tone: kit.Failure, say: say, lead: "Look at the job",
		open: screen.OpenMsg{Kind: screen.Job, Connection: s.Connection, Name: m.names[s.Connection], Run: s.Run},
	})
}

// watchStates raises and cures the banners of the connections' states.
func (m *Model) watchStates(list []store.Connection) {
	there := map[string]bool{}
	for _, c := range list {
		there[jobBanner(c.ID)], there[stateBanner(c.ID)] = true, true
		b := banner{id: stateBanner(c.ID), tone: kit.Caution, say: text.Clean(c.Name + ": " + c.Problem), lead: "Test the connection",
			open: screen.OpenMsg{Kind: screen.Editor, Connection: c.ID, Name: text.Clean(c.Name), Test: true}}
		switch {
		case !c.Active:
			m.cure(b.id)
			m.cure(jobBanner(c.ID))
		case c.State == store.StateRefused:
			b.tone = kit.Failure
			m.raise(b)
		case c.State == store.StateMissing:
			m.raise(b)
		default:
			m.cure(b.id)
		}
	}
	m.banners = slices.DeleteFunc(m.banners, func(b banner) bool { return !there[b.id] })
}

func (m *Model) atHome() bool {
	_, home := m.top().(*connections.Screen)
	return home
}

// worst is the banner that is seen: a failure before the rest, the latest first. Nil where none is.
func (m *Model) worst() *banner {
	var worst *banner
	for i := range slices.Backward(m.banners) {
		if b := &m.banners[i]; worst == nil || b.tone > worst.tone {
			worst = b
		}
	}
	if m.atHome() {
		return nil
	}
	return worst
}

// bannerLine draws the banner that is seen; "" where none is.
func (m *Model) bannerLine() string {
	b := m.worst()
	if b == nil {
		return ""
	}
	t := m.env.Theme
	glyph := t.Warn.Render(t.Glyphs.Warn)
	if b.tone == kit.Failure {
		glyph = t.Bad.Render(t.Glyphs.Bad)
	}
	tail := t.Key.Render(bannerKey) + " " + t.Dim.Render("details")
	if more := len(m.banners) - 1; more > 0 {
		tail += t.Dim.Render(fmt.Sprintf(", %d more", more))
	}
	room := m.width - 4 - text.Width(tail) - 3
	return "  " + glyph + " " + text.Fit(b.say, room, t.Glyphs.Ellipsis) + "   " + tail
}

// bannerKey opens what the banner says, wherever letters are no text.
const bannerKey = "!"

// bannerAction is the key of the banner that is seen.
func (m *Model) bannerAction() kit.Action {
	return kit.Action{ID: "trouble", Keys: []string{bannerKey}, Help: "Where a line above the keys says what has gone wrong: tell all of it, lead there or dismiss it.", Do: m.explain}
}

// explain tells all of the banner that is seen.
func (m *Model) explain() tea.Cmd {
	b := *m.worst()
	m.env.Post(screen.AskMsg{Dialog: &kit.Dialog{
		Title: "What has gone wrong", Say: []string{b.say}, Buttons: []string{b.lead, "Dismiss", "Report a problem"},
		Done: func(button int, _ string) tea.Cmd {
			switch button {
			case 0:
				if why := m.held(0); why != "" {
					m.env.Say(kit.Caution, why)
					return nil
				}
				m.env.Post(b.open)
			case 1:
				m.cure(b.id)
				m.dismissed[b.id] = b.say
			case 2:
				m.env.Post(screen.ReportMsg{})
			}
			return nil
		},
	}})
	return nil
}
