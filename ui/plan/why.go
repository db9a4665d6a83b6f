package plan

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"cartwire/bigcommerce/syncer"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// reasons is why a row is as it is: a title, lines of a sum, and sentences. Its texts are clean.
type reasons struct {
	title string
	terms [][2]string // a number and what it is
	total [2]string
	say   []string
}

// reasons are those of the chosen row.
func (s *Screen) reasons() reasons {
	i := s.at()
	if i < 0 {
		return reasons{}
	}
	switch s.tabs.Chosen {
	case changes:
		return s.whyChange(&s.plan.Changes[i])
	case conflicts:
		return s.whyConflict(&s.plan.Conflicts[i])
	}
	k := &s.plan.Skipped[i]
	return reasons{title: text.Clean(cmp.Or(k.SKU, k.Ref)), say: []string{text.Clean(k.Reason), ref(k.SKU, k.Ref)}}
}

func (s *Screen) whyChange(c *syncer.Change) reasons {
	r := reasons{title: text.Clean(name(c))}
	if c.Location != "" {
		r.title += " at " + text.Clean(c.Location)
	}
	if c.What != "" {
		r.say = append(r.say, text.Clean(c.What)+".")
	} else {
		r.say = append(r.say, fmt.Sprintf("The store shows %s and should show %s: %s.", old(c, "nothing"), kit.Count(c.New), difference(c)))
	}
	for _, term := range c.Why {
		r.terms = append(r.terms, [2]string{signed(term.Quantity), text.Clean(term.Says(s.env.Zone))})
	}
	if len(c.Why) > 0 && c.What == "" {
		r.total = [2]string{kit.Count(c.New), "should be in the store"}
	}
	if emptied(c) {
		r.say = append(r.say, "It leaves the store with none of it.")
	}
	r.say = append(r.say, text.Clean(c.Remark), ref(c.SKU, c.Ref))
	return r
}

func (s *Screen) whyConflict(c *syncer.Conflict) reasons {
	choice := "It is left as the store has it. Press space to overwrite it."
	switch {
	case s.record != 0:
		choice = "It was left as the store had it."
	case s.chosenFor(c):
		choice = fmt.Sprintf("It is overwritten: %s becomes %s.", kit.Count(c.Store), kit.Count(c.Meant))
	}
	r := reasons{title: text.Clean(cmp.Or(c.SKU, c.Ref)), terms: [][2]string{
		{kit.Count(c.Store), "the store shows"}, {kit.Count(c.Pushed), "last sent"}, {kit.Count(c.Meant), "in the book"},
	}}
	if c.Location != "" {
		r.title += " at " + text.Clean(c.Location)
	}
	r.say = []string{text.Clean(c.String()), choice, ref(c.SKU, c.Ref)}
	return r
}

// ref is how the store knows it, where that is not said already.
func ref(sku, ref string) string {
	if sku == "" || ref == "" || sku == ref {
		return ""
	}
	return "In the store: " + text.Clean(ref) + "."
}

func signed(n int) string {
	if n > 0 {
		return "+" + kit.Count(n)
	}
	return kit.Count(n)
}

// lines draws the reasons.
func (r reasons) lines(t *theme.Theme, width int) []string {
	if r.title == "" {
		return nil
	}
	out := []string{"  " + t.Title.Render(text.Truncate(r.title, width-2, t.Glyphs.Ellipsis)), ""}
	number := 0
	for _, term := range append(r.terms, r.total) {
		number = max(number, text.Width(term[0]))
	}
	term := func(pair [2]string, words func(...string) string) {
		for i, l := range text.Wrap(pair[1], width-4-number) {
			n := ""
			if i == 0 {
				n = pair[0]
			}
			out = append(out, "  "+text.FitLeft(n, number, "")+"  "+words(l))
		}
	}
	for _, pair := range r.terms {
		term(pair, t.Dim.Render)
	}
	if r.total[0] != "" {
		out = append(out, "  "+t.Dim.Render(strings.Repeat(t.Glyphs.Rule, number)))
		term(r.total, t.Title.Render)
	}
	if len(r.terms) > 0 {
		out = append(out, "")
	}
	for _, say := range r.say {
		if say == "" {
			continue
		}
		for _, l := range text.Wrap(say, width-4) {
			out = append(out, "  "+l)
		}
	}
	return out
}

