package command

import (
	"slices"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/plain"
	"cartwire/ui/text"
)

// follow prints a run's progress until it has ended.
func (c *cli) follow(r *syncer.Run) syncer.Snapshot {
	snapshots, stop := r.Watch()
	defer stop()
	var last syncer.Snapshot
	p := progress{c: c, name: text.Clean(r.Connection().Name)}
	for s := range snapshots {
		last = s
		p.show(s)
	}
	p.end()
	return last
}

// jobRow is a job's outcome as --json prints it.
type jobRow struct {
	Job         syncer.Option    `json:"job"`
	Connection  string           `json:"connection"`
	Fetched     int              `json:"fetched"`
	New         int              `json:"new"`
	Updated     int              `json:"updated"`
	Unchanged   int              `json:"unchanged"`
	Failed      int              `json:"failed"`
	Pushed      int              `json:"pushed"`
	Requests    int              `json:"requests"`
	Retries     int              `json:"retries"`
	ThrottledMS int64            `json:"throttled_ms"`
	ElapsedMS   int64            `json:"elapsed_ms"`
	Resumed     bool             `json:"resumed"`
	Errors      []store.JobError `json:"errors"`
	Plan        *syncer.Plan     `json:"plan,omitempty"`     // of --dry-run, and where a guard rail stopped the run
	Estimate    *estimated       `json:"estimate,omitempty"` // of --dry-run: what the run itself will cost
}

// jobReport says what is printed of a run that has ended.
type jobReport struct {
	conn     store.Connection
	plan     bool // with what it would change
	estimate *estimated
	at       string // printed before it, where runs end one after another
}

// reportJob prints how a run ended.
func (c *cli) reportJob(r jobReport, s syncer.Snapshot) error {
	if !r.plan {
		s.Plan = nil
	}
	if c.json {
		j := s.Job
		return c.object(jobRow{
			Job: s.Option, Connection: r.conn.Name,
			Fetched: j.Fetched, New: j.New, Updated: j.Updated, Unchanged: j.Unchanged, Failed: j.Failed, Pushed: j.Pushed,
			Requests: j.Requests, Retries: j.Retries,
			ThrottledMS: j.Throttled.Milliseconds(), ElapsedMS: s.Elapsed.Milliseconds(), Resumed: j.Resumed,
			Errors: append([]store.JobError{}, j.Errors...), Plan: s.Plan, Estimate: r.estimate,
		})
	}
	if s.Plan != nil {
		for _, l := range plain.PlanLines(s.Plan) {
			c.say("%s", text.Clean(l))
		}
	}
	c.say("%s%s", r.at, plain.JobLine(text.Clean(r.conn.Name), s))
	for _, e := range slices.Concat(s.Job.Errors, s.Job.Notes) {
		c.note("  %s: %s", text.Clean(e.Ref), text.Clean(e.Reason))
	}
	return nil
}
