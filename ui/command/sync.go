package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/plain"
	"cartwire/ui/text"
)

func (c *cli) sync() *cobra.Command {
	var full bool
	cmd := &cobra.Command{
		Use:   "sync [NAME] [orders]",
		Short: "Run what is ticked, on every active connection or on one",
		Long: "Imports the orders of every active connection that has Import Orders ticked, or of the one named. With\n" +
			"`orders` the import runs even where it is not ticked. What an earlier run left undone is taken up again.",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 2 {
				return usage(cmd, fmt.Errorf("sync takes at most a connection's name and what to run"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
				chosen, err := chooseSyncs(book, args)
				if err != nil {
					return err
				}
				return c.runSyncs(ctx, engine, chosen, syncer.StartOptions{Full: full})
			})
		},
	}
	cmd.Flags().BoolVar(&full, "full", false, "read every order again, not only what changed")
	return cmd
}

// chooseSyncs finds the connections to run on.
func chooseSyncs(book *store.Book, args []string) ([]store.Connection, error) {
	ticked := true
	if n := len(args); n > 0 && args[n-1] == string(syncer.ImportOrders) {
		ticked, args = false, args[:n-1]
	}
	if len(args) == 2 {
		return nil, usagef("%q is not something to run. Known: orders.", args[1])
	}
	if len(args) == 1 {
		conn, err := connectionNamed(book, args[0])
		if err == nil && ticked && !conn.Options.ImportOrders {
			err = fmt.Errorf("nothing is ticked for %s. Tick Import Orders in the program, or run: cartwire sync %q orders", conn.Name, conn.Name)
		}
		return []store.Connection{conn}, err
	}
	list, err := book.Connections()
	var chosen []store.Connection
	for _, conn := range list {
		if conn.Active && (!ticked || conn.Options.ImportOrders) {
			chosen = append(chosen, conn)
		}
	}
	if err == nil && len(chosen) == 0 {
		err = errors.New("there is nothing to run: no active connection has Import Orders ticked. Add one with: cartwire connect NAME --credentials FILE --import-orders")
	}
	return chosen, err
}

// runSyncs starts a job for each connection, side by side, and reports them in order.
func (c *cli) runSyncs(ctx context.Context, engine *syncer.Engine, chosen []store.Connection, o syncer.StartOptions) error {
	runs := make([]*syncer.Run, len(chosen))
	failures := make([]error, len(chosen))
	for i, conn := range chosen {
		runs[i], failures[i] = engine.Start(conn.ID, syncer.ImportOrders, o)
	}
	stop := context.AfterFunc(ctx, func() {
		for _, r := range runs {
			if r != nil {
				r.Cancel()
			}
		}
	})
	defer stop()
	for i, r := range runs {
		if r == nil {
			continue
		}
		s := c.follow(r)
		failures[i] = s.Err
		if s.Job.State == store.JobCancelled {
			failures[i] = context.Canceled
		}
		if err := c.reportJob(chosen[i], s); err != nil {
			return err
		}
	}
	return c.settle(chosen, failures)
}

// settle says what failed. One failure keeps its exit code; where others went through, the whole is done in part.
func (c *cli) settle(chosen []store.Connection, failures []error) error {
	failed := 0
	for _, err := range failures {
		if err != nil {
			failed++
		}
	}
	switch {
	case failed == 0:
		return nil
	case len(chosen) == 1:
		return failures[0]
	}
	code := exitPart
	for i, err := range failures {
		if err == nil {
			continue
		}
		if errors.Is(err, context.Canceled) {
			return err
		}
		c.warn("%s: %s", text.Clean(chosen[i].Name), sentence(err))
		if failed == len(chosen) {
			code = exitCode(err)
		}
	}
	return &saidError{code}
}

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
}

func (c *cli) reportJob(conn store.Connection, s syncer.Snapshot) error {
	if c.json {
		j := s.Job
		return c.object(jobRow{
			Job: s.Option, Connection: conn.Name,
			Fetched: j.Fetched, New: j.New, Updated: j.Updated, Unchanged: j.Unchanged, Failed: j.Failed,
			Requests: j.Requests, Retries: j.Retries,
			ThrottledMS: j.Throttled.Milliseconds(), ElapsedMS: s.Elapsed.Milliseconds(), Resumed: j.Resumed,
			Errors: append([]store.JobError{}, j.Errors...),
		})
	}
	c.say("%s", plain.JobLine(text.Clean(conn.Name), s))
	return nil
}
