package command

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// jobFlags choose records of jobs.
type jobFlags struct {
	connection, option, state string
	limit                     int
}

func (c *cli) jobs() *cobra.Command {
	var f jobFlags
	cmd := &cobra.Command{
		Use:   "jobs",
		Short: "List what ran, the latest first; show one with its plan, and run again what failed in it",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.limit < 0 {
				return usagef("--limit %d is less than nothing. Use 0 for all.", f.limit)
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				q, err := f.query(book)
				if err != nil {
					return err
				}
				return c.listJobs(book, q, f.limit)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.connection, "connection", "", "only the jobs of this `NAME`")
	flags.StringVar(&f.option, "job", "", "only these: "+jobWords())
	flags.StringVar(&f.state, "state", "", "only those that are: "+jobStates())
	flags.IntVar(&f.limit, "limit", 20, "how many at the most; 0 for all")
	cmd.AddCommand(c.jobsShow(), c.jobsRetry())
	return cmd
}

func (f *jobFlags) query(book *store.Book) (q store.JobQuery, err error) {
	if f.connection != "" {
		conn, err := connectionNamed(book, f.connection)
		if err != nil {
			return q, err
		}
		q.Connection = conn.ID
	}
	if f.option != "" && syncer.Option(f.option).Title() == f.option {
		return q, usagef("--job %q is not known. Known: %s.", f.option, jobWords())
	}
	q.Option = f.option
	if f.state != "" {
		if !strings.Contains(", "+jobStates()+",", ", "+f.state+",") {
			return q, usagef("--state %q is not known. Known: %s.", f.state, jobStates())
		}
		q.States = []store.JobState{store.JobState(f.state)}
	}
	return q, nil
}

func jobWords() string { return optionWords() + ", " + string(syncer.Reconcile) }

func jobStates() string {
	var words []string
	for _, s := range []store.JobState{store.JobRunning, store.JobDone, store.JobFailed, store.JobCancelled, store.JobInterrupted} {
		words = append(words, string(s))
	}
	return strings.Join(words, ", ")
}

func (c *cli) jobsRetry() *cobra.Command {
	var o syncer.StartOptions
	cmd := &cobra.Command{
		Use:   "retry RUN",
		Short: "Run again only what failed in a job",
		Long: "Runs again what failed in a job, and nothing else: the orders or items that its record names. With --dry-run\n" +
			"it shows what would change in the store.",
		Args: oneArg("the run's number, as jobs lists it"),
		RunE: func(cmd *cobra.Command, args []string) error {
			run, err := runNumber(args[0])
			if err != nil {
				return err
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
				return c.retryJob(ctx, book, engine, run, o)
			})
		},
	}
	cmd.Flags().BoolVar(&o.DryRun, "dry-run", false, "show what would change in the store, and change nothing there")
	cmd.Flags().StringVar(&o.Confirm, "confirm", "", "carry out the plan of this `FINGERPRINT`, which a guard rail has stopped and you have looked at")
	return cmd
}

func (c *cli) retryJob(ctx context.Context, book *store.Book, engine *syncer.Engine, run store.RunID, asked syncer.StartOptions) error {
	job, err := jobOf(book, run)
	if err != nil {
		return err
	}
	conn, err := book.Connection(job.Connection)
	if err != nil {
		return err
	}
	option, o, ok := syncer.Retry(job)
	switch {
	case !ok && job.Failed == 0 && len(job.Errors) == 0:
		return usagef("Nothing failed in run %d, so there is nothing to run again.", run)
	case !ok:
		return usagef("What failed in run %d can't be run by itself. Run all of it again: cartwire sync %q %s", run, conn.Name, job.Option)
	}
	o.DryRun, o.Confirm = o.DryRun || asked.DryRun, asked.Confirm
	return c.runSyncs(ctx, engine, []*syncing{{conn: conn, options: []syncer.Option{option}}}, o)
}

func runNumber(text string) (store.RunID, error) {
	run, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, usagef("%q is not a run's number. Numbers are digits only, such as 12.", text)
	}
	return store.RunID(run), nil
}

// jobOf reads a record, or says where they are listed.
func jobOf(book *store.Book, run store.RunID) (store.Job, error) {
	job, err := book.Job(run)
	if errors.Is(err, store.ErrNotFound) {
		err = usagef("There is no run %d. See which there are: cartwire jobs", run)
	}
	return job, err
}

func (c *cli) listJobs(book *store.Book, q store.JobQuery, limit int) error {
	names, err := connectionNames(book)
	if err != nil {
		return err
	}
	list, more, err := book.JobPage(q, 0, limit)
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
			strconv.FormatUint(uint64(j.Run), 10), j.Connection, j.title, string(j.State),
			j.Started.Format("2006-01-02 15:04"), j.took(),
			strconv.Itoa(j.Read), strconv.Itoa(j.New), strconv.Itoa(j.Updated), strconv.Itoa(j.Sent), strconv.Itoa(j.Failed),
		})
	}
	if more {
		c.note("There are more than %d: --limit 0 lists all.", limit)
	}
	switch {
	case c.json:
		return nil
	case len(rows) == 0 && (q.Connection != 0 || q.Option != "" || len(q.States) > 0):
		c.note("No job matches.")
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
