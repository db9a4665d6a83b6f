// Package welcome is what a person sees first: a book without a connection, and the ways to one.
package welcome

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// The offers.
const (
	offerResume   = "resume"
	offerConnect  = "connect"
	offerPractise = "practise"
	offerFile     = "file"
)

// Screen offers the ways to a first connection.
type Screen struct {
	env    *screen.Env
	looked bool // the book and the folders have been read
	busy   bool // a practice store is being started
	kept   setup.Kept
	found  []setup.Found
	offers kit.Offers
}

// lookedMsg is what the book and the folders hold.
type lookedMsg struct {
	screen *Screen
	kept   setup.Kept
	found  []setup.Found
}

// New makes the screen.
func New(env *screen.Env) *Screen { return &Screen{env: env} }

// Init looks into the book, and for credentials files.
func (s *Screen) Init() tea.Cmd {
	book, folders, given := s.env.Book, s.env.Folders, s.env.CredentialsFile
	return func() tea.Msg {
		kept, err := setup.ReadKept(book)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		found := setup.FindCredentials(folders)
		if given != "" {
			if f, err := setup.ReadFound(given, ""); err == nil {
				found = append([]setup.Found{f}, found...)
			}
		}
		return lookedMsg{s, kept, found}
	}
}

// Update takes what was found, a practice store, or a pasted credentials file.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case lookedMsg:
		if msg.screen == s {
			s.take(msg)
		}
	case screen.ClockMsg:
		s.offer()
	case screen.PractisedMsg:
		if msg.From == s {
			s.practised(msg)
		}
	case tea.PasteMsg:
		screen.FillPasted(s.env, msg.Content, false)
	}
	return nil
}

// take offers what was found. Once a store is connected there is nothing to welcome to.
func (s *Screen) take(msg lookedMsg) {
	if msg.kept.Connections > 0 {
		s.env.Post(screen.BackMsg{From: s})
		return
	}
	first, resumes := !s.looked, msg.kept.Resumable && !s.kept.Resumable
	s.kept, s.found, s.looked = msg.kept, msg.found, true
	s.offer()
	switch {
	case first && len(s.found) > 0:
		s.offers.Choose(offerFile)
	case resumes:
		s.offers.Choose(offerResume)
	}
}

// offer writes the offers, as things stand now.
func (s *Screen) offer() {
	if !s.looked {
		return
	}
	var list []kit.Entry
	if s.kept.Resumable {
		list = append(list, kit.Entry{ID: offerResume, Label: "Go on with the guide",
			Help: s.kept.Where() + "; left " + s.env.Ago(s.kept.Guide.At)})
	}
	practise := kit.Entry{ID: offerPractise, Label: "Practise on a sandbox store",
		Help: "A store with made-up orders on this computer, for as long as Cartwire is open."}
	if s.env.Practise == nil {
		practise.Why = "this session can't start a practice store."
	}
	list = append(list,
		kit.Entry{ID: offerConnect, Label: "Connect a store", Help: "The guide shows, step by step, how to get BigCommerce's credentials."},
		practise)
	s.offers.Set(append(list, s.files()...))
}

// files offers the credentials files that were found, by their dates; else the ways to hand one over.
func (s *Screen) files() []kit.Entry {
	const label = "I have a credentials file"
	if len(s.found) == 0 {
		help := "Name the file or its folder, or paste its text: here, now, or in the next step."
		if s.env.Remote {
			help = "It is on the computer with the browser: open it there, copy its text, and paste it here."
		}
		return []kit.Entry{{ID: offerFile, Label: label, Help: help}}
	}
	list := []kit.Entry{{ID: offerFile, Label: label, Help: "Reads " + s.found[0].Label(s.env.Now) + ", and tests the connection."}}
	if len(s.found) > 1 {
		list = append(list, kit.Entry{ID: offerFile + "2", Label: "An older one", Help: "Reads " + s.found[1].Label(s.env.Now) + "."})
	}
	return list
}

