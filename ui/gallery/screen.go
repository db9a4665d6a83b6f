// Package gallery shows the carts that can be connected, each as a card: what it is, what Cartwire does with it and what
// it needs. BigCommerce is the only one, so there is one card.
package gallery

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/assets"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// The card's buttons.
const (
	buttonAdd = iota
	buttonGuide
)

// Screen is the gallery.
type Screen struct {
	env    *screen.Env
	cart   assets.Cart
	focus  int
	kept   setup.Kept
	scroll kit.Scroll
	row    int // the line of the buttons, as they were drawn last
}

type keptMsg struct {
	screen *Screen
	kept   setup.Kept
}

// New makes the screen.
func New(env *screen.Env) *Screen {
	return &Screen{env: env, cart: assets.Carts()[0]}
}

// Init reads whether the guide was begun.
func (s *Screen) Init() tea.Cmd {
	book := s.env.Book
	return func() tea.Msg {
		kept, err := setup.ReadKept(book)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		return keptMsg{s, kept}
	}
}

// Update takes what was read, or a pasted credentials file.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case keptMsg:
		if msg.screen == s {
			s.kept = msg.kept
		}
	case tea.PasteMsg:
		screen.FillPasted(s.env, msg.Content, true)
	}
	return nil
}

// Key chooses a button, or scrolls the card.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	switch name := msg.String(); name {
	case "tab", "shift+tab", "left", "right":
		s.focus = buttonGuide - s.focus
		return true, nil
	case "space":
		return true, s.press()
	default:
		return s.scroll.Key(name), nil
	}
}

// Typing is never so.
func (s *Screen) Typing() bool { return false }

// Title is the crumb.
func (s *Screen) Title() string { return "Add Cart" }

// Status is empty.
func (s *Screen) Status() string { return "" }

// Actions is the key table.
func (s *Screen) Actions() []kit.Action {
	help := "The guide shows, step by step, how to get the credentials."
	if s.kept.Resumable {
		help = "Go on with the guide at " + s.kept.Where() + "."
	}
	return []kit.Action{
		{ID: "press", Keys: []string{"enter"}, Label: "press", Help: "Press the chosen button; left and right choose.", Do: s.press},
		{ID: "add", Keys: []string{"a"}, Label: "add", Help: "Add this cart: opens the editor, to enter credentials or to load a credentials file.", Do: s.add},
		{ID: "guide", Keys: []string{"i"}, Label: s.guideLabel(), Help: help, Do: s.guide},
		kit.Move("Scroll."),
		{ID: "back", Keys: []string{"esc"}, Label: "back", Help: "Go back.", Do: func() tea.Cmd { s.env.Post(screen.BackMsg{}); return nil }},
	}
}

func (s *Screen) guideLabel() string {
	if s.kept.Resumable {
		return "go on with the guide"
	}
	return "guide"
}

func (s *Screen) press() tea.Cmd {
	if s.focus == buttonGuide {
		return s.guide()
	}
	return s.add()
}

func (s *Screen) add() tea.Cmd {
	s.env.Post(screen.OpenMsg{Kind: screen.Editor, Replace: true})
	return nil
}

func (s *Screen) guide() tea.Cmd {
	s.env.Post(screen.OpenMsg{Kind: screen.Guide, Replace: true})
	return nil
}

// Draw makes the card; its buttons stay in sight.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	inner := min(width-6, 90)
	var card []string
	for _, p := range s.cart.What {
		card = append(card, text.Wrap(p, inner)...)
	}
	list := func(head, glyph string, rows []string) {
		card = append(card, "", t.Title.Render(head))
		for _, row := range rows {
			for i, l := range text.Wrap(row, inner-2) {
				lead := "  "
				if i == 0 {
					lead = t.Accent.Render(glyph) + " "
				}
				card = append(card, lead+l)
			}
		}
	}
	list("What Cartwire does with it", t.Glyphs.Run, s.cart.Does)
	list("What it needs", t.Glyphs.None, s.cart.Needs)
	card = s.scroll.Window(t, card, inner, max(1, height-4))
	lines := kit.Box(t, s.cart.Name, card, inner)
	for i, l := range lines {
		lines[i] = " " + l
	}
	s.row = len(lines) + 1
	return append(lines, "", "  "+kit.ButtonRow(t, s.focus, s.buttons()...)), nil
}

func (s *Screen) buttons() []string {
	if s.kept.Resumable {
		return []string{"Add", "Go on with the guide"}
	}
	return []string{"Add", "Guide me to the credentials"}
}

// Click presses the button that was clicked.
func (s *Screen) Click(x, y int) (bool, tea.Cmd) {
	i := kit.ButtonAt(x-2, s.buttons()...)
	if y != s.row || i < 0 {
		return false, nil
	}
	s.focus = i
	return true, nil
}
