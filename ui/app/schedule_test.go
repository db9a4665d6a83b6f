package app

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
)

// A job that the schedule has begun is found at the next tick of the clock, and its end is told like any other.
func TestScheduledRunIsFollowed(t *testing.T) {
	followed := make(chan struct{})
	s := newStill(t, Config{}, practice(sandbox.Config{Orders: 25, Customers: 5, Products: 5, OnRequest: func(*http.Request) { <-followed }}))
	c := s.connect("Acme Outdoors")
	s.open(100, 30)
	if _, err := s.engine.Start(c.ID, syncer.ImportOrders, syncer.StartOptions{}); err != nil {
		t.Fatal(err)
	}
	once := sync.OnceFunc(func() { close(followed) })
	defer once()
	s.seen = func() {
		if _, ok := s.m.env.Runs[c.ID]; ok {
			once()
		}
	}
	s.send(tickMsg{id: s.m.tick, now: noon.Add(time.Minute)}) // a still session sees the followed job to its end
	s.sees("Import Orders of Acme Outdoors is done")
}
