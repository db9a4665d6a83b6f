package orders

import (
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/text"
)

// page is the page of an order. What it is given comes from a store.
type page struct{ kit.Facts }

// item is a row of an amount: how many, what, how much.
func (p *page) item(count, name, amount string) {
	name = text.Fit(text.Clean(name), p.Width-4-6-14, p.Theme.Glyphs.Ellipsis)
	p.Lines = append(p.Lines, "  "+text.FitLeft(count, 5, "")+" "+name+text.FitLeft(text.Clean(amount), 14, ""))
}

func (p *page) address(a store.Address) {
	for _, l := range []string{
		joined(", ", a.Name, a.Company), joined(", ", a.Street1, a.Street2),
		joined(", ", joined(" ", a.Zip, a.City), a.State), joined(", ", a.Country), joined(", ", a.Phone, a.Email),
	} {
		if l != "" {
			p.Lines = append(p.Lines, "  "+text.Truncate(text.Clean(l), p.Width-4, p.Theme.Glyphs.Ellipsis))
		}
	}
}
