package command

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func (c *cli) log() *cobra.Command {
	var f logFlags
	cmd := &cobra.Command{
		Use:   "log",
		Short: "List who did what, the latest first",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.limit < 0 {
				return usagef("--limit %d is less than nothing. Use 0 for all.", f.limit)
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				q, err := f.query(book)
				if err != nil {
					return err
				}
				return c.listLog(ctx, book, q, f.limit)
			})
		},
	}
	f.add(cmd)
	return cmd
}

// logLine is a line of the diary as --json prints it.
type logLine struct {
	At         time.Time `json:"at"`
	Who        string    `json:"who"`
	Connection string    `json:"connection,omitempty"` // empty too where it has been removed
	What       string    `json:"what"`
}

func (c *cli) listLog(ctx context.Context, book *store.Book, q store.ActivityQuery, limit int) error {
	names, err := connectionNames(book)
	if err != nil {
		return err
	}
	var rows [][]string
	n := 0
	for a, err := range activities(ctx, book, q) {
		if err != nil {
			return err
		}
		if limit > 0 && n == limit {
			break
		}
		n++
		l := logLine{a.At.UTC(), a.Who, names[a.Connection], a.What}
		if c.json {
			if err := c.object(l); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{l.At.Format("2006-01-02 15:04"), l.Who, l.Connection, l.What})
	}
	switch {
	case c.json:
		return nil
	case len(rows) == 0 && q != (store.ActivityQuery{}):
		c.note("No line matches.")
		return nil
	case len(rows) == 0:
		c.note("Nothing has been done yet.")
		return nil
	}
	return c.table([]string{"AT (UTC)", "WHO", "WEBSITE", "WHAT"}, rows)
}
