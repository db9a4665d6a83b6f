// Package guide is the screen that leads a person through BigCommerce's control panel to credentials. What is asked and
// in which order is setup's guide; the screen shows its questions, tells it the answers and keeps in the book how far it
// came, so that it can be left and resumed days later.
package guide

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// Screen shows one step of the guide.
type Screen struct {
	env  *screen.Env
	open screen.OpenMsg

	ready   bool // the book has been read
	g       setup.Guide
	q       setup.Question
	left    string // when it was left, where it was resumed; empty after the next answer
	problem string // why the last answer was not taken

	offers kit.Offers
	moved  bool       // a key was pressed in this step: the choice is the person's
	scroll kit.Scroll // of a step without choices

	found []setup.Found
	looks int // numbers the looks into the folders: of two that are under way the later one counts
	in    collector
}

type (
	// keptMsg is how far the guide came.
	keptMsg struct {
		screen *Screen
		kept   setup.Kept
	}
	// foundMsg are the credentials files that lie about.
	foundMsg struct {
		screen *Screen
		look   int
		found  []setup.Found
	}
	// readMsg is a file that was named.
	readMsg struct {
		screen *Screen
		found  setup.Found
		err    error
	}
	lookMsg struct {
		screen *Screen
		look   int
	}
	pauseMsg struct {
		screen *Screen
		turn   int
	}
)

// New makes the screen.
func New(env *screen.Env, open screen.OpenMsg) *Screen { return &Screen{env: env, open: open} }

// Init reads how far the guide came, once.
func (s *Screen) Init() tea.Cmd {
	if s.ready {
		return s.look()
	}
	book := s.env.Book
	return func() tea.Msg {
		kept, err := setup.ReadKept(book)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		return keptMsg{s, kept}
	}
}

// Update takes what was read and found, and pasted text.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case keptMsg:
		if msg.screen == s && !s.ready {
			return s.begin(msg.kept)
		}
	case foundMsg:
		if msg.screen == s && msg.look == s.looks {
			s.found = msg.found
			s.offer()
			if s.q.Reads && !s.moved {
				s.offers.Choose(s.offers.Entries[0].ID)
			}
			return s.lookAgain()
		}
	case lookMsg:
		if msg.screen == s && msg.look == s.looks {
			return s.look()
		}
	case readMsg:
		if msg.screen == s {
			return s.read(msg)
		}
	case pauseMsg:
		if msg.screen == s && msg.turn == s.in.turn {
			return s.paused()
		}
	case screen.ClockMsg:
		s.offer()
	case tea.PasteMsg:
		return s.paste(msg.Content)
	}
	return nil
}

// begin goes on where the guide was left, or where it was asked to.
func (s *Screen) begin(kept setup.Kept) tea.Cmd {
	s.ready = true
	switch {
	case s.open.Step != "":
		s.g = setup.GuideAt(s.open.Step, s.open.Goals, kept.Guide.Answers, s.env.Remote)
	case kept.Resumable:
		s.g = setup.ResumeGuide(kept.Guide, s.env.Remote)
		s.left = s.env.Ago(kept.Guide.At)
	default:
		s.g = setup.GuideAt(setup.GuideGoals, setup.Goals{Orders: true}, kept.Guide.Answers, s.env.Remote)
	}
	s.ask()
	return s.look()
}

// ask shows the guide's present question.
func (s *Screen) ask() {
	s.q, s.problem, s.scroll = s.g.Question(), "", kit.Scroll{}
	s.in.clear()
	s.offers, s.moved = kit.Offers{}, false
	s.offer()
	for _, c := range s.q.Choices {
		if c.On && !s.q.Many {
			s.offers.Choose(c.ID)
		}
	}
}

// answer tells the guide, keeps where it stands, and goes on.
func (s *Screen) answer(a setup.Answer) tea.Cmd {
	next, filled, err := s.g.Answer(a)
	if err != nil {
		s.problem = text.Clean(err.Error())
		return nil
	}
	s.g, s.left = next, ""
	if filled != nil {
		s.env.Post(screen.EditorWith(*filled, true))
		return s.keep()
	}
	s.ask()
	return tea.Batch(s.keep(), s.look())
}

// keep writes into the book how far the guide came.
func (s *Screen) keep() tea.Cmd {
	book, state := s.env.Book, s.g.State()
	return func() tea.Msg { return kept(book, state) }
}

func kept(book *store.Book, state store.GuideState) tea.Msg {
	if err := book.PutGuideState(state); err != nil {
		return screen.Failed(err)
	}
	return nil
}

// Holds says what would be lost where the screen is left: every answer is kept, but no text that wasn't read yet.
func (s *Screen) Holds() string {
	if s.in.empty() {
		return ""
	}
	return "The text that you entered isn't read yet. Press enter twice to read it, or esc to discard it."
}

// Typing tells whether letters are text: a credentials file's, where one is read.
func (s *Screen) Typing() bool { return s.ready && s.q.Reads }

// Title is the crumb.
func (s *Screen) Title() string { return "Guide" }

// Status says that nothing is lost by leaving.
func (s *Screen) Status() string {
	if !s.ready {
		return ""
	}
	return s.env.Theme.Dim.Render("BigCommerce")
}
