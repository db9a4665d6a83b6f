package command

import (
	"context"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/plain"
	"cartwire/ui/text"
)

func (c *cli) test() *cobra.Command {
	var one bool
	cmd := &cobra.Command{
		Use:   "test NAME",
		Short: "Test a connection, check by check",
		Args:  oneArg("the connection's name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
				conn, err := connectionNamed(book, args[0])
				if err != nil {
					return err
				}
				if one && !conn.Options.Inventory.OneLocation {
					if err := book.Update(func(tx *store.Tx) error { return tx.ConfirmOneLocation(conn.ID) }); err != nil {
						return err
					}
					conn.Options.Inventory.OneLocation = true
				}
				return c.testConnection(ctx, engine, conn)
			})
		},
	}
	cmd.Flags().BoolVar(&one, "one-location", false, "confirm that the store has one location, where the account can't see it")
	return cmd
}

func (c *cli) testConnection(ctx context.Context, engine *syncer.Engine, conn store.Connection) error {
	print := c.checkPrinter(c.say)
	if c.json {
		print = func(bigcommerce.Check) {}
	}
	result := engine.Test(ctx, syncer.Draft{Connection: conn}, print)
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := engine.NoteTest(conn.ID, &result); err != nil {
		return err
	}
	if c.json {
		if err := c.object(testRow(conn, &result)); err != nil {
			return err
		}
	}
	c.sayBoxes(&result)
	return result.Err()
}

// sayBoxes lists what a new API account must have, where a permission is missing.
func (c *cli) sayBoxes(r *bigcommerce.TestResult) {
	if line := plain.BoxesLine(r); line != "" {
		c.note("%s", line)
	}
}

// checkRow is a check as --json prints it.
type checkRow struct {
	Check    bigcommerce.CheckID `json:"check"`
	State    string              `json:"state"` // passed, failed, not shown, skipped, unknown
	Detail   string              `json:"detail,omitempty"`
	NeededBy string              `json:"needed_by,omitempty"`
	Error    string              `json:"error,omitempty"`
}

func testRow(conn store.Connection, r *bigcommerce.TestResult) any {
	checks := []checkRow{}
	for _, k := range r.Checks {
		row := checkRow{Check: k.ID, State: k.State.String(), Detail: k.Detail, NeededBy: k.NeededBy}
		if k.Err != nil {
			row.Error = k.Err.Error()
		}
		checks = append(checks, row)
	}
	return map[string]any{
		"connection": conn.Name, "ok": r.Err() == nil, "checks": checks, "elapsed_ms": r.Elapsed.Milliseconds(),
	}
}

// checkPrinter prints each check as it ends.
func (c *cli) checkPrinter(print func(string, ...any)) func(bigcommerce.Check) {
	return func(k bigcommerce.Check) {
		if line, ended := plain.CheckLine(k); ended {
			print("  %s", text.Clean(line))
		}
	}
}
