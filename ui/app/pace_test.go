package app

import (
	"fmt"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
)

// A session that doesn't show a job isn't redrawn by it: nothing is sent while it runs, and its end is told.
func TestUnseenJobSendsNothing(t *testing.T) {
	s := start(t, Config{}, practice(sandbox.Config{Orders: 2500, Customers: 5, Products: 5, Latency: 100 * time.Millisecond}), 100, 30)
	c := store.Connection{Name: "Acme Outdoors", Active: true, APIPath: s.sand.URL() + "/stores/" + s.sand.StoreHash(), AllowInsecureHost: s.sand.Host(),
		Options: store.ConnectionOptions{ImportOrders: true, Statuses: syncer.DefaultStatuses}}
	s.until("No store is connected yet") // the program has found out where it begins
	if err := s.book.SaveConnection(&c, s.sand.AccessToken()); err != nil {
		t.Fatal(err)
	}
	s.p.Send(screen.OpenMsg{Kind: screen.Customers, Connection: c.ID, Name: c.Name})
	s.until("No customer is known yet")
	run, err := s.rec.Model.env.Engine.Start(c.ID, syncer.ImportOrders, syncer.StartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s.p.Send(screen.Watch(run, nil))
	snapshots, stop := run.Watch()
	defer stop()
	<-snapshots
	for s.out.quiet() > 0 { // until the screen has come to rest, however slow the machine
	}
	seen, n := 0, 0
	for snap := range snapshots {
		if snap.Ended || seen == 5 {
			break // the end is told, and that is drawn
		}
		seen++
		n += len(s.out.take())
	}
	if n > 0 {
		t.Errorf("%d bytes were sent while %d snapshots of a job came that isn't on the screen", n, seen)
	}
	t.Logf("%d snapshots", seen)
	if seen < 3 {
		t.Fatalf("only %d snapshots came", seen)
	}
	s.until("Import Orders of Acme Outdoors is done")
}

// In a crowd a job is drawn once a second.
func TestPace(t *testing.T) {
	crowd := 0
	s := newStill(t, Config{Crowd: func() int { return crowd }}, nil).open(100, 30)
	for _, c := range []struct {
		kind  screen.Kind
		crowd int
		want  time.Duration
	}{
		{screen.Sync, 1, 0}, {screen.Sync, crowded, 0}, {screen.Sync, crowded + 1, time.Second}, {screen.Orders, 1, time.Second},
		{screen.Stock, 1, never}, {screen.Editor, 1, never},
	} {
		crowd = c.crowd
		s.m.opened[len(s.m.opened)-1].Kind = c.kind
		if got := s.m.wanted(); got != c.want {
			t.Errorf("%s: %s, want %s", fmt.Sprint(c), got, c.want)
		}
	}
}

// Who turns to a job sees how it stands, though nothing was told before.
func TestJobIsSeenAtOnce(t *testing.T) {
	s := newStill(t, Config{}, nil).open(100, 30)
	c := s.connect("Acme Outdoors")
	ch := make(chan syncer.Snapshot, 1)
	s.m.pace.set(never)
	told := make(chan fedMsg, 1)
	go func() {
		msg, _ := s.m.listen(screen.RunMsg{Snapshots: ch, Stop: func() {}}, noon)().(fedMsg)
		told <- msg
	}()
	ch <- syncer.Snapshot{Connection: c.ID, Done: 7}
	for len(ch) > 0 {
		time.Sleep(time.Millisecond)
	}
	s.m.pace.set(0)
	if msg := <-told; msg.snap.Done != 7 {
		t.Errorf("%+v", msg)
	}
}
