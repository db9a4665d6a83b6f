package editor

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

type (
	checkMsg struct {
		screen  *Screen
		attempt int
		check   bigcommerce.Check
		next    tea.Cmd
	}
	testedMsg struct {
		screen  *Screen
		attempt int
		result  bigcommerce.TestResult
		taken   *syncer.ConnectedError // the store is connected already
	}
	savedMsg struct {
		screen  *Screen
		attempt int
		conn    store.Connection
		err     error
	}
)

// do carries the machine's effects out.
func (s *Screen) do(effects []setup.Effect) tea.Cmd {
	var cmds []tea.Cmd
	for _, e := range effects {
		switch e {
		case setup.RunTest:
			s.result = kit.Scroll{}
			cmds = append(cmds, s.runTest())
		case setup.StopTest:
			s.stop()
		case setup.RunSave:
			cmds = append(cmds, s.runSave())
		case setup.Ask:
			s.env.Post(screen.AskMsg{Dialog: s.askUnsaved()})
		case setup.Follow:
			cmds = append(cmds, s.follow())
		case setup.Close:
			s.env.Post(screen.BackMsg{})
		}
	}
	return tea.Batch(cmds...)
}

// test starts the connection test, or shows what keeps it from starting.
func (s *Screen) test() tea.Cmd {
	if s.showProblem(setup.Access...) {
		return nil
	}
	if s.askHost(false, s.test) {
		return nil
	}
	return s.do(s.m.Test())
}

// save starts saving, or shows what keeps it from starting.
func (s *Screen) save() tea.Cmd {
	if s.showProblem(setup.Checked...) {
		return s.do(s.m.Cancel())
	}
	if s.askHost(false, s.save) {
		return nil
	}
	return s.do(s.m.Save())
}

// runTest runs the test; its rows come as they are known.
func (s *Screen) runTest() tea.Cmd {
	ctx, cancel := context.WithCancel(s.env.Ctx)
	s.stop = cancel
	engine, attempt, conn := s.env.Engine, s.m.Attempt(), s.m.Connection()
	draft := s.m.Form().Draft(conn)
	// What is tested is what is saved: then the list is to show what the test found.
	note := conn.ID != 0 && !s.m.Unsaved()
	checks := make(chan bigcommerce.Check, 64)
	run := func() tea.Msg {
		defer cancel()
		if taken, ok := errors.AsType[*syncer.ConnectedError](engine.Connected(draft, nil)); ok {
			close(checks)
			return testedMsg{s, attempt, bigcommerce.TestResult{}, taken}
		}
		result := engine.Test(ctx, draft, func(c bigcommerce.Check) {
			select {
			case checks <- c:
			case <-ctx.Done():
			}
		})
		close(checks)
		if note && ctx.Err() == nil {
			if err := engine.NoteTest(conn.ID, &result); err != nil {
				return screen.Failed(err)
			}
		}
		taken, _ := errors.AsType[*syncer.ConnectedError](engine.Connected(draft, &result))
		return testedMsg{s, attempt, result, taken}
	}
	return tea.Batch(run, s.nextCheck(attempt, checks))
}

func (s *Screen) nextCheck(attempt int, checks <-chan bigcommerce.Check) tea.Cmd {
	return func() tea.Msg {
		c, ok := <-checks
		if !ok {
			return nil
		}
		return checkMsg{s, attempt, c, s.nextCheck(attempt, checks)}
	}
}

// runSave writes the draft onto the connection as the book has it by now: a job may have changed it meanwhile.
func (s *Screen) runSave() tea.Cmd {
	book, engine, attempt := s.env.Book, s.env.Engine, s.m.Attempt()
	form, base, tested, confirmed := s.m.Form(), s.m.Connection(), s.m.Result(), s.m.LocationsConfirmed()
	return func() tea.Msg {
		if opened := base; base.ID != 0 {
			var err error
			if base, err = book.Connection(base.ID); err != nil {
				return savedMsg{s, attempt, base, err}
			}
			base.Revision = opened.Revision // what somebody else has saved meanwhile is not overwritten
		}
		draft := form.Draft(base)
		draft.LocationsConfirmed = confirmed
		conn, err := engine.Save(draft, tested)
		return savedMsg{s, attempt, conn, err}
	}
}

func (s *Screen) savedAs(msg savedMsg) tea.Cmd {
	do := s.m.SaveEnded(msg.attempt, msg.conn, msg.err)
	if changed := (*store.ChangedMeanwhileError)(nil); errors.As(msg.err, &changed) {
		s.env.Post(screen.AskMsg{Dialog: s.askChanged(changed), ByItself: true})
	} else if taken, ok := errors.AsType[*syncer.ConnectedError](msg.err); ok {
		s.env.Post(screen.AskMsg{Dialog: s.askConnected(taken), ByItself: true})
	} else if change, ok := errors.AsType[*syncer.LocationsError](msg.err); ok {
		s.env.Post(screen.AskMsg{Dialog: s.askLocations(change), ByItself: true})
	} else if msg.err != nil {
		if taken := (*store.NameTakenError)(nil); !errors.As(msg.err, &taken) || !s.showProblem(setup.FieldName) {
			s.env.Say(kit.Failure, text.Clean(msg.err.Error()))
		}
	} else {
		s.notes = ""
	}
	s.fill()
	return s.do(do)
}

