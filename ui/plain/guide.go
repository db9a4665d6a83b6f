package plain

import (
	"context"
	"errors"

	"cartwire/ui/setup"
)

// guide reads the guide out, step by step, and hands over to the editor. It may be left anywhere, and goes on there.
func (s *session) guide(ctx context.Context, g setup.Guide) error {
	for {
		if err := s.Book.PutGuideState(g.State()); err != nil {
			return s.refused(err)
		}
		answer, err := s.guideStep(ctx, g)
		if errors.Is(err, errBack) {
			s.say("The guide is left here. It goes on at this step whenever you come back.")
			return nil
		}
		if err != nil {
			return err
		}
		next, filled, err := g.Answer(answer)
		switch {
		case err != nil:
			s.say("%s", err)
		case filled != nil:
			return s.begin(ctx, *filled, s.allow)
		default:
			g = next
		}
	}
}

// guideStep reads a step out and asks what to do about it.
func (s *session) guideStep(ctx context.Context, g setup.Guide) (setup.Answer, error) {
	q := g.Question()
	number, of := g.Place()
	s.gap()
	s.say("Step %d of %d: %s", number, of, q.Page.Title)
	if q.Page.Only != "" {
		s.say("%s", q.Page.Only)
	}
	for _, paragraph := range q.Page.Say {
		s.say("%s", paragraph)
	}
	s.boxes(q.Boxes)
	for _, warning := range q.Page.Warn {
		s.say("Warning: %s", warning)
	}
	for _, link := range q.Page.Links {
		s.say("%s: %s", link.Text, link.URL)
	}
	if q.Page.Older != "" {
		s.say("%s", q.Page.Older)
	}
	if q.Many {
		return s.pickMany(ctx, q)
	}
	return s.pickOne(ctx, g, q)
}

// boxes reads the permissions out, as the control panel labels them.
func (s *session) boxes(boxes []setup.Box) {
	for _, b := range boxes {
		kind := "needed by"
		if b.Recommended {
			kind = "recommended, for"
		}
		s.say("%s: %s (%s %s)", b.Permission.Label, b.Level(), kind, b.For)
	}
}

func (s *session) pickMany(ctx context.Context, q setup.Question) (a setup.Answer, err error) {
	rows := make([]row, len(q.Choices))
	for i, c := range q.Choices {
		rows[i] = row{c.Label + ", " + c.Help, c.On}
	}
	if rows, err = s.tick(ctx, "Your choice:", rows); err != nil {
		return a, err
	}
	for i, r := range rows {
		if r.on {
			a.Picked = append(a.Picked, q.Choices[i].ID)
		}
	}
	return a, nil
}

func (s *session) pickOne(ctx context.Context, g setup.Guide, q setup.Question) (a setup.Answer, err error) {
	var m menu
	var got read
	if q.Reads {
		s.addReaders(ctx, &m, &got)
	}
	for _, c := range q.Choices {
		m.add(c.Label+" ("+c.Help+")", func() error {
			a.Picked = []string{c.ID}
			return nil
		})
	}
	if len(m.do) == 0 {
		m.add("Done, next step", func() error { return nil })
	}
	if number, _ := g.Place(); number > 1 {
		m.add("Back to the step before", func() error {
			a.Back = true
			return nil
		})
	}
	m.add("Leave the guide", nil)
	for {
		if err := s.pick(ctx, "What next?", m); err != nil {
			return a, err
		}
		if got.credentials.AccessToken != "" {
			a.Credentials, a.Notes = &got.credentials, got.notes
			return a, nil
		}
		if !q.Reads || a.Back || len(a.Picked) > 0 {
			return a, nil
		}
	}
}
