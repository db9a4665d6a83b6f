package app

import (
	"errors"
	"testing"
	"time"

	"cartwire/store"
)

// A job that ends while another screen is seen is told of there.
func TestEndIsAnnounced(t *testing.T) {
	s := newStill(t, Config{}, nil)
	snap := running(syncing(s, 100, 30))
	s.snapshot(snap, "Acme Outdoors")
	s.press("esc")
	snap.Sequence++
	snap.Ended, snap.Err, snap.Job.State = true, errors.New("the disk is full"), store.JobFailed
	s.snapshot(snap, "Acme Outdoors")
	s.sees("Import Orders of Acme Outdoors stopped. the disk is full")
	snap.Sequence--
	snap.Ended = false
	s.snapshot(snap, "Acme Outdoors")
	s.seesNot("importing") // a late snapshot brings nothing back
}

// While a job waits, the clock counts the seconds down: no new snapshot comes then.
func TestWaitCountsDown(t *testing.T) {
	s := newStill(t, Config{}, nil)
	snap := running(syncing(s, 100, 30))
	snap.Waiting, snap.WaitUntil = "the store's quota", noon.Add(12*time.Second)
	s.snapshot(snap, "Acme Outdoors")
	s.sees("waiting 12 s for the store's quota")
	for i, want := range []string{"waiting 11 s", "waiting 10 s"} {
		s.send(tickMsg{id: s.m.tick, now: noon.Add(time.Duration(i+1) * time.Second)})
		s.sees(want)
	}
	s.sees("Elapsed    10 s", "Waited     5 s") // 8.2 s and 3 s of the snapshot, and two ticks
	snap.Sequence++
	snap.Waiting = ""
	s.snapshot(snap, "Acme Outdoors")
	s.seesNot("waiting")
}