// tested takes the end of a test. Of a store that is connected already there is another connection to go to.
func (s *Screen) tested(msg testedMsg) tea.Cmd {
	if msg.attempt != s.m.Attempt() {
		return nil
	}
	var do []setup.Effect
	if msg.taken != nil {
		s.env.Post(screen.AskMsg{Dialog: s.askConnected(msg.taken), ByItself: true})
	}
	if msg.taken != nil && len(msg.result.Checks) == 0 {
		do = s.m.Cancel()
	} else {
		do = s.m.TestEnded(msg.attempt, msg.result)
	}
	s.fill()
	if r := s.m.Result(); msg.taken == nil && r != nil && s.m.State() == setup.Refused && syncer.AsksLocation(r.Err()) {
		s.askLocation(true, s.test)
	}
	return s.do(do)
}

// askConnected offers the connection that the store has already.
func (s *Screen) askConnected(taken *syncer.ConnectedError) *kit.Dialog {
	name := text.Clean(taken.Name)
	return &kit.Dialog{
		Title:   "This store is already connected",
		Say:     []string{"The store " + text.Clean(taken.Store) + " is already connected as " + name + ".", "", "Open that connection, or replace its credentials with those entered here."},
		Buttons: []string{"Open it", "Replace its credentials", "Keep editing"},
		Focus:   0,
		Done: func(button int, _ string) tea.Cmd {
			open := screen.OpenMsg{Kind: screen.Editor, Connection: taken.ID, Name: name, From: s, Replace: true}
			switch button {
			case 0:
				s.env.Post(open)
			case 1:
				form := s.m.Form()
				open.Account = &form
				s.env.Post(open)
			}
			return nil
		},
	}
}

// follow goes on after a save: the import starts where it is ticked, the connection active and nothing is known to be
// in its way.
func (s *Screen) follow() tea.Cmd {
	c := s.m.Connection()
	name := text.Clean(c.Name)
	if s.m.Importable() {
		return screen.Start(s.env, s, c.ID, name, true)
	}
	say := name + " is saved."
	switch {
	case !c.Active:
		say += " It isn't active, so nothing syncs."
	case len(syncer.Ticked(c.Options)) == 0:
		say += " No option is selected, so nothing syncs."
	case !c.Options.ImportOrders:
		say += " Import Orders is off, so no orders are imported."
	default:
		say += " Nothing syncs until the connection test passes."
	}
	s.env.Say(kit.Done, say)
	return nil
}

// askUnsaved asks what to do with unsaved changes.
func (s *Screen) askUnsaved() *kit.Dialog {
	return &kit.Dialog{
		Title:   "Unsaved changes",
		Say:     []string{"You have unsaved changes."},
		Buttons: []string{"Save", "Discard", "Keep editing"},
		Focus:   2,
		Done: func(button int, _ string) tea.Cmd {
			switch button {
			case 0:
				return s.save()
			case 1:
				return s.do(s.m.Discard())
			}
			return s.do(s.m.Cancel())
		},
	}
}

// askHost asks before a token goes to an address that isn't BigCommerce's; then does what was wanted.
func (s *Screen) askHost(byItself bool, then func() tea.Cmd) bool {
	host := s.m.HostQuestion()
	if host == "" {
		return false
	}
	host = text.Clean(host)
	title, allow := "Not BigCommerce's own address", "Allow "+text.Truncate(host, 30, s.env.Theme.Glyphs.Ellipsis)
	say := []string{"The access token would be sent to " + host + " instead of " + bigcommerce.APIHost + ".", "",
		"Allow this only for a practice store of your own, such as Cartwire's sandbox."}
	if s.m.HostIsCustom() {
		title, allow = "Is this your store's own domain?", "It is our store's"
		say = []string{"The Username and the API Token would be sent to " + host + ".", "",
			"BigCommerce's own addresses end in mybigcommerce.com. Confirm this one only if it is your store's; you are asked once."}
	}
	s.env.Post(screen.AskMsg{ByItself: byItself, Dialog: &kit.Dialog{
		Title: title, Say: say,
		Buttons: []string{allow, "Don't"},
		Focus:   1,
		Done: func(button int, _ string) tea.Cmd {
			if button != 0 {
				return s.do(s.m.Cancel())
			}
			s.m.AllowHost()
			return then()
		},
	}})
	return true
}