// choose carries an offer out.
func (s *Screen) choose() tea.Cmd {
	e := s.offers.Chosen()
	switch {
	case e == nil || s.busy:
	case e.Why != "":
		s.env.Say(kit.Caution, e.Why)
	case e.ID == offerResume:
		s.env.Post(screen.OpenMsg{Kind: screen.Guide})
	case e.ID == offerConnect:
		s.env.Post(screen.OpenMsg{Kind: screen.Guide, Step: setup.GuideGoals, Goals: setup.Goals{Orders: true}})
	case e.ID == offerPractise:
		s.busy = true
		return screen.StartPractice(s.env, s)
	case len(s.found) == 0:
		s.env.Post(screen.OpenMsg{Kind: screen.Guide, Step: setup.GuideRead, Goals: setup.Goals{Orders: true}})
	case e.ID == offerFile:
		s.fill(s.found[0])
	default:
		s.fill(s.found[1])
	}
	return nil
}

func (s *Screen) fill(f setup.Found) {
	s.env.Post(screen.EditorWith(setup.Filled{Credentials: f.Credentials, Notes: f.Notes, Goals: setup.Goals{Orders: true}}, false))
}

// practised goes on with a practice store. Whoever has gone elsewhere meanwhile stays there.
func (s *Screen) practised(msg screen.PractisedMsg) {
	s.busy = false
	if msg.Err != nil {
		s.env.Post(screen.Failed(msg.Err))
		return
	}
	c, notes, err := bigcommerce.ParseCredentials(msg.Store.CredentialsFile)
	if err != nil {
		s.env.Post(screen.Failed(err))
		return
	}
	s.env.AllowHost = msg.Store.Host
	open := screen.EditorWith(setup.Filled{Credentials: c, Notes: notes, Goals: setup.Goals{Orders: true}}, false)
	open.From = s
	s.env.Post(open)
}

// Key moves the cursor.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	if s.offers.Key(msg.String()) {
		return true, nil
	}
	return false, nil
}

// Click chooses the offer that was clicked, and goes on with it.
func (s *Screen) Click(_, y int) (bool, tea.Cmd) { return s.looked && s.offers.Click(y), nil }

// Typing is never so: what is pasted comes as a paste.
func (s *Screen) Typing() bool { return false }

// Title is the crumb.
func (s *Screen) Title() string { return "Welcome" }

// Status says what is under way.
func (s *Screen) Status() string {
	if s.busy {
		t := s.env.Theme
		return t.Running.Render(t.Glyphs.Run + " starting")
	}
	return ""
}

// Actions is the key table.
func (s *Screen) Actions() []kit.Action {
	why := ""
	switch {
	case !s.looked:
		why = "the folders are still being looked through."
	case s.busy:
		why = "the practice store is being started."
	}
	return []kit.Action{
		{ID: "open", Keys: []string{"enter"}, Label: "choose", Help: "Go on with the chosen offer.", Why: why, Do: s.choose},
		{ID: "add", Keys: []string{"a"}, Label: "add cart", Help: "Choose a cart from the gallery.",
			Do: func() tea.Cmd { s.env.Post(screen.OpenMsg{Kind: screen.Gallery}); return nil }},
		{ID: "back", Keys: []string{"esc"}, Label: "to the list", Help: "Go to the list of connections, which is empty.",
			Do: func() tea.Cmd { s.env.Post(screen.BackMsg{}); return nil }},
		kit.Move("Choose an offer; also its number."),
	}
}

// Draw makes the greeting and the offers.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	var lines []string
	for _, l := range text.Wrap("No store is connected yet. How do you want to begin?", width-4) {
		lines = append(lines, "  "+l)
	}
	lines = append(lines, "")
	switch {
	case !s.looked:
		return append(lines, kit.Wait(t, "Looking for a credentials file")), nil
	case s.busy:
		return append(lines, "  "+t.Running.Render(t.Glyphs.Run+" Starting a practice store"+t.Glyphs.Ellipsis)), nil
	}
	return s.offers.Page(t, lines, width, height), nil
}