// plain is the reasons as they are copied.
func (r reasons) plain() []string {
	out := []string{r.title}
	for _, pair := range r.terms {
		out = append(out, pair[0]+"  "+pair[1])
	}
	if r.total[0] != "" {
		out = append(out, "= "+r.total[0])
	}
	for _, say := range r.say {
		if say != "" {
			out = append(out, say)
		}
	}
	return out
}

// beside puts the chosen row's reasons at the right of the rows.
func (s *Screen) beside(body []string, width, pane, height int) []string {
	t := s.env.Theme
	why := s.reasons().lines(t, pane-2)
	if len(why) > height {
		why = append(why[:max(0, height-1)], "  "+t.Dim.Render("enter shows all of it"))
	}
	return kit.Beside(t, body, why, width)
}

// aboutLines are what is to be known of the plan as a whole.
func (s *Screen) aboutLines(width int) []string {
	t, p := s.env.Theme, s.plan
	var lines []string
	pair := func(word, say string) {
		for _, l := range text.Wrap(text.Clean(say), width-4-aboutWidth) {
			lines = append(lines, "  "+t.Dim.Render(text.Fit(word, aboutWidth, ""))+l)
			word = ""
		}
	}
	pair("Made", p.Made.UTC().Format("2 January 2006 15:04")+" UTC, "+s.env.Ago(p.Made))
	if screen.Updates(s.option) {
		pair("Cost", s.cost())
	}
	if p.Route != "" {
		pair("Through", string(p.Route)+". "+p.RouteWhy)
	}
	if p.Guard != "" {
		pair("Stops", p.Guard)
	}
	for i, n := range p.Notices {
		pair([]string{"Know", ""}[min(i, 1)], n)
	}
	pair("In step", kit.Count(p.InStep))
	pair("Changes", s.changesWords())
	pair("Conflicts", fmt.Sprintf("%s, of which %s overwritten", kit.Count(len(p.Conflicts)), kit.Count(s.chosenConflicts())))
	pair("Left out", kit.Count(len(p.Skipped)))
	if n := len(p.Unseen); n > 0 {
		pair("Not shown", kit.Of(n, "value")+" told a moment ago, which the store doesn't show yet: "+named(n, func(i int) string { return cmp.Or(p.Unseen[i].SKU, p.Unseen[i].Ref) }))
	}
	for i := range p.Mails {
		if i == maxMails {
			pair("", fmt.Sprintf("and %s more", kit.Count(len(p.Mails)-maxMails)))
			break
		}
		pair([]string{"E-mails", ""}[min(i, 1)], mail(&p.Mails[i]))
	}
	if !s.past.inStep.IsZero() {
		pair("Last run", s.env.Ago(s.past.inStep))
	}
	if s.past.pushed != 0 {
		pair("Last push", fmt.Sprintf("run %d, %s", s.past.pushed, s.env.Ago(s.past.at)))
	}
	return lines
}

const aboutWidth = 11

// maxMails is how many customers are named, maxNamed how many values.
const (
	maxMails = 200
	maxNamed = 20
)

// mail is who is e-mailed, and for which orders.
func mail(m *syncer.Mail) string {
	orders := make([]string, len(m.Orders))
	for i, id := range m.Orders {
		orders[i] = strconv.FormatUint(id, 10)
	}
	word := "order "
	if len(orders) > 1 {
		word = "orders "
	}
	return strings.TrimSpace(m.Name+" <"+m.Email+">") + ", " + word + strings.Join(orders, ", ")
}

// named lists the first of n names.
func named(n int, name func(i int) string) string {
	list := make([]string, 0, maxNamed)
	for i := range min(n, maxNamed) {
		list = append(list, name(i))
	}
	say := strings.Join(list, ", ")
	if n > maxNamed {
		say += fmt.Sprintf(" and %s more", kit.Count(n-maxNamed))
	}
	return say
}

func (s *Screen) changesWords() string {
	say := kit.Count(s.sums.changes)
	if s.sums.more > 0 {
		say += fmt.Sprintf(", %s pieces more", kit.Count(s.sums.more))
	}
	if s.sums.less > 0 {
		say += fmt.Sprintf(", %s pieces less", kit.Count(s.sums.less))
	}
	if s.sums.emptied > 0 {
		say += fmt.Sprintf(", %s left without any", kit.Of(s.sums.emptied, "item"))
	}
	return say
}
