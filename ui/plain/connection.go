package plain

import (
	"context"
	"errors"
	"fmt"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/setup"
)

// connectionLine is a connection in the list.
func (s *session) connectionLine(c store.Connection) (string, error) {
	counts, err := s.Book.OrderCounts(c.ID)
	if err != nil {
		return "", err
	}
	status, err := syncer.StatusOf(s.Book, c)
	return fmt.Sprintf("%s, %s, %s, %s, last sync %s", c.Name, c.Cart, StateWords(c, status),
		count(counts.Total, "order", "orders"), Ago(s.Now(), c.LastSync)), err
}

// StateWords are a connection's state as a list without columns for the rest says it.
func StateWords(c store.Connection, status syncer.ConnStatus) string {
	words := status.State.Label()
	if c.AllowInsecureHost != "" {
		words += ", insecure host allowed"
	}
	if more := status.Says(); more != "" {
		words += ", " + more
	}
	return words
}

// connection is one connection and what can be done with it.
func (s *session) connection(ctx context.Context, id store.ConnectionID) error {
	for {
		c, err := s.Book.Connection(id)
		if errors.Is(err, store.ErrNotFound) {
			return nil // removed
		}
		if err != nil {
			return err
		}
		line, err := s.connectionLine(c)
		if err != nil {
			return err
		}
		s.gap()
		s.say("%s", line)
		if c.Problem != "" {
			s.say("%s", c.Problem)
		}
		var m menu
		m.add("Test connection", func() error { return s.testSaved(ctx, c) })
		m.add("Sync now", func() error { return s.syncNow(ctx, c) })
		s.addUpdates(ctx, c, &m)
		m.add("Compare with the store", func() error { return stay(s.compare(ctx, c)) })
		m.add("Jobs", func() error { return stay(s.jobs(ctx, c)) })
		m.add("Orders", func() error { return s.orders(ctx, c) })
		if err := s.addAside(ctx, c, &m); err != nil {
			return err
		}
		m.add("Edit", func() error { return s.edit(ctx, setup.New(c, s.allow)) })
		m.add("Remove", func() error { return s.remove(ctx, c) })
		m.add("Back", nil)
		if err := s.pick(ctx, c.Name+":", m); errors.Is(err, errBack) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func (s *session) testSaved(ctx context.Context, c store.Connection) error {
	_, err := s.test(ctx, s.driver(setup.New(c, s.allow)))
	return stay(err)
}

// remove takes the connection out of the book, after its name was typed.
func (s *session) remove(ctx context.Context, c store.Connection) error {
	counts, err := s.Book.OrderCounts(c.ID)
	if err != nil {
		return err
	}
	s.say("%s and its %s leave the book. The store itself is not touched.", c.Name, count(counts.Total, "order", "orders"))
	typed, err := s.ask(ctx, "Type the connection's name to remove it, or a full stop to keep it", "", func(got string) string {
		if got != c.Name {
			return "That is not its name, so nothing was removed."
		}
		return ""
	})
	if err != nil || typed != c.Name {
		return stay(err)
	}
	if err := Remove(ctx, s.Book, s.Engine, c, store.Activity{At: s.Now(), Who: s.Who, From: s.From}); err != nil {
		return s.refused(err)
	}
	s.say("%s is removed.", c.Name)
	return nil
}

// Remove takes a connection out of the book, unless a job runs on it. note has who does it, and when. Errors:
// *syncer.BusyError, the book's.
func Remove(ctx context.Context, book *store.Book, engine *syncer.Engine, c store.Connection, note store.Activity) error {
	if run := engine.Running(c.ID); run != nil {
		return &syncer.BusyError{Name: c.Name, Option: run.Snapshot().Option, Run: run}
	}
	note.Connection, note.What = c.ID, "removed the connection "+c.Name
	return book.RemoveConnection(ctx, c.ID, note)
}

// refused says what kept something from being done, and goes on: only the end of the input, of ctx or of the book ends
// the questions.
func (s *session) refused(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, ErrEnded) {
		return err
	}
	if _, full := errors.AsType[*store.DiskFullError](err); full {
		return err
	}
	s.say("%s", err)
	return nil
}
