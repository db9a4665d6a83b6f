package syncer_test

import (
	"errors"
	"testing"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// What somebody may not do is refused below everything that might ask for it.
func TestThroughAGuardedBook(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 3}, store.ConnectionOptions{ImportOrders: true})
	looks, keeps := errors.New("looks only"), errors.New("keeps not")
	viewer := w.engine.As("viewer", "SSH").Through(w.book.Guarded(store.Guard{Change: looks, Keep: looks}))
	operator := w.engine.As("operator", "SSH").Through(w.book.Guarded(store.Guard{Keep: keeps}))

	if _, err := viewer.Start(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{}); !errors.Is(err, looks) {
		t.Errorf("a viewer starts a job: %v", err)
	}
	asked := func(bigcommerce.Check) {}
	if r := viewer.Test(t.Context(), syncer.Draft{Connection: w.conn}, asked); !errors.Is(r.Err(), looks) {
		t.Errorf("a viewer tests: %v", r.Err())
	}
	if _, err := operator.Save(syncer.Draft{Connection: w.conn}, nil); !errors.Is(err, keeps) {
		t.Errorf("an operator saves: %v", err)
	}
	elsewhere := w.conn
	elsewhere.AllowInsecureHost, elsewhere.APIPath = "127.0.0.1:1", "http://127.0.0.1:1/stores/ab12cd"
	if r := operator.Test(t.Context(), syncer.Draft{Connection: elsewhere}, asked); !errors.Is(r.Err(), keeps) {
		t.Errorf("an operator sends the token elsewhere: %v", r.Err())
	}
	if r := operator.Test(t.Context(), syncer.Draft{Connection: w.conn}, asked); r.Err() != nil {
		t.Errorf("an operator tests what is saved: %v", r.Err())
	}
	run, err := operator.Start(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := viewer.Cancel(run); !errors.Is(err, looks) {
		t.Errorf("a viewer ends a job: %v", err)
	}
	<-run.Done()
	if s := run.Snapshot(); s.Err != nil || s.Job.New == 0 {
		t.Errorf("an operator's job: %+v, %v", s.Job, s.Err)
	}
	lines, err := w.book.Activities(1)
	if err != nil || len(lines) != 1 || lines[0].Who != "operator" || lines[0].From != "SSH" {
		t.Errorf("%+v, %v", lines, err)
	}
	if err := operator.Close(); err != nil {
		t.Error(err)
	}
}
