package command

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func (c *cli) sync() *cobra.Command {
	var f syncFlags
	cmd := &cobra.Command{
		Use:   "sync [NAME] [orders|products|inventory|status]",
		Short: "Run what is ticked, on every active connection or on one",
		Long: "Runs every option that is ticked on every active connection, or on the one named. With an option's word that\n" +
			"option runs, even where it is not ticked. What an earlier run left undone is taken up again.\n\n" +
			"With --watch it stays and runs what is scheduled: at once what has never run or was missed, and a line tells of\n" +
			"each job that has ended. The first interrupt ends it: with exit code 0 between jobs, with 130 where it cut one\n" +
			"short, which is due again the next time.\n\n" +
			"After a stock push was undone, Update Inventory waits until a person starts it; after a restore it and Update Order\n" +
			"Status wait until a person has confirmed the plan. What runs without a terminal (cron) leaves them out, says so and\n" +
			"ends with 6. To start one all the same, name it: cartwire sync NAME inventory.\n\n" +
			"With --on-order every order that enters the book from then on is handed to the command, one after another, as\n" +
			"orders export writes it. Where the command fails the order is handed to it again, a little later each time;\n" +
			"what is left waits for the next sync with --on-order. An order may come twice, none is left out. What the command\n" +
			"prints goes to standard error. The command is never kept in the book.",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 2 {
				return usage(cmd, fmt.Errorf("sync takes at most a connection's name and what to run"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			name, word, err := syncArgs(args)
			if err == nil {
				word, err = f.read(word)
			}
			if err != nil {
				return err
			}
			o := opening{making: store.MakeNone, stays: f.watch}
			return c.useBook(cmd.Context(), cmd.CommandPath(), o, func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
				if f.watch {
					return c.watch(ctx, book, engine, name, &f)
				}
				chosen, err := chooseSyncs(book, name, word)
				if err != nil {
					return err
				}
				if err := f.forOne(chosen, name); err != nil {
					return err
				}
				if word == "" && f.start.Confirm == "" && !f.start.DryRun && c.unattended() {
					if err := c.leaveHeld(engine, chosen); err != nil {
						return err
					}
				}
				return c.handingOver(ctx, book, &f, connectionsOf(chosen), func() error { return c.runSyncs(ctx, engine, chosen, f.start) })
			})
		},
	}
	f.add(cmd)
	return cmd
}

// syncing is what runs on one connection, one option after another.
type syncing struct {
	conn    store.Connection
	options []syncer.Option
	failed  []failedRun
	part    bool // a run went through, but for something that it names
	through bool // a run went through

	running  syncer.Option
	estimate *estimated // of the run under way; nil where it can't be told
}

// failedRun is an option that failed, or that was not run for what failed before it.
type failedRun struct {
	option syncer.Option
	err    error
	notRun bool
}

// fail notes how the option that runs has failed.
func (s *syncing) fail(err error) {
	s.failed = append(s.failed, failedRun{option: s.running, err: err})
}

// mayRun reports whether nothing that failed before keeps an option from running; else it notes why it doesn't.
func (s *syncing) mayRun(option syncer.Option) bool {
	for _, f := range s.failed {
		var why string
		switch {
		case syncer.StopsAll(f.err):
			why = "the same would stop it"
		case slices.Contains(option.Needs(), f.option):
			why = "it builds on " + f.option.Title()
		default:
			continue
		}
		s.failed = append(s.failed, failedRun{option, fmt.Errorf("not run: %s", why), true})
		return false
	}
	return true
}

// syncArgs tells the connection's name and the option's word apart; both may be left out.
func syncArgs(args []string) (name string, word syncer.Option, err error) {
	if n := len(args); n > 0 && slices.Contains(syncer.Options(), syncer.Option(args[n-1])) {
		word, args = syncer.Option(args[n-1]), args[:n-1]
	}
	switch len(args) {
	case 0:
		return "", word, nil
	case 1:
		return args[0], word, nil
	}
	return "", "", usagef("%q is not something to run. Known: %s.", args[1], optionWords())
}

// chooseSyncs finds the connections to run on, and what.
func chooseSyncs(book *store.Book, name string, word syncer.Option) ([]*syncing, error) {
	what := func(conn store.Connection) []syncer.Option {
		if word != "" {
			return []syncer.Option{word}
		}
		return syncer.InOrder(conn.Options)
	}
	if name != "" {
		conn, err := connectionNamed(book, name)
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

// unattended tells whether nobody sits here: a timer or another program has started this.
func (c *cli) unattended() bool { return !c.inTTY && !c.outTTY && !c.errTTY }

// leaveHeld takes out what waits until a person starts it, and says why.
func (c *cli) leaveHeld(engine *syncer.Engine, chosen []*syncing) error {
	for _, s := range chosen {
		var free []syncer.Option
		for _, option := range s.options {
			why, err := engine.Held(s.conn.ID, option)
			if err != nil {
				return err
			}
			if why == "" {
				free = append(free, option)
				continue
			}
			s.part = true
			c.warn("%s: %s To start it, name it: cartwire sync %q %s", clean(s.conn.Name), clean(why), clean(s.conn.Name), option)
		}
		s.options = free
	}
	return nil
}

// connectionsOf are the connections that something runs on.
func connectionsOf(chosen []*syncing) []store.Connection {
	list := make([]store.Connection, len(chosen))
	for i, s := range chosen {
		list[i] = s.conn
	}
	return list
}

// runSyncs runs the options round by round: in a round one on each connection, side by side. Where one fails, the others go
// on, but for those that build on it.
func (c *cli) runSyncs(ctx context.Context, engine *syncer.Engine, chosen []*syncing, o syncer.StartOptions) error {
	for round := range syncer.Options() {
		var runs []*syncer.Run
		var on []*syncing
		for _, s := range chosen {
			if round >= len(s.options) || !s.mayRun(s.options[round]) {
				continue
			}
			s.running = s.options[round]
			s.estimate = c.tellEstimate(engine, s.conn, s.running, o)
			run, err := engine.Start(s.conn.ID, s.running, o)
			if err != nil {
				s.fail(err)
				continue
			}
			runs, on = append(runs, run), append(on, s)
		}
		if err := c.finishRound(ctx, engine, runs, on, o); err != nil {
			return err
		}
	}
	for _, s := range chosen {
		if err := c.tellGaps(engine, s); err != nil {
			return err
		}
	}
	return c.settle(chosen)
}

// finishRound follows runs until all have ended, and reports them in order.
func (c *cli) finishRound(ctx context.Context, engine *syncer.Engine, runs []*syncer.Run, on []*syncing, o syncer.StartOptions) error {
	defer context.AfterFunc(ctx, func() {
		for _, r := range runs {
			_ = engine.Cancel(r) // who has started it may
		}
	})()
	for i, r := range runs {
		s := c.follow(r)
		switch {
		case s.Job.State == store.JobCancelled:
			on[i].fail(context.Canceled)
		case s.Err != nil:
			on[i].fail(s.Err)
		default:
			on[i].through, on[i].part = true, on[i].part || s.Job.Failed > 0 || !o.DryRun && !syncer.FiguresOf(&s.Job).Complete()
		}
		report := jobReport{conn: on[i].conn, plan: o.DryRun || syncer.Unconfirmed(s.Err)}
		if o.DryRun {
			report.estimate = on[i].estimate
		}
		if err := c.reportJob(report, s); err != nil {
			return err
		}
	}
	return nil
}

// tellGaps says what the book lacks of a connection's orders, whatever ran: until that is over, a sync is done in part.
func (c *cli) tellGaps(engine *syncer.Engine, s *syncing) error {
	gaps, err := engine.Gaps(s.conn.ID)
	for _, l := range gaps.Sentences() {
		c.warn("%s: %s", clean(s.conn.Name), clean(l))
	}
	s.part = s.part || !gaps.Complete()
	return err
}

// settle says what failed and what was not run for it. One failure keeps its exit code; of several with different ones, and
// where other connections went through, the whole is done in part.
func (c *cli) settle(chosen []*syncing) error {
	var all []failedRun
	part, through, last := false, false, error(nil)
	for _, s := range chosen {
		part = part || s.part
		through = through || len(s.failed) == 0
		for _, f := range s.failed {
			if errors.Is(f.err, context.Canceled) {
				return f.err
			}
			if !f.notRun {
				all, last = append(all, f), f.err
			}
		}
	}
	switch {
	case last == nil && part:
		return &saidError{exitPart} // what failed was named
	case last == nil:
		return nil
	}
	said := len(all) > 1 || len(chosen) > 1
	for _, s := range chosen {
		for _, f := range s.failed {
			if f.notRun || said {
				c.warn("%s, %s: %s", clean(s.conn.Name), f.option.Title(), clean(sentence(f.err)))
			}
		}
	}
	if !said {
		return last
	}
	code := exitCode(last)
	if through || slices.ContainsFunc(all, func(f failedRun) bool { return exitCode(f.err) != code }) {
		code = exitPart
	}
	return &saidError{code}
}
