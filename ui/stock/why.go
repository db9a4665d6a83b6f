package stock

import (
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// why is the sum behind the numbers of one item.
type why struct {
	ask    int
	sku    string
	sums   []sum
	scroll kit.Scroll
}

// sum is what one store is told, and why. Its texts are clean.
type sum struct {
	store string
	syncer.Explanation
	stand syncer.Standing
}

type whyMsg struct {
	screen *Screen
	ask    int
	sku    string
	sums   []sum
}

func (w *why) take(msg whyMsg) {
	if w.sku != msg.sku {
		w.scroll = kit.Scroll{}
	}
	w.sku, w.sums = msg.sku, msg.sums
}

// explain works the chosen item's sum out where it isn't there yet. It is asked for before it is seen, too: reading one
// item's part of the book is quick.
func (s *Screen) explain() tea.Cmd {
	if r := s.chosen(); r == nil || s.why.sku == r.SKU {
		return nil
	}
	return s.explainAnew()
}

// explainAnew works the chosen item's sum out; the store's alone where there is one to compare with.
func (s *Screen) explainAnew() tea.Cmd {
	r := s.chosen()
	if r == nil {
		s.why.sku = ""
		return nil
	}
	s.why.ask++
	engine, ask, sku := s.env.Engine, s.why.ask, r.SKU
	stores := s.stores
	if s.id != 0 {
		stores = []named{{s.id, s.name}}
	}
	return func() tea.Msg {
		msg := whyMsg{screen: s, ask: ask, sku: sku}
		for _, c := range stores {
			list, err := engine.Explain(c.id, sku)
			if errors.Is(err, store.ErrNotFound) {
				continue // it was removed meanwhile
			}
			if err != nil {
				return screen.Failed(err)
			}
			stands, err := engine.Stand(c.id, []string{sku})
			if err != nil {
				return screen.Failed(err)
			}
			for i, x := range list {
				one := sum{store: c.name, Explanation: x}
				if all := stands[store.NormalSKU(sku)]; i < len(all) {
					one.stand = all[i]
				}
				msg.sums = append(msg.sums, one)
			}
		}
		return msg
	}
}

// onHand says what is counted.
const onHand = "On hand is everything in the house, pieces picked or packed for orders that aren't marked as shipped included."

// drawWhy makes the lines about the chosen item: its counts, what each store is told, and why.
func (s *Screen) drawWhy(width int) []string {
	r, t := s.chosen(), s.env.Theme
	if r == nil {
		return nil
	}
	var out []string
	put := func(word, number string) {
		out = append(out, text.Fit(word, width-12, t.Glyphs.Ellipsis)+text.FitLeft(number, 11, t.Glyphs.Ellipsis))
	}
	say := func(sentence string) {
		for _, l := range text.Wrap(text.Clean(sentence), width) {
			out = append(out, t.Dim.Render(l))
		}
	}
	out = append(out, t.Title.Render(text.Truncate(r.sku, width, t.Glyphs.Ellipsis)))
	if r.name != "" {
		out = append(out, text.Truncate(r.name, width, t.Glyphs.Ellipsis))
	}
	if !r.Known {
		say("No item of the book: right for a part of a kit, else check the sku.")
	}
	for _, at := range s.places {
		out = append(out, "")
		c := r.count(at.ID)
		if c == nil {
			put(at.Name, "not counted")
			continue
		}
		put(at.Name, "")
		for _, n := range []struct {
			word string
			n    int
		}{{"  on hand", c.OnHand}, {"  held by orders", -r.Held[at.ID]}, {"  available", c.OnHand - r.Held[at.ID]}, {"  on order", c.OnOrder}, {"  at the vendor", c.VendorQuantity}} {
			put(n.word, kit.Count(n.n))
		}
		say("  changed " + s.env.Ago(c.Changed))
	}
	out = append(out, "")
	say(onHand)
	if s.why.sku != r.SKU {
		return append(out, "", t.Dim.Render("Adding up"+t.Glyphs.Ellipsis))
	}
	for _, x := range s.why.sums {
		out = append(out, "")
		out = append(out, t.Title.Render(text.Truncate(x.store+", "+text.Clean(x.StoreLocation), width, t.Glyphs.Ellipsis)))
		if x.Problem != "" {
			say(x.Problem)
		}
		if x.Counted {
			for _, term := range x.Terms {
				lines := text.Wrap(text.Clean(term.Says(s.env.Zone)), width-12)
				put(lines[0], fmt.Sprintf("%+d", term.Quantity))
				for _, l := range lines[1:] {
					out = append(out, "  "+l)
				}
			}
			put("should be in the store", kit.Count(x.Quantity))
		}
		say(x.stand.String())
	}
	if len(s.stores) == 0 {
		out = append(out, "")
		say("No store is connected, so none is told anything.")
	}
	return out
}
