package plain

import (
	"context"
	"errors"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/ui/setup"
)

// editor asks for what a connection is made of, and drives its machine.
type editor struct {
	*session
	*Driver
	m *setup.Machine
}

func (s *session) editor(m *setup.Machine) *editor {
	return &editor{session: s, Driver: s.driver(m), m: m}
}

func (s *session) driver(m *setup.Machine) *Driver {
	return &Driver{Book: s.Book, Engine: s.Engine, Machine: m, Check: func(k bigcommerce.Check) {
		if line, ended := CheckLine(k); ended {
			s.say("%s", line)
		}
	}}
}

// edit opens the editor on a saved connection.
func (s *session) edit(ctx context.Context, m *setup.Machine) error { return s.editor(m).menu(ctx) }

// enter asks for every field of the General tab, one after another.
func (e *editor) enter(ctx context.Context) error {
	for _, en := range e.access() {
		if err := e.entry(ctx, en); err != nil {
			return e.leaveOr(ctx, err)
		}
	}
	return e.testAndGoOn(ctx)
}

// nameAndTest asks for the Website Name, the one thing that credentials may lack, and tests.
func (e *editor) nameAndTest(ctx context.Context) error {
	if err := e.entry(ctx, nameEntry); err != nil {
		return e.leaveOr(ctx, err)
	}
	return e.testAndGoOn(ctx)
}

func (e *editor) testAndGoOn(ctx context.Context) error {
	_, err := e.test(ctx, e.Driver)
	if handled, err := e.connected(ctx, err); handled || err != nil && !errors.Is(err, errBack) {
		return err
	}
	return e.menu(ctx)
}

// connected asks what to do where the store is connected already. handled is set where this editor is done then.
func (e *editor) connected(ctx context.Context, err error) (handled bool, _ error) {
	already, ok := errors.AsType[*syncer.ConnectedError](err)
	if !ok {
		return false, err
	}
	e.say("%s", already)
	i, err := e.choose(ctx, "What next?", "Open "+already.Name, "Replace its credentials", "Keep editing")
	if err != nil || i == 2 {
		return false, stay(err)
	}
	if i == 0 {
		return true, e.connection(ctx, already.ID)
	}
	c, err := e.Book.Connection(already.ID)
	if err != nil {
		return false, err
	}
	m := setup.New(c, e.allow)
	m.TakeAccount(e.m.Form())
	return true, e.editor(m).testAndGoOn(ctx)
}

// leaveOr turns going back into the question what becomes of what was entered.
func (e *editor) leaveOr(ctx context.Context, err error) error {
	if !errors.Is(err, errBack) {
		return err
	}
	if left, err := e.leave(ctx); left || err != nil {
		return err
	}
	return e.menu(ctx)
}

// menu is the editor: every field with what it holds, and what can be done.
func (e *editor) menu(ctx context.Context) error {
	for {
		var m menu
		end := false
		m.add("Save", e.saver(ctx, &end))
		m.add("Test Connection", func() error {
			_, err := e.test(ctx, e.Driver)
			end, err = e.connected(ctx, err)
			return stay(err)
		})
		e.addFields(ctx, &m)
		m.add("Back", func() (err error) {
			end, err = e.leave(ctx)
			return err
		})
		e.gap()
		err := e.pick(ctx, e.title(), m)
		if errors.Is(err, errBack) {
			end, err = e.leave(ctx)
		}
		if err != nil || end {
			return err
		}
	}
}

func (e *editor) title() string {
	name := e.m.Form().Name
	if name == "" {
		name = "New BigCommerce store"
	}
	switch {
	case e.m.Unsaved():
		return name + " (not saved):"
	case e.m.Connection().ID == 0:
		return name + " (new):"
	}
	return name + " (saved):"
}

