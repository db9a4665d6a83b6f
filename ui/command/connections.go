package command

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/plain"
)

func (c *cli) connections() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "connections",
		Short: "List the connections; merge two to the same store",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), c.listConnections)
		},
	}
	cmd.AddCommand(c.mergeConnections())
	return cmd
}

// connectionRow is a connection as --json prints it: no secret, nothing of one.
type connectionRow struct {
	Name         string           `json:"name"`
	Cart         string           `json:"cart"`
	Active       bool             `json:"active"`
	State        syncer.ConnState `json:"state"`
	Problem      string           `json:"problem,omitempty"`
	SameStore    []string         `json:"same_store,omitempty"` // other connections to its store
	APIPath      string           `json:"api_path"`
	InsecureHost string           `json:"allow_insecure_host,omitempty"`
	ImportOrders bool             `json:"import_orders"`
	Orders       int              `json:"orders"`
	LastSync     time.Time        `json:"last_sync,omitzero"`
	// What the open orders of an inactive connection hold back.
	AllocatedOrders int `json:"allocated_orders,omitempty"`
	AllocatedPieces int `json:"allocated_pieces,omitempty"`
	// Reviews are the options that send nothing before a person has confirmed their plan, each with why.
	Reviews map[syncer.Option]string `json:"needs_confirmation,omitempty"`
}

func rowOf(book *store.Book, conn store.Connection) (row connectionRow, status syncer.ConnStatus, err error) {
	counts, err := book.OrderCounts(conn.ID)
	if err != nil {
		return row, status, err
	}
	status, err = syncer.StatusOf(book, conn)
	reviews := map[syncer.Option]string{}
	for _, r := range status.Reviews {
		reviews[r.Option] = r.Why
	}
	return connectionRow{
		Name: conn.Name, Cart: conn.Cart, Active: conn.Active, State: status.State, Problem: conn.Problem, SameStore: status.Twins,
		APIPath: conn.APIPath, InsecureHost: conn.AllowInsecureHost,
		ImportOrders: conn.Options.ImportOrders, Orders: counts.Total, LastSync: conn.LastSync,
		AllocatedOrders: status.Idle.Orders, AllocatedPieces: status.Idle.Pieces, Reviews: reviews,
	}, status, err
}

func (c *cli) listConnections(_ context.Context, book *store.Book, _ *syncer.Engine) error {
	list, err := book.Connections()
	if err != nil {
		return err
	}
	var rows [][]string
	var notes []string
	told := map[string]bool{}
	for _, conn := range list {
		row, status, err := rowOf(book, conn)
		if err != nil {
			return err
		}
		for _, twin := range status.Twins {
			if told[conn.Name] = true; !told[twin] {
				notes = append(notes, fmt.Sprintf("%s and %s are connected to the same store. To merge them: cartwire connections merge %q %q", conn.Name, twin, conn.Name, twin))
			}
		}
		if status.Idle.Orders > 0 {
			notes = append(notes, fmt.Sprintf("%s isn't active, and its open orders still have stock allocated. To release it: cartwire orders release --connection %q --all", conn.Name, conn.Name))
		}
		for _, r := range status.Reviews {
			notes = append(notes, reviewNote(conn, r))
		}
		if c.json {
			if err := c.object(row); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{conn.Name, conn.Cart, plain.StateWords(conn, status), strconv.Itoa(row.Orders), shortTime(conn.LastSync)})
	}
	switch {
	case c.json:
	case len(rows) == 0:
		c.say("No connection yet. Add one with: cartwire connect NAME --credentials FILE --import-orders")
	default:
		err = c.table([]string{"WEBSITE", "CART", "STATE", "ORDERS", "LAST SYNC"}, rows)
	}
	for _, n := range notes {
		c.warn("%s", clean(n))
	}
	return err
}

// reviewNote says why an option sends nothing, and what to do.
func reviewNote(conn store.Connection, r syncer.Review) string {
	return fmt.Sprintf("%s: %s needs confirmation: %s To look at the plan, and confirm it: cartwire sync %q %s", conn.Name, r.Option.Title(), r.Why, conn.Name, r.Option)
}

// shortTime is a time for a table, in the reader's zone.
func shortTime(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Local().Format("2006-01-02 15:04")
}

func (c *cli) mergeConnections() *cobra.Command {
	var sure bool
	cmd := &cobra.Command{
		Use:   "merge A B",
		Short: "Make one connection of two to the same store",
		Long: "Merges connection B into A, where both are connected to the same store: orders, shipments, customers, product\n" +
			"links, jobs, activity, options and schedule. A keeps its name. The credentials that were saved later stay, unless\n" +
			"the store refuses them. In a terminal it asks which name stays; elsewhere A does, and it takes --yes.",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage(cmd, fmt.Errorf("merge needs two connections, for example: cartwire connections merge \"Acme\" \"Acme 2\""))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
				into, err := connectionNamed(book, args[0])
				if err != nil {
					return err
				}
				from, err := connectionNamed(book, args[1])
				if err != nil {
					return err
				}
				if into.ID == from.ID {
					return usagef("%q names one connection twice. Name the two to merge: cartwire connections", args[0])
				}
				if !syncer.SameStore(into, from) {
					return &syncer.OtherStoreError{A: into.Name, B: from.Name}
				}
				if !sure {
					if into, from, err = c.askStays(ctx, into, from); err != nil {
						return err
					}
				}
				merged, err := engine.Merge(ctx, into.ID, from.ID)
				if err != nil {
					return err
				}
				counts, err := book.OrderCounts(merged.ID)
				if err != nil {
					return err
				}
				if c.json {
					return c.object(map[string]any{"connection": merged.Name, "merged": from.Name, "orders": counts.Total})
				}
				c.say("%s is merged into %s, which has %s now.", clean(from.Name), clean(merged.Name), kit.Of(counts.Total, "order"))
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&sure, "yes", false, "don't ask")
	return cmd
}

// askStays asks for the name that stays, which is also how a person agrees.
func (c *cli) askStays(ctx context.Context, a, b store.Connection) (into, from store.Connection, err error) {
	if !c.inTTY {
		return a, b, usagef("This merges %s into %s. Add --yes to confirm.", clean(b.Name), clean(a.Name))
	}
	c.warn("%s and %s become one connection. The store itself isn't touched.", clean(a.Name), clean(b.Name))
	c.warn("Type the name to keep:")
	got, err := c.readLine(ctx)
	switch {
	case err != nil:
		return a, b, err
	case strings.EqualFold(got, a.Name):
		return a, b, nil
	case strings.EqualFold(got, b.Name):
		return b, a, nil
	}
	return a, b, usagef("%q is neither name, so nothing was merged.", got)
}
