package editor

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/setup"
)

// begin takes over what a guide, a file or a pasted text has brought for a new connection, and tests it where there is
// enough to test.
func (s *Screen) begin(f setup.Filled) tea.Cmd {
	do := s.do(s.m.Begin(f))
	s.notes = strings.Join(f.Notes, "; ")
	s.fill()
	if !f.Complete() {
		return do
	}
	s.forms[tabGeneral].Focus(itemTest)
	if s.askHost(true, s.test) {
		return do
	}
	return tea.Batch(do, s.test())
}
