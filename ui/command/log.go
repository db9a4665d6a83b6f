package command

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func (c *cli) log() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "log",
		Short: "List who did what, the latest first",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 0 {
				return usagef("--limit %d is less than nothing. Use 0 for all.", limit)
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.listLog(book, limit)
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 50, "how many at the most; 0 for all")
	return cmd
}

// logLine is a line of the diary as --json prints it.
type logLine struct {
	At         time.Time `json:"at"`
	Who        string    `json:"who"`
	Connection string    `json:"connection,omitempty"` // empty too where it has been removed
	What       string    `json:"what"`
}

func (c *cli) listLog(book *store.Book, limit int) error {
	names, err := connectionNames(book)
	if err != nil {
		return err
	}
	list, err := book.Activities(limit)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, a := range list {
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
	case len(rows) == 0:
		c.note("Nothing has been done yet.")
		return nil
	}
	return c.table([]string{"AT (UTC)", "WHO", "WEBSITE", "WHAT"}, rows)
}
