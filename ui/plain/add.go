package plain

import (
	"context"

	"cartwire/assets"
	"cartwire/bigcommerce"
	"cartwire/store"
	"cartwire/ui/setup"
)

// addWays adds to the home menu what begins a connection.
func (s *session) addWays(ctx context.Context, m *menu) error {
	m.add("Add a connection to a store", func() error { return s.addCart(ctx) })
	kept, err := setup.ReadKept(s.Book)
	if err != nil {
		return err
	}
	if kept.Resumable {
		m.add("Go on with the guide at "+kept.Where(), func() error { return s.guide(ctx, setup.ResumeGuide(kept.Guide, s.Remote)) })
	}
	if s.Practise != nil {
		m.add("Practise on a sandbox store", func() error { return s.practise(ctx) })
	}
	return nil
}

// addCart is the gallery and what follows: today it has one card.
func (s *session) addCart(ctx context.Context) error {
	for _, cart := range assets.Carts() {
		s.gap()
		s.say("%s", cart.Name)
		for _, lines := range [][]string{cart.What, cart.Does, cart.Needs} {
			for _, l := range lines {
				s.say("%s", l)
			}
		}
	}
	for {
		var m menu
		var got read
		s.addReaders(ctx, &m, &got)
		chosen := false
		m.add("Show me how to get credentials, step by step", func() error {
			chosen = true
			return s.newGuide(ctx)
		})
		m.add("Enter the fields by hand", func() error {
			chosen = true
			return s.begin(ctx, setup.Filled{Goals: setup.Goals{Orders: true}}, s.allow)
		})
		m.add("Back", nil)
		s.gap()
		if err := s.pick(ctx, "How do you want to hand over the store's credentials?", m); err != nil {
			return stay(err)
		}
		if chosen {
			return nil
		}
		if got.credentials.AccessToken != "" {
			return s.begin(ctx, setup.Filled{Credentials: got.credentials, Notes: got.notes, Goals: setup.Goals{Orders: true}}, s.allow)
		}
	}
}

// newGuide begins the guide anew, also where it was left in the middle.
func (s *session) newGuide(ctx context.Context) error {
	kept, err := setup.ReadKept(s.Book)
	if err != nil {
		return err
	}
	return s.guide(ctx, setup.GuideAt(setup.GuideGoals, setup.Goals{Orders: true}, kept.Guide.Answers, s.Remote))
}

// practise connects the program's own practice store.
func (s *session) practise(ctx context.Context) error {
	p, err := s.Practise(ctx)
	if err != nil {
		return s.refused(err)
	}
	c, notes, err := bigcommerce.ParseCredentials(p.CredentialsFile)
	if err != nil {
		return s.refused(err)
	}
	s.say("A practice store runs on this machine until you quit. Nothing you do with it reaches a real store.")
	c.Name = "Practice Store"
	return s.begin(ctx, setup.Filled{Credentials: c, Notes: notes, Goals: setup.Goals{Orders: true}}, p.Host)
}

// begin opens the editor on a new connection. Where the credentials are there, only the name is asked for before the test.
func (s *session) begin(ctx context.Context, filled setup.Filled, allow string) error {
	m := setup.New(store.Connection{}, allow)
	m.Begin(filled)
	e := s.editor(m)
	s.gap()
	if !filled.Complete() {
		s.say("New BigCommerce store. Each field says what it is called in BigCommerce and elsewhere.")
		return e.enter(ctx)
	}
	s.notes(read{filled.Credentials, filled.Notes})
	s.say("The credentials are read. API path %s.", m.Form().APIPath)
	return e.nameAndTest(ctx)
}
