package command

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/sheet"
)

func (c *cli) orders() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "orders",
		Short: "List, show and export the orders in the book",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usagef("orders needs a command, such as list, show, export, move or release. See: %s --help", cmd.CommandPath())
		},
	}
	cmd.AddCommand(c.ordersList(), c.ordersShow(), c.ordersExport(), c.ordersAside(), c.ordersRelease(), c.ordersMove())
	return cmd
}

// orderFlags choose orders.
type orderFlags struct {
	connection string
	statuses   string
	since      string
}

func (f *orderFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.connection, "connection", "", "only the orders of this `NAME`")
	flags.StringVar(&f.statuses, "status", "", "only these statuses: ids such as 11,9")
	flags.StringVar(&f.since, "since", "", "only orders placed from this `date` on, such as 2026-01-31")
}

// query reads the flags; the connection is filled in later.
func (f *orderFlags) query() (q store.OrderQuery, err error) {
	if f.statuses != "" {
		if q.Statuses, err = parseStatuses(f.statuses); err != nil {
			return q, err
		}
	}
	q.Since, err = parseDate("--since", f.since)
	return q, err
}

// connections are the ones whose orders are meant.
func (f *orderFlags) connections(book *store.Book) ([]store.Connection, error) {
	if f.connection == "" {
		return book.Connections()
	}
	conn, err := connectionNamed(book, f.connection)
	return []store.Connection{conn}, err
}

// orderLines walks the orders of several connections, one connection after another.
func orderLines(book *store.Book, list []store.Connection, q store.OrderQuery) iter.Seq2[sheet.OrderLine, error] {
	return func(yield func(sheet.OrderLine, error) bool) {
		for _, conn := range list {
			q.Connection = conn.ID
			for o, err := range book.Orders(q) {
				if !yield(sheet.NewOrderLine(conn.Name, o), err) || err != nil {
					return
				}
			}
		}
	}
}

func (c *cli) ordersList() *cobra.Command {
	var f orderFlags
	var find string
	var limit int
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List orders, the newest of each connection first; with --find the newest of all",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, err := f.query()
			if err != nil {
				return err
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				list, err := f.connections(book)
				if err != nil {
					return err
				}
				if find == "" {
					return c.listOrders(ctx, orderLines(book, list, q), limit)
				}
				search := store.OrderSearch{Text: find, Statuses: q.Statuses, From: q.Since}
				if f.connection != "" {
					search.Connection = list[0].ID
				}
				names, err := connectionNames(book)
				if err != nil {
					return err
				}
				return c.listOrders(ctx, foundOrders(ctx, book, search, names), limit)
			})
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&find, "find", "", "only those with these `WORDS`: number, name, company, e-mail, sku or status; the beginning of a word is enough")
	cmd.Flags().IntVar(&limit, "limit", 50, "how many at the most; 0 for all")
	return cmd
}

func (c *cli) listOrders(ctx context.Context, lines iter.Seq2[sheet.OrderLine, error], limit int) error {
	var rows [][]string
	n := 0
	for o, err := range lines {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if limit > 0 && n == limit {
			c.note("There are more than %d: --limit 0 lists all.", limit)
			break
		}
		n++
		if c.json {
			if err := c.object(o); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{
			o.Connection, o.Number, o.Created.Format("2006-01-02 15:04"), o.Customer.Name, o.Status,
			strconv.Itoa(o.ItemsTotal), o.TotalIncTax.StringFixed(2) + " " + o.Currency,
		})
	}
	if c.json {
		return nil
	}
	if n == 0 {
		c.note("No order matches.")
		return nil
	}
	return c.table([]string{"WEBSITE", "ORDER", "PLACED (UTC)", "CUSTOMER", "STATUS", "ITEMS", "TOTAL"}, rows)
}

func (c *cli) ordersShow() *cobra.Command {
	var f orderFlags
	cmd := &cobra.Command{
		Use:   "show ORDER",
		Short: "Show one order with its lines, addresses and totals",
		Args:  oneArg("the order's number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := strconv.ParseUint(args[0], 10, 64)
			if err != nil {
				return usagef("%q is not an order's number. Numbers are digits only, such as 1204.", args[0])
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.showOrder(book, &f, id)
			})
		},
	}
	cmd.Flags().StringVar(&f.connection, "connection", "", "the `NAME` of the connection it belongs to")
	return cmd
}

func (c *cli) showOrder(book *store.Book, f *orderFlags, id uint64) error {
	list, err := f.connections(book)
	if err != nil {
		return err
	}
	found := 0
	for o, err := range orderLines(book, list, store.OrderQuery{From: id, Before: id + 1}) {
		if err != nil {
			return err
		}
		found++
		if c.json {
			err = c.object(o)
		} else {
			err = c.printOrder(&o)
		}
		if err != nil {
			return err
		}
	}
	if found == 0 {
		return errors.New("order " + strconv.FormatUint(id, 10) + " is not in the book. See which are: cartwire orders list")
	}
	return nil
}

func (c *cli) ordersRelease() *cobra.Command {
	var f orderFlags
	var all bool
	cmd := &cobra.Command{
		Use:   "release [ORDER...]",
		Short: "Release the stock allocated to open orders, until the store changes them",
		Long: "Releases the stock that open orders have allocated, such as those that an inactive connection last saw open. The\n" +
			"orders stay as they are, and nothing is sent to their store. An order that the store changes afterwards gets its\n" +
			"stock allocated again.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args) > 0) {
				return usagef("release needs orders, or --all with a connection, for example: cartwire orders release 1204")
			}
			if all && f.connection == "" {
				return usagef("--all needs --connection NAME: it releases all open orders of that connection.")
			}
			var ids []uint64
			for _, arg := range args {
				id, err := orderNumber(arg)
				if err != nil {
					return usagef("%s", err)
				}
				ids = append(ids, id)
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, engine *syncer.Engine) error {
				list, err := f.connections(book)
				if err != nil {
					return err
				}
				for _, id := range ids {
					if of := slices.DeleteFunc(slices.Clone(list), func(conn store.Connection) bool {
						_, err := book.Allocation(conn.ID, id)
						return err != nil
					}); len(of) > 1 {
						return usagef("%d connections have an open order %d. Add --connection NAME to say which one.", len(of), id)
					}
				}
				released, err := engine.Release(list, ids)
				if err != nil {
					return err
				}
				if c.json {
					return c.object(map[string]any{"orders": released.Orders, "pieces": released.Pieces})
				}
				c.say("Released %s of %s.", kit.Of(released.Pieces, "piece"), kit.Of(released.Orders, "order"))
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&f.connection, "connection", "", "the `NAME` of the connection they belong to")
	cmd.Flags().BoolVar(&all, "all", false, "all open orders of the connection")
	return cmd
}

// localTime is a moment for a person, with the zone said.
func localTime(t time.Time) string { return t.UTC().Format("2 January 2006 15:04 UTC") }
