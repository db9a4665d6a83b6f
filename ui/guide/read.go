package guide

import (
	"errors"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce"
	"cartwire/ui/files"
	"cartwire/ui/kit"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// The offers of the last step that are not the guide's own choices.
const (
	offerFound = "found "
	offerPath  = "path"
)

// lookPause is how long after a look into the folders the next one comes: the file appears while this is read.
const lookPause = 2 * time.Second

// awaits tells whether a file may be about to be downloaded.
func (s *Screen) awaits() bool {
	return s.q.Step == setup.GuideCredentials || s.q.Step == setup.GuideRead
}

// look looks into the folders for credentials files.
func (s *Screen) look() tea.Cmd {
	if !s.awaits() || len(s.env.Folders) == 0 {
		return nil
	}
	s.looks++
	folders, look := s.env.Folders, s.looks
	return func() tea.Msg { return foundMsg{s, look, setup.FindCredentials(folders)} }
}

func (s *Screen) lookAgain() tea.Cmd { return s.env.After(lookPause, lookMsg{s, s.looks}) }

// offer writes the question's choices, and before those of the last step the files that were found.
func (s *Screen) offer() {
	if !s.ready {
		return
	}
	var list []kit.Entry
	if s.q.Reads {
		for i, f := range s.found {
			list = append(list, kit.Entry{ID: offerFound + strconv.FormatInt(f.At.UnixNano(), 10), Label: "Read " + f.Label(s.env.Now)})
			if i == 2 {
				break
			}
		}
		list = append(list, kit.Entry{ID: offerPath, Label: s.pathLabel(), Help: "by its name, or the folder it lies in"})
	}
	for _, c := range s.q.Choices {
		on := c.On
		for _, e := range s.offers.Entries {
			if e.ID == c.ID {
				on = e.On
			}
		}
		list = append(list, kit.Entry{ID: c.ID, Label: c.Label, Help: c.Help, Ticks: s.q.Many, On: on})
	}
	s.offers.Set(list)
}

func (s *Screen) pathLabel() string {
	switch {
	case s.g.Remote():
		return "Read a file of this computer"
	case len(s.found) > 0:
		return "Read another file"
	}
	return "Read a file"
}

// choose answers with the chosen offer.
func (s *Screen) choose() tea.Cmd {
	e := s.offers.Chosen()
	switch {
	case s.q.Many:
		return s.answer(setup.Answer{Picked: s.offers.Ticked()})
	case e == nil:
		return s.answer(setup.Answer{})
	case e.ID == offerPath:
		s.askPath()
		return nil
	case strings.HasPrefix(e.ID, offerFound):
		for i, f := range s.found {
			if e.ID == offerFound+strconv.FormatInt(f.At.UnixNano(), 10) {
				return s.answer(setup.Answer{Credentials: &s.found[i].Credentials, Notes: f.Notes})
			}
		}
		return nil
	}
	return s.answer(setup.Answer{Picked: []string{e.ID}})
}

func (s *Screen) askPath() {
	files.Question{
		Title: s.pathLabel(), Name: "~/Downloads", Do: "Read",
		Say: "The text file that BigCommerce downloaded, or the folder it lies in: then its newest credentials file is read.",
	}.Ask(s.env, func(name string) tea.Cmd {
		path := s.env.File(name)
		return func() tea.Msg {
			found, err := setup.ReadFound(path, "")
			return readMsg{s, found, err}
		}
	})
}

func (s *Screen) read(msg readMsg) tea.Cmd {
	if msg.err != nil {
		s.problem = text.Clean(msg.err.Error())
		return nil
	}
	return s.answer(setup.Answer{Credentials: &msg.found.Credentials, Notes: msg.found.Notes})
}

// paste takes pasted text: a whole credentials file anywhere, a part of one where it is read.
func (s *Screen) paste(content string) tea.Cmd {
	if !s.ready {
		return nil
	}
	c, notes, err := bigcommerce.ParseCredentials([]byte(content))
	switch {
	case err == nil:
		return s.answer(setup.Answer{Credentials: &c, Notes: notes})
	case !s.q.Reads:
		s.env.Say(kit.Caution, "Nothing is to be pasted in this step. "+text.Clean(err.Error()))
		return nil
	}
	if in, ok := errors.AsType[*bigcommerce.InputError](err); ok && in.Field == "file" {
		s.problem = text.Clean(err.Error())
		return nil
	}
	s.in.add(content + "\n")
	return s.paused()
}

// Key takes text where a file is read, and moves the choice or scrolls.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	name := msg.String()
	if !s.ready {
		return false, nil
	}
	s.moved = true
	if s.q.Reads {
		used, ended := s.in.key(msg)
		switch {
		case ended:
			return true, s.ended()
		case used:
			s.problem = ""
			return true, s.env.After(kit.Grace, pauseMsg{s, s.in.turn})
		}
	}
	switch {
	case len(s.offers.Entries) == 0:
		return s.scroll.Key(name), nil
	case s.q.Many && name == "space":
		s.tick()
		return true, nil
	}
	return s.offers.Key(name), nil
}

// paused reads what was taken in so far, where its last line is whole: on a slow link, a pause may come in the middle.
// What is missing is no fault yet.
func (s *Screen) paused() tea.Cmd {
	if !s.q.Reads || !s.in.whole() {
		return nil
	}
	c, notes, err := bigcommerce.ParseCredentials(s.in.text)
	if err != nil {
		return nil
	}
	return s.answer(setup.Answer{Credentials: &c, Notes: notes})
}

// ended reads what was taken in, now that it is all.
func (s *Screen) ended() tea.Cmd {
	c, notes, err := bigcommerce.ParseCredentials(s.in.text)
	if err != nil {
		s.in.clear()
		s.problem = text.Clean(err.Error())
		return nil
	}
	return s.answer(setup.Answer{Credentials: &c, Notes: notes})
}
