package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/text"
)

func (c *cli) test() *cobra.Command {
	return &cobra.Command{
		Use:   "test NAME",
		Short: "Test a connection, check by check",
		Args:  oneArg("the connection's name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
				conn, err := connectionNamed(book, args[0])
				if err != nil {
					return err
				}
				return c.testConnection(ctx, engine, conn)
			})
		},
	}
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
	c.sayBoxes(conn.Options, &result)
	return result.Err()
}

// sayBoxes lists what a new API account must have, where a permission is missing: an account can't be changed later.
func (c *cli) sayBoxes(o store.ConnectionOptions, r *bigcommerce.TestResult) {
	if len(r.Missing) == 0 {
		return
	}
	var boxes []string
	for _, need := range syncer.Needs(o) {
		boxes = append(boxes, need.Permission.String())
	}
	c.note("The boxes to tick on the new API account: %s.", strings.Join(boxes, ", "))
}

// checkRow is a check as --json prints it.
type checkRow struct {
	Check    bigcommerce.CheckID `json:"check"`
	State    string              `json:"state"` // passed, failed, not shown, skipped
	Detail   string              `json:"detail,omitempty"`
	NeededBy string              `json:"needed_by,omitempty"`
	Error    string              `json:"error,omitempty"`
}

func testRow(conn store.Connection, r *bigcommerce.TestResult) any {
	checks := []checkRow{}
	for _, k := range r.Checks {
		row := checkRow{Check: k.ID, State: checkWords[k.State].json, Detail: k.Detail, NeededBy: k.NeededBy}
		if k.Err != nil {
			row.Error = k.Err.Error()
		}
		checks = append(checks, row)
	}
	return map[string]any{
		"connection": conn.Name, "ok": r.Err() == nil, "checks": checks, "elapsed_ms": r.Elapsed.Milliseconds(),
	}
}

// checkWords are how an ended check's state is said.
var checkWords = map[bigcommerce.CheckState]struct{ line, json string }{
	bigcommerce.CheckPassed:   {"ok", "passed"},
	bigcommerce.CheckFailed:   {"FAILED", "failed"},
	bigcommerce.CheckNotShown: {"-", "not shown"},
	bigcommerce.CheckSkipped:  {"skipped", "skipped"},
}

// checkPrinter prints each check as it ends.
func (c *cli) checkPrinter(print func(string, ...any)) func(bigcommerce.Check) {
	return func(k bigcommerce.Check) {
		words, ended := checkWords[k.State]
		if !ended {
			return
		}
		detail := k.Detail
		if k.Err != nil {
			detail = "" // said once, as the command's error
		}
		if missing, ok := errors.AsType[*bigcommerce.ScopeError](k.Err); ok {
			detail = missing.Permission.String() + " is missing"
		}
		if k.NeededBy != "" {
			detail += fmt.Sprintf(" (needed by %s)", k.NeededBy)
		}
		print("%s", strings.TrimRight(fmt.Sprintf("  %-8s %-12s %s", words.line, k.Label, text.Clean(detail)), " "))
	}
}
