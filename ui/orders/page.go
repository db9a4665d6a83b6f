package orders

import (
	"cartwire/store"
	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// page gathers the lines of a detail. What it is given comes from a store: it cleans everything.
type page struct {
	theme *theme.Theme
	width int
	out   []string
}

const pairWidth = 11

// pair is a word and what belongs to it; nothing where that is empty.
func (p *page) pair(word string, values ...string) {
	for _, value := range values {
		if value = text.Clean(value); value == "" {
			continue
		}
		for _, l := range text.Wrap(value, p.width-4-pairWidth) {
			p.out = append(p.out, "  "+p.theme.Dim.Render(text.Fit(word, pairWidth, ""))+l)
			word = ""
		}
	}
}

func (p *page) title(s string) { p.out = append(p.out, "", "  "+p.theme.Title.Render(s)) }

// item is a row of an amount: how many, what, how much.
func (p *page) item(count, name, amount string) {
	name = text.Fit(text.Clean(name), p.width-4-6-14, p.theme.Glyphs.Ellipsis)
	p.out = append(p.out, "  "+text.FitLeft(count, 5, "")+" "+name+text.FitLeft(text.Clean(amount), 14, ""))
}

func (p *page) address(a store.Address) {
	for _, l := range []string{
		joined(", ", a.Name, a.Company), joined(", ", a.Street1, a.Street2),
		joined(", ", joined(" ", a.Zip, a.City), a.State), joined(", ", a.Country), joined(", ", a.Phone, a.Email),
	} {
		if l != "" {
			p.out = append(p.out, "  "+text.Truncate(text.Clean(l), p.width-4, p.theme.Glyphs.Ellipsis))
		}
	}
}
