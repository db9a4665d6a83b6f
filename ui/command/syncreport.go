package command

import (
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

// jobSchema is the version of what --json prints of a job.
const jobSchema = 2

// jobRow is a job's outcome as --json prints it.
type jobRow struct {
	Schema     int           `json:"schema"`
	Job        syncer.Option `json:"job"`
	Connection string        `json:"connection"`
	syncer.Figures
	formerFigures
	Plan     *syncer.Plan `json:"plan,omitempty"`     // of --dry-run, and where a guard rail stopped the run
	Estimate *estimated   `json:"estimate,omitempty"` // of --dry-run: what the run itself will cost
}

// formerFigures are figures under the names that they had before schema 2, for scripts that know them.
type formerFigures struct {
	Fetched     int   `json:"fetched"`
	Failed      int   `json:"failed"` // unreadable orders, and what else went wrong
	Pushed      int   `json:"pushed"`
	ThrottledMS int64 `json:"throttled_ms"`
}

func formerFiguresOf(j *store.Job, f syncer.Figures) formerFigures {
	return formerFigures{Fetched: f.Read, Failed: j.Failed, Pushed: f.Sent, ThrottledMS: f.WaitedMS}
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
	defer c.reportErrors(r.conn, s)
	if c.json {
		f := syncer.FiguresOf(&s.Job)
		return c.object(jobRow{
			Schema: jobSchema, Job: s.Option, Connection: r.conn.Name, Figures: f, formerFigures: formerFiguresOf(&s.Job, f), Plan: s.Plan, Estimate: r.estimate,
		})
	}
	if s.Plan != nil {
		for _, l := range plain.PlanLines(s.Plan) {
			c.say("%s", text.Clean(l))
		}
	}
	c.say("%s%s", r.at, plain.JobLine(text.Clean(r.conn.Name), s))
	return nil
}

// reportErrors says what failed in a run, however quiet it is to be; what stopped it is said by its end. What was left out
// is said beside it.
func (c *cli) reportErrors(conn store.Connection, s syncer.Snapshot) {
	for _, e := range s.Job.Errors {
		if s.Err == nil || e.Reason != s.Err.Error() {
			c.warn("%s, %s: %s", clean(conn.Name), clean(e.Ref), clean(e.Reason))
		}
	}
	if more := s.Job.Failed - len(s.Job.Errors); more > 0 {
		c.warn("%s: %d more failed, which the record doesn't name.", clean(conn.Name), more)
	}
	if c.json {
		return
	}
	for _, e := range s.Job.Notes {
		c.note("%s, %s: %s", clean(conn.Name), clean(e.Ref), clean(e.Reason))
	}
}
