package store

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

func startJob(t *testing.T, b *Book, c ConnectionID, option string, state JobState) RunID {
	t.Helper()
	j := Job{Connection: c, Option: option, State: state, Started: day}
	if err := b.Update(func(tx *Tx) error { return tx.StartJob(&j) }); err != nil {
		t.Fatal(err)
	}
	return j.Run
}

func TestJobsArePagedAndFiltered(t *testing.T) {
	b := open(t)
	unsynced(b)
	for i := range 30 {
		startJob(t, b, ConnectionID(1+i%2), []string{"orders", "status", "products"}[i%3], jobStates[1+i%3])
	}
	for _, c := range []struct {
		q    JobQuery
		want int
	}{
		{JobQuery{}, 30}, {JobQuery{Connection: 1}, 15}, {JobQuery{Option: "orders"}, 10},
		{JobQuery{Connection: 2, Option: "status", States: []JobState{JobFailed}}, 5},
		{JobQuery{States: []JobState{JobFailed, JobCancelled}}, 20}, {JobQuery{States: []JobState{JobRunning}}, 0},
	} {
		var got []RunID
		for before, more := RunID(0), true; more; {
			var page []Job
			var err error
			if page, more, err = b.JobPage(c.q, before, 4); err != nil {
				t.Fatal(err)
			}
			if more && len(page) != 4 {
				t.Errorf("%+v: a page of %d with more behind it", c.q, len(page))
			}
			for _, j := range page {
				if before = j.Run; c.q.Connection != 0 && j.Connection != c.q.Connection {
					t.Errorf("%+v lists %+v", c.q, j)
				}
				got = append(got, j.Run)
			}
		}
		if len(got) != c.want || !slices.IsSortedFunc(got, func(a, b RunID) int { return int(b) - int(a) }) {
			t.Errorf("%+v: %v, want %d", c.q, got, c.want)
		}
	}
}

func TestOldJobsAreLetGoOf(t *testing.T) {
	b := open(t)
	unsynced(b)
	for range trimJobs + 5 {
		run := startJob(t, b, 1, "orders", JobDone)
		if err := b.Update(func(tx *Tx) error { return tx.PutJobPlan(run, []byte("plan")) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Update(func(tx *Tx) error { return tx.put(tableSequences, []byte(tableJobs), key(keptJobs+10)) }); err != nil {
		t.Fatal(err)
	}
	newest := startJob(t, b, 1, "orders", JobDone)
	if _, err := b.Job(11); !errors.Is(err, ErrNotFound) {
		t.Errorf("a record beyond the latest %d: %v", keptJobs, err)
	}
	if _, err := b.JobPlan(11); !errors.Is(err, ErrNotFound) {
		t.Errorf("its plan: %v", err)
	}
	if _, err := b.Job(12); err != nil {
		t.Errorf("the oldest that is to be kept: %v", err)
	}
	if list, err := b.Jobs(0, 0); err != nil || len(list) != trimJobs+5-11+1 || list[0].Run != newest {
		t.Errorf("%d records, %v", len(list), err)
	}
}

func TestPlansAreKeptForTheLatestRuns(t *testing.T) {
	b := open(t)
	unsynced(b)
	plan := bytes.Repeat([]byte(`{"sku":"A","from":1,"to":2}`), 10_000)
	var runs []RunID
	for range keptPlans + 3 {
		run := startJob(t, b, 1, "inventory", JobDone)
		runs = append(runs, run)
		if err := b.Update(func(tx *Tx) error { return tx.PutJobPlan(run, plan) }); err != nil {
			t.Fatal(err)
		}
	}
	for i, run := range runs {
		got, err := b.JobPlan(run)
		if i < 3 != errors.Is(err, ErrNotFound) || i >= 3 && !bytes.Equal(got, plan) {
			t.Errorf("run %d: %d bytes, %v", run, len(got), err)
		}
	}
	if err := b.Update(func(tx *Tx) error { return tx.PutJobPlan(999, plan) }); !errors.Is(err, ErrNotFound) {
		t.Errorf("of a run that isn't there: %v", err)
	}
}

func TestActivityIsPagedFilteredAndBounded(t *testing.T) {
	b := open(t)
	unsynced(b)
	add := func(a Activity) {
		t.Helper()
		if err := b.Update(func(tx *Tx) error { return tx.AddActivity(a) }); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 40 {
		add(Activity{At: day.Add(time.Duration(i) * time.Hour), Who: []string{`Ann "A"`, "bob"}[i%2], Connection: ConnectionID(i % 4), What: fmt.Sprintf("Set SKU-%d to 5", i)})
	}
	count := func(q ActivityQuery) (n int) {
		t.Helper()
		for before := uint64(0); ; {
			lines, next, err := b.ActivityPage(q, before, 7)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				if before != 0 && l.Number >= before {
					t.Fatalf("%d is not before %d", l.Number, before)
				}
			}
			if n += len(lines); next == 0 {
				return n
			}
			before = next
		}
	}
	for _, c := range []struct {
		q    ActivityQuery
		want int
	}{
		{ActivityQuery{}, 40}, {ActivityQuery{Who: `Ann "A"`}, 20}, {ActivityQuery{Who: "Ann"}, 0}, {ActivityQuery{Connection: 3}, 10},
		{ActivityQuery{Text: "sku-3 SET"}, 11}, {ActivityQuery{From: day.Add(time.Hour), To: day.Add(3 * time.Hour)}, 2},
	} {
		if n := count(c.q); n != c.want {
			t.Errorf("%+v: %d, want %d", c.q, n, c.want)
		}
	}
	if err := b.Update(func(tx *Tx) error { return tx.put(tableSequences, []byte(tableActivity), key(keptActivity+2)) }); err != nil {
		t.Fatal(err)
	}
	add(Activity{What: "late"})
	if n := count(ActivityQuery{}); n != 38 {
		t.Errorf("%d lines are left, 3 were to go", n)
	}
}

func TestSettingsAndPlacesComeBack(t *testing.T) {
	b := open(t)
	unsynced(b)
	if s, err := b.Settings(); err != nil || s.Theme != "" {
		t.Errorf("%+v, %v", s, err)
	}
	if err := b.PutSettings(Settings{Theme: "dark", Keys: map[string][]string{"quit": {"ctrl+q"}}}); err != nil {
		t.Fatal(err)
	}
	if s, err := b.Settings(); err != nil || s.Theme != "dark" || s.Keys["quit"][0] != "ctrl+q" {
		t.Errorf("%+v, %v", s, err)
	}
	p := Place{Screen: "zz", Connection: 3, Screens: map[string]ScreenState{"zz": {Filter: "ada"}}}
	for i := range 2 * maxScreens {
		p.Screens[fmt.Sprint("orders/", i)] = ScreenState{Sort: "number"}
	}
	if err := b.PutPlace("me", p); err != nil {
		t.Fatal(err)
	}
	got, err := b.Place("me")
	if err != nil || got.Connection != 3 || len(got.Screens) != maxScreens || got.Screens["zz"].Filter != "ada" {
		t.Errorf("%d screens, %v", len(got.Screens), err)
	}
	if other, err := b.Place("you"); err != nil || other.Screen != "" {
		t.Errorf("%+v, %v", other, err)
	}
}
