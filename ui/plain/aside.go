package plain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/text"
)

// addAside adds the orders that can't be read, where there are some.
func (s *session) addAside(ctx context.Context, c store.Connection, m *menu) error {
	list, err := s.Book.SetAsides(c.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	m.add("Orders that can't be read: "+asideWords(list), func() error { return stay(s.aside(ctx, c)) })
	return nil
}

func asideWords(list []store.SetAside) string {
	given := 0
	for _, a := range list {
		if a.Dismissed != nil {
			given++
		}
	}
	words := count(len(list), "order", "orders")
	if given > 0 {
		words += fmt.Sprintf(", %d given up", given)
	}
	return words
}

// aside offers the orders that were set aside, until there is none left.
func (s *session) aside(ctx context.Context, c store.Connection) error {
	for {
		list, err := s.Book.SetAsides(c.ID)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			s.say("Every order of %s could be read.", c.Name)
			return nil
		}
		var m menu
		for _, a := range list {
			m.add(s.asideLine(&a), func() error { return stay(s.asideOrder(ctx, c, a.StoreOrderID)) })
		}
		if open := notGivenUp(list); len(open) > 0 {
			m.add("Ask the store again for all that are not given up", func() error { return stay(s.askAgain(ctx, c, open)) })
		}
		m.add("Back", nil)
		s.gap()
		if err := s.pick(ctx, "Orders of "+c.Name+" that can't be read. The others went on:", m); err != nil {
			return err
		}
	}
}

func notGivenUp(list []store.SetAside) []store.SetAside {
	return slices.DeleteFunc(slices.Clone(list), func(a store.SetAside) bool { return a.Dismissed != nil })
}

func (s *session) asideLine(a *store.SetAside) string {
	line := fmt.Sprintf("Order %d, since %s: %s", a.StoreOrderID, Ago(s.Now(), a.At), a.Reason)
	if d := a.Dismissed; d != nil {
		line += fmt.Sprintf(" (given up by %s: %s)", named(d.By), d.Why)
	}
	return line
}

// asideOrder is one order that can't be read, and what can be done about it.
func (s *session) asideOrder(ctx context.Context, c store.Connection, order uint64) error {
	for {
		list, err := s.Book.SetAsides(c.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(list, func(a store.SetAside) bool { return a.StoreOrderID == order })
		if at < 0 {
			return nil // it could be read, or the store no longer has it
		}
		a := list[at]
		s.say("%s", s.asideLine(&a))
		s.say("Last asked for: %s.", Ago(s.Now(), a.Tried))
		var m menu
		m.add("Show it as the store sent it", func() error { s.sayRaw(&a); return nil })
		m.add("Ask the store for it again", func() error { return stay(s.askAgain(ctx, c, []store.SetAside{a})) })
		if a.Dismissed == nil {
			m.add("Give it up", func() error { return stay(s.giveUp(ctx, c, order)) })
		} else {
			m.add("Take the giving up back", func() error { return s.countAgain(c, order) })
		}
		m.add("Back", nil)
		if err := s.pick(ctx, "Order "+strconv.FormatUint(order, 10)+":", m); err != nil {
			return err
		}
	}
}

// sayRaw reads an order out as it came, a line at a time.
func (s *session) sayRaw(a *store.SetAside) {
	if len(a.Raw) == 0 {
		s.say("The order is too long to be kept. Look at it in the store's control panel.")
		return
	}
	raw := string(a.Raw)
	var indented bytes.Buffer
	if json.Indent(&indented, a.Raw, "", "  ") == nil {
		raw = indented.String()
	}
	for _, l := range text.Paragraphs(raw) {
		s.say("%s", l)
	}
}

// askAgain asks the store for these orders again, and for no others. One that was given up counts again.
func (s *session) askAgain(ctx context.Context, c store.Connection, list []store.SetAside) error {
	var o syncer.StartOptions
	for _, a := range list {
		if a.Dismissed != nil {
			if err := s.countAgain(c, a.StoreOrderID); err != nil {
				return err
			}
		}
		o.Ranges = append(o.Ranges, store.IDRange{Next: a.StoreOrderID, To: a.StoreOrderID})
	}
	_, err := s.run(ctx, c, syncer.ImportOrders, o)
	return err
}

// giveUp asks why an order is given up, and asks for it no more.
func (s *session) giveUp(ctx context.Context, c store.Connection, order uint64) error {
	s.say("It is not asked for any more. Should the store ever send it in a form that can be read, it enters the book all the same.")
	why, err := s.ask(ctx, "Why, for whoever looks for it", "", func(got string) string {
		if strings.TrimSpace(got) == "" {
			return "Say why, or type a full stop alone to go back."
		}
		return ""
	})
	if err != nil {
		return err
	}
	err = s.Book.DismissSetAside(c.ID, order, store.Dismissal{By: s.Who, Why: why, At: s.Now().UTC()}, s.From)
	return s.settled(err, "Order %d is given up.", order)
}

// countAgain takes the giving up back: the order is asked for at each run.
func (s *session) countAgain(c store.Connection, order uint64) error {
	err := s.Book.RetrySetAside(c.ID, order, s.Who, s.From, s.Now())
	return s.settled(err, "Order %d is asked for again at each run.", order)
}

// settled says what was done with an order, or what kept it from being done.
func (s *session) settled(err error, done string, order uint64) error {
	switch {
	case errors.Is(err, store.ErrNotFound):
		s.say("Order %d is no longer set aside.", order)
	case err != nil:
		return s.refused(err)
	default:
		s.say(done, order)
	}
	return nil
}
