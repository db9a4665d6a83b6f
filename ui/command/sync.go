package command

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/plain"
	"cartwire/ui/text"
)

func (c *cli) sync() *cobra.Command {
	var o syncer.StartOptions
	cmd := &cobra.Command{
		Use:   "sync [NAME] [orders|products|inventory|status]",
		Short: "Run what is ticked, on every active connection or on one",
		Long: "Runs every option that is ticked on every active connection, or on the one named. With an option's word that\n" +
			"option runs, even where it is not ticked. What an earlier run left undone is taken up again.",
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
				return c.runSyncs(ctx, engine, chosen, o)
			})
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.Full, "full", false, "read everything again, not only what changed")
	flags.BoolVar(&o.DryRun, "dry-run", false, "show what would change in the store, and change nothing there")
	flags.BoolVar(&o.Confirmed, "confirm", false, "go on where a guard rail would stop: you have seen the plan")
	flags.StringArrayVar(&o.Overwrite, "overwrite", nil, "overwrite the store's number of this `SKU`, which somebody else changed (repeat for several; * is all)")
	return cmd
}

// syncing is what runs on one connection, one option after another.
type syncing struct {
	conn    store.Connection
	options []syncer.Option
	failed  error
}

// chooseSyncs finds the connections to run on, and what.
func chooseSyncs(book *store.Book, args []string) ([]*syncing, error) {
	var word syncer.Option
	if n := len(args); n > 0 && slices.Contains(syncer.Options(), syncer.Option(args[n-1])) {
		word, args = syncer.Option(args[n-1]), args[:n-1]
	}
	if len(args) == 2 {
		return nil, usagef("%q is not something to run. Known: %s.", args[1], optionWords())
	}
	what := func(conn store.Connection) []syncer.Option {
		if word != "" {
			return []syncer.Option{word}
		}
		return syncer.Ticked(conn.Options)
	}
	if len(args) == 1 {
		conn, err := connectionNamed(book, args[0])
		if err == nil && len(what(conn)) == 0 {
			err = fmt.Errorf("nothing is ticked for %s. Tick Import Orders with: cartwire edit %q --import-orders, or run: cartwire sync %q orders",
				conn.Name, conn.Name, conn.Name)
		}
		return []*syncing{{conn: conn, options: what(conn)}}, err
	}
	list, err := book.Connections()
	var chosen []*syncing
	for _, conn := range list {
		if options := what(conn); conn.Active && len(options) > 0 {
			chosen = append(chosen, &syncing{conn: conn, options: options})
		}
	}
	if err == nil && len(chosen) == 0 {
		err = errors.New("there is nothing to run: no active connection has an option ticked. Add one with: cartwire connect NAME --credentials FILE --import-orders")
	}
	return chosen, err
}

// runSyncs runs the options round by round: in a round one on each connection, side by side. A connection on which one
// failed is left out of the rounds that follow.
func (c *cli) runSyncs(ctx context.Context, engine *syncer.Engine, chosen []*syncing, o syncer.StartOptions) error {
	for round := range syncer.Options() {
		var runs []*syncer.Run
		var on []*syncing
		for _, s := range chosen {
			if round >= len(s.options) || s.failed != nil {
				continue
			}
			run, err := engine.Start(s.conn.ID, s.options[round], o)
			if s.failed = err; err == nil {
				runs, on = append(runs, run), append(on, s)
			}
		}
		if err := c.finishRound(ctx, runs, on, o); err != nil {
			return err
		}
	}
	return c.settle(chosen)
}

// finishRound follows runs until all have ended, and reports them in order.
func (c *cli) finishRound(ctx context.Context, runs []*syncer.Run, on []*syncing, o syncer.StartOptions) error {
	defer context.AfterFunc(ctx, func() {
		for _, r := range runs {
			r.Cancel()
		}
	})()
	for i, r := range runs {
		s := c.follow(r)
		on[i].failed = s.Err
		if s.Job.State == store.JobCancelled {
			on[i].failed = context.Canceled
		}
		if err := c.reportJob(on[i].conn, s, o.DryRun || plain.Unconfirmed(s.Err)); err != nil {
			return err
		}
	}
	return nil
}

// settle says what failed. One failure keeps its exit code; where others went through, the whole is done in part.
func (c *cli) settle(chosen []*syncing) error {
	failed := 0
	for _, s := range chosen {
		if s.failed != nil {
			failed++
		}
	}
	switch {
	case failed == 0:
		return nil
	case len(chosen) == 1:
		return chosen[0].failed
	}
	code := exitPart
	for _, s := range chosen {
		if s.failed == nil {
			continue
		}
		if errors.Is(s.failed, context.Canceled) {
			return s.failed
		}
		c.warn("%s: %s", text.Clean(s.conn.Name), sentence(s.failed))
		if failed == len(chosen) {
			code = exitCode(s.failed)
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
	Plan        *syncer.Plan     `json:"plan,omitempty"` // of --dry-run, and where a guard rail stopped the run
}

// reportJob prints how a run ended; plan: with what it would change.
func (c *cli) reportJob(conn store.Connection, s syncer.Snapshot, plan bool) error {
	if !plan {
		s.Plan = nil
	}
	if c.json {
		j := s.Job
		return c.object(jobRow{
			Job: s.Option, Connection: conn.Name,
			Fetched: j.Fetched, New: j.New, Updated: j.Updated, Unchanged: j.Unchanged, Failed: j.Failed, Pushed: j.Pushed,
			Requests: j.Requests, Retries: j.Retries,
			ThrottledMS: j.Throttled.Milliseconds(), ElapsedMS: s.Elapsed.Milliseconds(), Resumed: j.Resumed,
			Errors: append([]store.JobError{}, j.Errors...), Plan: s.Plan,
		})
	}
	if s.Plan != nil {
		for _, l := range plain.PlanLines(s.Plan) {
			c.say("%s", text.Clean(l))
		}
	}
	c.say("%s", plain.JobLine(text.Clean(conn.Name), s))
	for _, e := range slices.Concat(s.Job.Errors, s.Job.Notes) {
		c.note("  %s: %s", text.Clean(e.Ref), text.Clean(e.Reason))
	}
	return nil
}
