package command

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func (c *cli) jobs() *cobra.Command {
	var connection string
	var limit int
	cmd := &cobra.Command{
		Use:   "jobs",
		Short: "List what ran, the latest first",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 0 {
				return usagef("--limit %d is less than nothing. Use 0 for all.", limit)
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.listJobs(book, connection, limit)
			})
		},
	}
	cmd.Flags().StringVar(&connection, "connection", "", "only the jobs of this `NAME`")
	cmd.Flags().IntVar(&limit, "limit", 20, "how many at the most; 0 for all")
	cmd.AddCommand(&cobra.Command{
		Use:   "show RUN",
		Short: "Show one job with everything that went wrong or was left out",
		Args:  oneArg("the run's number, as jobs lists it"),
		RunE: func(cmd *cobra.Command, args []string) error {
			run, err := strconv.ParseUint(args[0], 10, 64)
			if err != nil {
				return usagef("%q is not a run's number. Numbers are digits only, such as 12.", args[0])
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.showJob(book, store.RunID(run))
			})
		},
	})
	return cmd
}

// pastJob is a job of the history as --json prints it.
type pastJob struct {
	Run         store.RunID      `json:"run"`
	Job         string           `json:"job"`
	Connection  string           `json:"connection"`
	State       store.JobState   `json:"state"`
	Started     time.Time        `json:"started"`
	Ended       time.Time        `json:"ended,omitzero"`
	Fetched     int              `json:"fetched"`
	New         int              `json:"new"`
	Updated     int              `json:"updated"`
	Unchanged   int              `json:"unchanged"`
	Failed      int              `json:"failed"`
	Pushed      int              `json:"pushed"`
	Skipped     int              `json:"skipped"`
	Requests    int              `json:"requests"`
	Retries     int              `json:"retries"`
	ThrottledMS int64            `json:"throttled_ms"`
	Resumed     bool             `json:"resumed"`
	Errors      []store.JobError `json:"errors"`
	Notes       []store.JobError `json:"notes"`
}

func pastJobOf(j *store.Job, names map[store.ConnectionID]string) pastJob {
	return pastJob{
		Run: j.Run, Job: j.Option, Connection: names[j.Connection], State: j.State, Started: j.Started.UTC(), Ended: j.Ended.UTC(),
		Fetched: j.Fetched, New: j.New, Updated: j.Updated, Unchanged: j.Unchanged, Failed: j.Failed, Pushed: j.Pushed, Skipped: j.Skipped,
		Requests: j.Requests, Retries: j.Retries, ThrottledMS: j.Throttled.Milliseconds(), Resumed: j.Resumed,
		Errors: append([]store.JobError{}, j.Errors...), Notes: append([]store.JobError{}, j.Notes...),
	}
}

// took is how long a job ran; empty where its end is not known.
func (j *pastJob) took() string {
	if j.Ended.IsZero() {
		return ""
	}
	return j.Ended.Sub(j.Started).Round(time.Millisecond).String()
}

func (c *cli) listJobs(book *store.Book, connection string, limit int) error {
	var only store.ConnectionID
	if connection != "" {
		conn, err := connectionNamed(book, connection)
		if err != nil {
			return err
		}
		only = conn.ID
	}
	names, err := connectionNames(book)
	if err != nil {
		return err
	}
	list, err := book.Jobs(only, limit)
	if err != nil {
		return err
	}
	var rows [][]string
	for i := range list {
		j := pastJobOf(&list[i], names)
		if c.json {
			if err := c.object(j); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{
			strconv.FormatUint(uint64(j.Run), 10), j.Connection, syncer.Option(j.Job).Title(), string(j.State),
			j.Started.Format("2006-01-02 15:04"), j.took(),
			strconv.Itoa(j.Fetched), strconv.Itoa(j.New), strconv.Itoa(j.Updated), strconv.Itoa(j.Pushed), strconv.Itoa(j.Failed),
		})
	}
	switch {
	case c.json:
		return nil
	case len(rows) == 0:
		c.note("Nothing has run yet. Run what is ticked with: cartwire sync")
		return nil
	}
	return c.table([]string{"RUN", "WEBSITE", "JOB", "STATE", "STARTED (UTC)", "TOOK", "READ", "NEW", "UPDATED", "IN STORE", "FAILED"}, rows)
}

func connectionNames(book *store.Book) (map[store.ConnectionID]string, error) {
	list, err := book.Connections()
	names := map[store.ConnectionID]string{}
	for _, conn := range list {
		names[conn.ID] = conn.Name
	}
	return names, err
}

func (c *cli) showJob(book *store.Book, run store.RunID) error {
	names, err := connectionNames(book)
	if err != nil {
		return err
	}
	list, err := book.Jobs(0, 0)
	if err != nil {
		return err
	}
	for i := range list {
		if list[i].Run != run {
			continue
		}
		j := pastJobOf(&list[i], names)
		if c.json {
			return c.object(j)
		}
		return c.printJob(&j)
	}
	return usagef("There is no run %d. See which there are: cartwire jobs", run)
}

func (c *cli) printJob(j *pastJob) error {
	c.say("Run %d   %s   %s   %s", j.Run, syncer.Option(j.Job).Title(), clean(j.Connection), j.State)
	c.say("Started %s, took %s", localTime(j.Started), j.took())
	c.say("%d read, %d new, %d updated, %d unchanged, %d changed in the store, %d left out, %d failed", j.Fetched, j.New, j.Updated, j.Unchanged,
		j.Pushed, j.Skipped, j.Failed)
	c.say("%d requests, %d sent again, %s waiting for the store", j.Requests, j.Retries, time.Duration(j.ThrottledMS)*time.Millisecond)
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
	return nil
}
