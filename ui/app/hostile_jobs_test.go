package app

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
)

// Hostile text reaches no frame of a plan, a run or a record.
func TestHostileJobs(t *testing.T) {
	for i := range hostiles {
		bad := func(s string) string { return nasty(s, i) }
		s := newStill(t, Config{}, practice(sandbox.Config{}))
		s.seen = func() { bounded(t, s.m.View(), s.m.width, s.m.height) }
		p := examplePlan(1)
		p.Route, p.RouteWhy, p.Guard, p.Notices = syncer.Route(bad("route")), bad("why"), bad("guard"), []string{bad("notice")}
		for j := range p.Changes {
			c := &p.Changes[j]
			c.SKU, c.Ref, c.Location = bad("sku"), bad("ref"), bad("place")
			c.Why[0].SKU, c.Why[0].Location = bad("part"), bad("book")
			if j%2 == 0 {
				c.What = bad("what")
			}
		}
		p.Conflicts[0].SKU, p.Conflicts[0].Location, p.Conflicts[0].Ref = bad("sku"), bad("place"), bad("ref")
		p.Skipped[0] = syncer.Skip{Ref: bad("ref"), SKU: bad("sku"), Reason: bad("reason")}
		opened(s, p, 110, 30, nil)
		s.sees("sku")
		s.press("enter", "esc", "down", "enter", "y", "esc", "tab", "enter", "esc", "space", "tab", "enter", "esc", "tab")
		s.sees("route", "notice")
		s.press("a", "esc", "tab", "a", "'x'", "enter", "esc", "/", "'sku'", "esc", "esc")
		s.ran(1, syncer.Option(bad("option")), time.Minute, func(j *store.Job) {
			j.Failed, j.Skipped = 1, 1
			j.Errors, j.Notes = []store.JobError{{Ref: bad("ref"), Reason: bad("reason")}}, []store.JobError{{Ref: bad("ref"), Reason: bad("note")}}
		})
		s.press("esc", "esc", "j")
		s.sees("option")
		s.press("enter")
		s.sees("reason", "note")
		s.press("y", "r", "p", "u", "esc", "esc")
		snap := running(1)
		snap.Run, snap.Option, snap.Plan, snap.Ended, snap.Err, snap.Job.State = 9, syncer.UpdateInventory, p, true, errors.New(bad("failed")), store.JobFailed
		snap.Job.Notes = []store.JobError{{Ref: bad("ref"), Reason: bad("left")}}
		snap.Report = exampleReport(1)
		snap.Report.Notices = []string{bad("told")}
		snap.Report.Stock[0].SKU, snap.Report.Missing[0].Status = bad("sku"), bad("status")
		s.send(screen.OpenMsg{Kind: screen.Sync, Connection: 1, Name: "Acme"})
		s.snapshot(snap, bad("Shop"))
		s.sees("failed", "left")
		if strings.Contains(s.frame(), "\x1b") {
			t.Fatal("an escape is in the frame")
		}
	}
}
