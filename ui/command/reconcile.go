package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/plain"
)

func (c *cli) reconcile() *cobra.Command {
	var since, until string
	cmd := &cobra.Command{
		Use:   "reconcile NAME",
		Short: "Compare the book with the store, and change nothing",
		Long: "Compares the book with the store: orders, counts and totals a day, stock by sku, and what was shipped without a\n" +
			"tracking number. It changes nothing, and says how what is missing is read again. Exit code 0 where both are in\n" +
			"step, 6 where they differ.",
		Args: oneArg("the connection's name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var o syncer.StartOptions
			var err error
			if o.Since, err = parseDate("--since", since); err != nil {
				return err
			}
			if o.Until, err = parseDate("--until", until); err != nil {
				return err
			}
			if !o.Until.IsZero() && !o.Since.Before(o.Until) {
				return usagef("--since has to lie before --until.")
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
				conn, err := connectionNamed(book, args[0])
				if err != nil {
					return err
				}
				return c.compare(ctx, engine, conn, o)
			})
		},
	}
	cmd.Flags().StringVar(&since, "since", "", "orders placed from this `date` on, such as 2026-01-31")
	cmd.Flags().StringVar(&until, "until", "", "orders placed before this `date`")
	return cmd
}

func (c *cli) compare(ctx context.Context, engine *syncer.Engine, conn store.Connection, o syncer.StartOptions) error {
	c.tellEstimate(engine, conn, syncer.Reconcile, o)
	run, err := engine.Start(conn.ID, syncer.Reconcile, o)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = engine.Cancel(run) })
	s := c.follow(run)
	stop()
	switch {
	case s.Err != nil:
		return s.Err
	case s.Job.State == store.JobCancelled:
		return context.Canceled
	case s.Report == nil:
		return fmt.Errorf("the comparison ended without a report. Try again")
	}
	return c.tellReport(conn, s.Report)
}

// reported is a report as --json prints it.
type reported struct {
	Connection  string `json:"connection"` // by name, in place of the number
	Differences int    `json:"differences"`
	*syncer.Report
	Next []string `json:"next,omitempty"` // the commands that mend it
}

// tellReport prints what was found, and how it is mended.
func (c *cli) tellReport(conn store.Connection, r *syncer.Report) error {
	next := mending(conn.Name, r)
	if c.json {
		if err := c.object(reported{conn.Name, r.Differences(), r, next}); err != nil {
			return err
		}
	} else {
		for _, l := range plain.ReportLines(r) {
			c.say("%s", clean(l))
		}
		for _, command := range next {
			c.note("Next: %s", clean(command))
		}
	}
	if r.Differences() > 0 {
		return &saidError{exitPart}
	}
	return nil
}

// manyRanges is from how many stretches of orders on a window is shorter to write than their numbers.
const manyRanges = 20

// mending are the commands that bring book and store in step again.
func mending(name string, r *syncer.Report) []string {
	var next []string
	switch {
	case len(r.Ranges) > manyRanges && !r.Since.IsZero():
		next = append(next, fmt.Sprintf("cartwire sync %q orders --since %s", name, r.Since.UTC().Format("2006-01-02")))
	case len(r.Ranges) > manyRanges:
		next = append(next, fmt.Sprintf("cartwire sync %q orders --full", name))
	case len(r.Ranges) > 0:
		var b strings.Builder
		fmt.Fprintf(&b, "cartwire sync %q orders", name)
		for _, one := range r.Ranges {
			if one.To > one.Next {
				fmt.Fprintf(&b, " --order %d-%d", one.Next, one.To)
			} else {
				fmt.Fprintf(&b, " --order %d", one.Next)
			}
		}
		next = append(next, b.String())
	}
	if len(r.Stock) > 0 {
		next = append(next, fmt.Sprintf("cartwire sync %q inventory --dry-run", name))
	}
	return next
}
