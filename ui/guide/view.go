package guide

import (
	"fmt"
	"strings"

	"cartwire/assets"
	"cartwire/ui/kit"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// low is the height from which on there is room for empty lines.
const low = 16

// Draw makes the step: how far it is, what is to be done, and what can be answered.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	if !s.ready {
		return []string{kit.Wait(t, "Reading the book")}, nil
	}
	number, of := s.g.Place()
	head := "  " + kit.Gauge(t, t.Accent, number, of, of) + " " + t.Dim.Render(fmt.Sprintf("Step %d of %d", number, of)) + "  " + t.Title.Render(s.q.Page.Title)
	lines := []string{text.Truncate(head, width, t.Glyphs.Ellipsis)}
	p := paper{s: s, width: min(width, 100), airy: height >= low}
	p.gap()
	page := p.page(s.q)
	if len(s.offers.Entries) == 0 {
		return append(lines, s.scroll.Window(t, page, width, height-1)...), nil
	}
	below := s.below(p)
	lines = append(lines, s.offers.Page(t, page, width, max(1, height-1-len(below)))...)
	return append(lines, below...), nil
}

// paper is a page being written.
type paper struct {
	s     *Screen
	width int
	airy  bool // there is room for empty lines
	lines []string
}

func (p *paper) gap() {
	if p.airy {
		p.lines = append(p.lines, "")
	}
}

// say writes a paragraph behind a lead of two cells; style paints its words.
func (p *paper) say(lead, words string, style func(...string) string) {
	words = strings.ReplaceAll(words, "›", p.s.env.Theme.Glyphs.Crumb)
	for i, l := range text.Wrap(words, p.width-4-text.Width(lead)) {
		if i > 0 {
			lead = strings.Repeat(" ", text.Width(lead))
		}
		p.lines = append(p.lines, "  "+lead+style(l))
	}
}

func asIs(s ...string) string { return strings.Join(s, "") }

// page writes the step's texts.
func (p *paper) page(q setup.Question) []string {
	t := p.s.env.Theme
	if p.s.left != "" {
		p.say("", "Going on where it was left "+p.s.left+". Press r to begin again.", t.Dim.Render)
		p.gap()
	}
	if q.Page.Only != "" {
		p.say(t.Warn.Render(t.Glyphs.Warn)+" ", q.Page.Only, t.Warn.Render)
		p.gap()
	}
	for _, w := range q.Page.Warn {
		p.say(t.Warn.Render(t.Glyphs.Warn)+" ", w, asIs)
	}
	if len(q.Page.Warn) > 0 {
		p.gap()
	}
	for _, words := range q.Page.Say {
		p.say("", words, asIs)
		p.gap()
	}
	p.boxes(q.Boxes)
	for _, l := range q.Page.Links {
		p.link(l)
		p.gap()
	}
	if q.Page.Older != "" {
		p.say("", q.Page.Older, t.Dim.Render)
		p.gap()
	}
	return p.lines
}

// link writes a link that can be opened, and read where it can't.
func (p *paper) link(l assets.Link) {
	t := p.s.env.Theme
	style := t.Accent.Hyperlink(l.URL)
	p.lines = append(p.lines, "  "+t.Accent.Render(l.Text)+":")
	for _, part := range pieces(l.URL, p.width-4) {
		p.lines = append(p.lines, "  "+style.Render(part))
	}
}

// pieces cuts a link that is wider than the page; each piece still leads to the whole.
func pieces(s string, width int) []string {
	var out []string
	for len(s) > width && width > 0 {
		out, s = append(out, s[:width]), s[width:]
	}
	return append(out, s)
}

// boxes writes the permissions to set, as a table.
func (p *paper) boxes(boxes []setup.Box) {
	t := p.s.env.Theme
	const label, level = 23, 10
	optional := false
	for _, b := range boxes {
		if b.Recommended && !optional {
			optional = true
			p.gap()
			p.say("", "Recommended, but Cartwire works without them:", t.Dim.Render)
		}
		words := "for " + b.For
		for i, l := range text.Wrap(text.Clean(words), max(8, p.width-4-label-level)) {
			lead := text.Fit("", label+level, "")
			if i == 0 {
				lead = t.Selected.Render(text.Fit(b.Permission.Label, label, t.Glyphs.Ellipsis)) + text.Fit(b.Level(), level, "")
			}
			p.lines = append(p.lines, "  "+lead+t.Dim.Render(l))
		}
	}
	if len(boxes) > 0 {
		p.gap()
	}
}

// below is what stands under the offers: how far a pasted text is, and why an answer was not taken.
func (s *Screen) below(p paper) []string {
	t := s.env.Theme
	out := paper{s: s, width: p.width}
	switch {
	case s.problem != "":
		out.say(t.Bad.Render(t.Glyphs.Bad)+" ", s.problem, t.Bad.Render)
	case !s.in.empty():
		out.say(t.Running.Render(t.Glyphs.Run)+" ", fmt.Sprintf("%s so far, not shown. At its end press enter twice.", kit.Of(s.in.lines(), "line")), asIs)
	}
	if out.lines != nil && p.airy {
		out.lines = append([]string{""}, out.lines...)
	}
	return out.lines
}
