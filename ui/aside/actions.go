package aside

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Actions is the key table.
func (s *Screen) Actions() []kit.Action {
	why, r := "", s.chosen()
	if r == nil {
		why, r = "every order could be read.", &row{}
	}
	busy := why
	if _, ok := s.env.Running(s.id); ok && why == "" {
		busy = "a job is under way."
	}
	none := why
	if why == "" && r.raw == "" {
		none = "the order is too long to be kept. Look at it in the store's control panel."
	}
	again, all := s.whyNotAll(busy), s.open
	givingUp := kit.Action{ID: "dismiss", Keys: []string{"d"}, Label: "give up", Help: "Ask for the order no more, and say why.", Why: why, Do: s.askDismiss}
	if r.dismiss {
		givingUp.Label, givingUp.Help, givingUp.Do = "take back", "Ask for the order again at each run.", s.takeBack
	}
	table := []kit.Action{
		{ID: "retry", Keys: []string{"r"}, Label: "try again", Help: "Ask the store for this order again, and for no other.", Why: busy, Do: func() tea.Cmd { return s.retry(*r) }},
		givingUp,
		{ID: "copy", Keys: []string{"y"}, Label: "copy", Help: "Copy the order as the store sent it, where the terminal allows it.", Why: none,
			Do: func() tea.Cmd {
				s.env.Say(kit.Info, "The order's text was copied, where the terminal allows it.")
				return tea.SetClipboard(r.raw)
			}},
	}
	if all {
		return append(table,
			kit.Action{ID: "back", Keys: []string{"esc", "enter"}, Show: "esc", Label: "back to the list", Help: "Go back to the list.",
				Do: func() tea.Cmd { s.open = false; return nil }},
			kit.Move("Scroll; also pgup, pgdown, home and end."))
	}
	open := kit.Action{ID: "open", Keys: []string{"enter"}, Label: "open", Help: "Show the order as the store sent it, and what is wrong with it.", Why: why,
		Do: func() tea.Cmd { s.open, s.scroll = true, kit.Scroll{}; return nil }}
	return append(append([]kit.Action{open}, table...),
		kit.Action{ID: "retry-all", Keys: []string{"R"}, Help: "Ask the store again for all that are not given up.", Why: again, Do: s.retryAll},
		kit.Move("Choose an order; also pgup, pgdown, home and end."))
}

func (s *Screen) whyNotAll(busy string) string {
	if busy != "" {
		return busy
	}
	for i := range s.rows {
		if !s.rows[i].dismiss {
			return ""
		}
	}
	return "all are given up."
}

// retry asks for one order again. One that was given up counts again.
func (s *Screen) retry(r row) tea.Cmd {
	start := screen.StartWith(s.env, s, s.id, s.name, syncer.ImportOrders, only(r.order), false)
	if !r.dismiss {
		return start
	}
	settle := s.settle(r.order, nil)
	return func() tea.Msg {
		if err := settle(); err != nil {
			return screen.Failed(err)
		}
		return start()
	}
}

func only(order uint64) syncer.StartOptions {
	return syncer.StartOptions{Ranges: []store.IDRange{{Next: order, To: order}}}
}

func (s *Screen) retryAll() tea.Cmd {
	var o syncer.StartOptions
	for i := range s.rows {
		if !s.rows[i].dismiss {
			o.Ranges = append(o.Ranges, only(s.rows[i].order).Ranges...)
		}
	}
	return screen.StartWith(s.env, s, s.id, s.name, syncer.ImportOrders, o, false)
}

// settle writes that an order is given up, or (nil) that it isn't any more.
func (s *Screen) settle(order uint64, d *store.Dismissal) func() error {
	env, id, now := s.env, s.id, s.env.Now.UTC()
	return func() error {
		if d != nil {
			return env.Book.DismissSetAside(id, order, *d, env.From)
		}
		return env.Book.RetrySetAside(id, order, env.Who, env.From, now)
	}
}

// doneMsg says that something was done with an order.
type doneMsg struct {
	screen *Screen
	words  string
	err    error
}

func (s *Screen) done(msg doneMsg) tea.Cmd {
	switch {
	case errors.Is(msg.err, store.ErrNotFound):
		s.env.Say(kit.Info, "This order is no longer set aside.")
	case msg.err != nil:
		s.env.Say(kit.Failure, text.Clean(msg.err.Error()))
		return nil
	default:
		s.env.Say(kit.Done, msg.words)
	}
	return s.Init()
}

func (s *Screen) takeBack() tea.Cmd {
	r := *s.chosen()
	do := s.settle(r.order, nil)
	return func() tea.Msg {
		return doneMsg{s, "Order " + r.number + " is asked for again at each run.", do()}
	}
}

// askDismiss asks why an order is given up.
func (s *Screen) askDismiss() tea.Cmd {
	r := *s.chosen()
	in := kit.NewInput("")
	in.Placeholder = "a test order"
	s.env.Post(screen.AskMsg{Dialog: &kit.Dialog{
		Title: "Give order " + r.number + " up?",
		Say:   []string{"It is not asked for any more. Should the store ever send it in a form that can be read, it enters the book all the same. Say why, for whoever looks for it."},
		Input: &in, Buttons: []string{"Give up", "Cancel"},
		Check: func(value string) string {
			if strings.TrimSpace(value) == "" {
				return "Say why."
			}
			return ""
		},
		Done: func(button int, value string) tea.Cmd {
			if button != 0 {
				return nil
			}
			do := s.settle(r.order, &store.Dismissal{By: s.env.Who, Why: strings.TrimSpace(value), At: s.env.Now.UTC()})
			return func() tea.Msg {
				return doneMsg{s, "Order " + r.number + " is given up. Press d to take that back.", do()}
			}
		},
	}})
	return nil
}
