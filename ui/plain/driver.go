package plain

import (
	"context"
	"slices"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/setup"
)

// Driver runs what an editor's machine wants done, one thing after another, and tells the machine how it ended. The
// prompts and the commands drive their machines with it.
type Driver struct {
	Book    *store.Book
	Engine  *syncer.Engine
	Machine *setup.Machine
	Check   func(bigcommerce.Check) // told each row of a test; may be nil
}

// Test runs the connection test on what is entered: nil where the machine isn't ready to test. The error is ctx's, the
// book's, or a *syncer.ConnectedError; what the store refuses stands in the result.
func (d *Driver) Test(ctx context.Context) (*bigcommerce.TestResult, error) {
	if !slices.Contains(d.Machine.Test(), setup.RunTest) {
		return nil, nil
	}
	attempt, conn := d.Machine.Attempt(), d.Machine.Connection()
	// What is tested is what is saved: then the book notes what the test found.
	note := conn.ID != 0 && !d.Machine.Unsaved()
	draft := d.Machine.Form().Draft(conn)
	if err := d.Engine.Connected(draft, nil); err != nil {
		d.Machine.Cancel()
		return nil, err
	}
	result := d.Engine.Test(ctx, draft, func(c bigcommerce.Check) {
		d.Machine.Checked(attempt, c)
		if d.Check != nil {
			d.Check(c)
		}
	})
	if err := ctx.Err(); err != nil {
		d.Machine.Cancel()
		return nil, err
	}
	d.Machine.TestEnded(attempt, result)
	if note {
		return &result, d.Engine.NoteTest(conn.ID, &result)
	}
	return &result, nil
}

// Save writes what is entered onto the connection as the book has it by now: a job may have changed it meanwhile. done
// is false where the machine isn't ready to save.
func (d *Driver) Save() (done bool, err error) {
	if !slices.Contains(d.Machine.Save(), setup.RunSave) {
		return false, nil
	}
	base := d.Machine.Connection()
	if opened := base; base.ID != 0 {
		base, err = d.Book.Connection(base.ID)
		base.Revision = opened.Revision // what somebody else has saved meanwhile is not overwritten
	}
	if err == nil {
		draft := d.Machine.Form().Draft(base)
		draft.LocationsConfirmed = d.Machine.LocationsConfirmed()
		base, err = d.Engine.Save(draft, d.Machine.Result())
	}
	d.Machine.SaveEnded(d.Machine.Attempt(), base, err)
	return err == nil, err
}
