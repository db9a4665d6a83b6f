package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/plain"
)

func (c *cli) jobsShow() *cobra.Command {
	return &cobra.Command{
		Use:   "show RUN",
		Short: "Show one job with everything that went wrong or was left out, and the plan it carried out",
		Args:  oneArg("the run's number, as jobs lists it"),
		RunE: func(cmd *cobra.Command, args []string) error {
			run, err := runNumber(args[0])
			if err != nil {
				return err
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.showJob(book, run)
			})
		},
	}
}

// pastJob is a job of the history as --json prints it.
type pastJob struct {
	Schema     int            `json:"schema"`
	Run        store.RunID    `json:"run"`
	Job        string         `json:"job"`
	Connection string         `json:"connection"`
	State      store.JobState `json:"state"`
	Started    time.Time      `json:"started"`
	Ended      time.Time      `json:"ended,omitzero"`
	syncer.Figures
	formerFigures
	Notes []store.JobError `json:"notes"`
	Plan  json.RawMessage  `json:"plan,omitempty"` // that it carried out, as sync --dry-run --json prints one; of show only

	title string
}

func pastJobOf(j *store.Job, names map[store.ConnectionID]string) pastJob {
	f := syncer.FiguresOf(j)
	return pastJob{
		Schema: jobSchema, Run: j.Run, Job: j.Option, Connection: names[j.Connection], State: j.State, Started: j.Started.UTC(), Ended: j.Ended.UTC(),
		Figures: f, formerFigures: formerFiguresOf(j, f), Notes: append([]store.JobError{}, j.Notes...), title: syncer.JobTitle(j),
	}
}

// took is how long a job ran; empty where its end is not known.
func (j *pastJob) took() string {
	if j.Ended.IsZero() {
		return ""
	}
	return j.Ended.Sub(j.Started).Round(time.Millisecond).String()
}

func (c *cli) showJob(book *store.Book, run store.RunID) error {
	names, err := connectionNames(book)
	if err != nil {
		return err
	}
	job, err := jobOf(book, run)
	if err != nil {
		return err
	}
	j := pastJobOf(&job, names)
	if j.Plan, err = book.JobPlan(run); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if c.json {
		return c.object(j)
	}
	if err := c.printJob(&j); err != nil {
		return err
	}
	if _, _, ok := syncer.Retry(job); ok {
		c.note("Run what failed again with: cartwire jobs retry %d", run)
	}
	return nil
}

func (c *cli) printJob(j *pastJob) error {
	c.say("Run %d   %s   %s   %s", j.Run, j.title, clean(j.Connection), j.State)
	c.say("Started %s, took %s", localTime(j.Started), j.took())
	c.say("%s", plain.ReadLine(j.Figures))
	c.say("%d sent to the store, %s, %d left out, %d failed", j.Sent, plural(j.Conflicts, "conflict", "conflicts"), j.LeftOut, j.Failed)
	c.say("%s, %d sent again, %s waiting for the store", plural(j.Requests, "request", "requests"), j.Retries, time.Duration(j.WaitedMS)*time.Millisecond)
	for _, part := range []struct {
		title string
		list  []store.JobError
	}{{"FAILED", j.Errors}, {"LEFT OUT, OR TO BE LOOKED AT", j.Notes}} {
		if len(part.list) == 0 {
			continue
		}
		c.say("")
		var rows [][]string
		for _, e := range part.list {
			rows = append(rows, []string{e.Ref, e.Reason})
		}
		if err := c.table([]string{part.title, "WHY"}, rows); err != nil {
			return err
		}
	}
	head := "THE PLAN THAT IT CARRIED OUT"
	if j.DryRun || j.NeedsConfirmation {
		head = "THE PLAN, OF WHICH NOTHING WAS SENT"
	}
	return c.printPastPlan(head, j.Plan)
}

// printPastPlan prints the plan that is kept of a job.
func (c *cli) printPastPlan(head string, raw []byte) error {
	if len(raw) == 0 {
		return nil
	}
	var p syncer.Plan
	if err := json.Unmarshal(raw, &p); err != nil {
		return fmt.Errorf("the plan in the book can't be read: %w", err)
	}
	c.say("")
	c.say("%s", head)
	for _, l := range plain.PlanLines(&p) {
		c.say("%s", clean(l))
	}
	return nil
}
