package command

import (
	"context"
	"iter"
	"strconv"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/sheet"
)

// findPage is how many rows a search asks the book for at once.
const findPage = 200

// foundOrders walks what a search finds, the newest first.
func foundOrders(ctx context.Context, book *store.Book, q store.OrderSearch, names map[store.ConnectionID]string) iter.Seq2[sheet.OrderLine, error] {
	return func(yield func(sheet.OrderLine, error) bool) {
		var after store.OrderPlace
		for {
			page, more, err := book.FindOrders(ctx, q, after, findPage)
			if err != nil {
				yield(sheet.OrderLine{}, err)
				return
			}
			for _, o := range page {
				after = o.Place
				if !yield(sheet.NewOrderLine(names[o.Connection], o.Order), nil) {
					return
				}
			}
			if !more || len(page) == 0 {
				return
			}
		}
	}
}

func (c *cli) customers() *cobra.Command {
	var connection, find string
	var limit int
	list := func(cmd *cobra.Command, _ []string) error {
		if limit < 0 {
			return usagef("--limit %d is less than nothing. Use 0 for all.", limit)
		}
		return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
			var only store.ConnectionID
			if connection != "" {
				conn, err := connectionNamed(book, connection)
				if err != nil {
					return err
				}
				only = conn.ID
			}
			return c.listCustomers(ctx, book, only, find, limit)
		})
	}
	cmd := &cobra.Command{Use: "customers", Short: "List and find the customers of the orders in the book", Args: noArgs, RunE: list}
	flags := cmd.PersistentFlags()
	flags.StringVar(&connection, "connection", "", "only the customers of this `NAME`")
	flags.StringVar(&find, "find", "", "only those with these `WORDS` in name, company, e-mail, phone or id; the beginning of a word is enough")
	flags.IntVar(&limit, "limit", 50, "how many at the most; 0 for all")
	cmd.AddCommand(&cobra.Command{Use: "list", Short: "List the customers", Args: noArgs, RunE: list})
	return cmd
}

// customerLine is a customer as --json prints it.
type customerLine struct {
	Connection string `json:"connection"`
	store.Customer
}

func (c *cli) listCustomers(ctx context.Context, book *store.Book, only store.ConnectionID, find string, limit int) error {
	names, err := connectionNames(book)
	if err != nil {
		return err
	}
	var rows [][]string
	after, n := "", 0
	for more := true; more; more = after != "" {
		page, next, err := book.FindCustomers(ctx, only, find, after, findPage)
		if err != nil {
			return err
		}
		after = next
		for _, found := range page {
			if limit > 0 && n == limit {
				c.note("There are more than %d: --limit 0 lists all.", limit)
				after = ""
				break
			}
			n++
			if c.json {
				if err := c.object(customerLine{names[found.Connection], found.Customer}); err != nil {
					return err
				}
				continue
			}
			id := "guest"
			if found.StoreCustomerID > 0 {
				id = strconv.FormatUint(found.StoreCustomerID, 10)
			}
			rows = append(rows, []string{names[found.Connection], id, found.Name, found.Company, found.Email, found.Phone})
		}
	}
	switch {
	case c.json:
		return nil
	case n == 0:
		c.note("No customer matches.")
		return nil
	}
	return c.table([]string{"WEBSITE", "ID", "NAME", "COMPANY", "E-MAIL", "PHONE"}, rows)
}

// logFlags choose lines of the diary.
type logFlags struct {
	connection, who, find, since, until string
	limit                               int
}

func (f *logFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.connection, "connection", "", "only what concerns this `NAME`")
	flags.StringVar(&f.who, "who", "", "only what this `USER` did")
	flags.StringVar(&f.find, "find", "", "only lines with all of these `WORDS`")
	flags.StringVar(&f.since, "since", "", "only from this `date` on, such as 2026-01-31")
	flags.StringVar(&f.until, "until", "", "only before this `date`")
	flags.IntVar(&f.limit, "limit", 50, "how many at the most; 0 for all")
}

func (f *logFlags) query(book *store.Book) (q store.ActivityQuery, err error) {
	q = store.ActivityQuery{Who: f.who, Text: f.find}
	if f.connection != "" {
		conn, err := connectionNamed(book, f.connection)
		if err != nil {
			return q, err
		}
		q.Connection = conn.ID
	}
	if q.From, err = parseDate("--since", f.since); err != nil {
		return q, err
	}
	q.To, err = parseDate("--until", f.until)
	return q, err
}

// activities walks the lines that match, the latest first.
func activities(ctx context.Context, book *store.Book, q store.ActivityQuery) iter.Seq2[store.ActivityLine, error] {
	return func(yield func(store.ActivityLine, error) bool) {
		before := uint64(0)
		for {
			page, next, err := book.ActivityPage(q, before, findPage)
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(store.ActivityLine{}, err)
				return
			}
			for _, l := range page {
				if !yield(l, nil) {
					return
				}
			}
			if before = next; next == 0 {
				return
			}
		}
	}
}