// test runs the connection test and says what came of it; passed is false where it failed or could not be started.
func (s *session) test(ctx context.Context, d *Driver) (passed bool, err error) {
	if !s.ready(d.Machine, setup.Access...) {
		return false, nil
	}
	if err := s.allowHost(ctx, d.Machine); err != nil {
		return false, err
	}
	s.say("Testing the connection:")
	result, err := d.Test(ctx)
	if err != nil || result == nil {
		return false, err
	}
	if err := result.Err(); syncer.AsksLocation(err) {
		s.say("%s", err)
		one, err := s.yes(ctx, "Does the store have one location?")
		if err != nil || !one {
			return false, stay(err)
		}
		d.Machine.Edit(func(f *setup.Form) { f.OneLocation = true })
		return s.test(ctx, d)
	} else if err != nil {
		s.say("The test failed. %s", err)
		if boxes := BoxesLine(result); boxes != "" {
			s.say("An API account can't be changed once it is saved. %s", boxes)
		}
		return false, nil
	}
	s.say("The connection works.")
	return true, nil
}

// ready tells whether none of the fields has a problem; it says the first one.
func (s *session) ready(m *setup.Machine, fields ...setup.Field) bool {
	for _, f := range fields {
		if p := m.Problem(f); p != "" {
			s.say("%s", p)
			return false
		}
	}
	return true
}

// allowHost asks before a token goes to an address that isn't BigCommerce's; errBack where it may not.
func (s *session) allowHost(ctx context.Context, m *setup.Machine) error {
	host := m.HostQuestion()
	if host == "" {
		return nil
	}
	question := "Allow this only for a practice store of your own, such as Cartwire's sandbox. Allow " + host + "?"
	if m.HostIsCustom() {
		s.say("The API token would be sent to %s, which is not BigCommerce's own address.", host)
		question = "Is " + host + " your store's own domain?"
	} else {
		s.say("The token would be sent to %s instead of %s.", host, bigcommerce.APIHost)
	}
	ok, err := s.yes(ctx, question)
	if err != nil {
		return err
	}
	if !ok {
		s.say("Nothing was sent.")
		return errBack
	}
	m.AllowHost()
	return nil
}

// saver saves, and goes on to the import where it can be started; end is set where the editor is done.
func (e *editor) saver(ctx context.Context, end *bool) func() error {
	return func() error {
		saved, err := e.save(ctx)
		*end = saved
		return stay(err)
	}
}

func (e *editor) save(ctx context.Context) (saved bool, err error) {
	if !e.ready(e.m, setup.Checked...) {
		return false, nil
	}
	if err := e.allowHost(ctx, e.m); err != nil {
		return false, err
	}
	if r := e.m.Result(); r != nil && r.Err() != nil {
		ok, err := e.yes(ctx, "The connection test failed, so what it names will not work. Save all the same?")
		if err != nil || !ok {
			return false, err
		}
	}
	if _, err := e.Save(); err != nil {
		if change, ok := errors.AsType[*syncer.LocationsError](err); ok {
			for _, s := range change.Says {
				e.say("%s", s)
			}
			if sure, err := e.yes(ctx, "Other locations count now. Save all the same?"); err != nil || !sure {
				return false, err
			}
			e.m.ConfirmLocations()
			return e.save(ctx)
		}
		if handled, err := e.connected(ctx, err); handled || err == nil {
			return handled, err
		}
		return false, e.refused(err)
	}
	c := e.m.Connection()
	e.say("%s is saved.", c.Name)
	switch {
	case e.m.Importable():
		_, err = e.run(ctx, c, syncer.ImportOrders, syncer.StartOptions{})
		return true, err
	case !c.Active:
		e.say("It isn't active, so nothing syncs.")
	case len(syncer.Ticked(c.Options)) == 0:
		e.say("No option is selected, so nothing syncs.")
	case c.Options.ImportOrders:
		e.say("Nothing syncs until the connection test passes.")
	}
	return true, nil
}

// leave closes the editor, after a question where something would be lost.
func (e *editor) leave(ctx context.Context) (left bool, err error) {
	e.m.Leave()
	if e.m.State() != setup.Asking {
		return true, nil
	}
	i, err := e.choose(ctx, "You have unsaved changes:", "Save", "Discard", "Keep editing")
	switch {
	case err != nil && !errors.Is(err, errBack):
		return false, err
	case err == nil && i == 0:
		e.m.Cancel() // to the form: what keeps it from being saved is said there
		return e.save(ctx)
	case err == nil && i == 1:
		e.m.Discard()
		e.say("Nothing was saved.")
		return true, nil
	}
	e.m.Cancel()
	return false, nil
}
