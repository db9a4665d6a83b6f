package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func (c *cli) stockExplain() *cobra.Command {
	var f orderFlags
	cmd := &cobra.Command{
		Use:   "explain SKU",
		Short: "Show the sum behind the quantity that a store is told",
		Args:  oneArg("the item's sku"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, engine *syncer.Engine) error {
				list, err := f.connections(book)
				if err != nil {
					return err
				}
				if len(list) == 0 {
					return usagef("The book has no connection yet, so no store is told anything. Add one with: cartwire connect NAME")
				}
				for _, conn := range list {
					if err := c.explain(engine, conn, args[0]); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&f.connection, "connection", "", "only for this `NAME`")
	return cmd
}

// explanation is the sum as --json prints it.
type explanation struct {
	Connection    string        `json:"connection"`
	SKU           string        `json:"sku"`
	StoreLocation string        `json:"store_location"`
	Counted       bool          `json:"counted"` // false: the store is told nothing
	Quantity      int           `json:"quantity"`
	Terms         []syncer.Term `json:"terms"`
}

func (c *cli) explain(engine *syncer.Engine, conn store.Connection, sku string) error {
	sums, err := engine.Explain(conn.ID, sku)
	if err != nil {
		return err
	}
	for _, x := range sums {
		if c.json {
			if err := c.object(explanation{conn.Name, x.SKU, x.StoreLocation, x.Counted, x.Quantity, append([]syncer.Term{}, x.Terms...)}); err != nil {
				return err
			}
			continue
		}
		head := fmt.Sprintf("%s at %s, %s", x.SKU, conn.Name, x.StoreLocation)
		if !x.Counted {
			c.say("%s: the book counts none of it there, so the store is told nothing.", clean(head))
			continue
		}
		c.say("%s: %d", clean(head), x.Quantity)
		for _, t := range x.Terms {
			c.say("%s", clean(termLine(t)))
		}
	}
	return nil
}

// termLine is one line of a sum: what it adds, what it is, of what, where, and the orders that hold it.
func termLine(t syncer.Term) string {
	line := fmt.Sprintf("  %+6d  %s", t.Quantity, t.What())
	if t.SKU != "" {
		line += ", " + t.SKU
	}
	if t.Location != "" {
		line += ", " + t.Location
	}
	const most = 10
	var orders []string
	for i, id := range t.Orders {
		if i == most {
			orders = append(orders, fmt.Sprintf("and %d more", len(t.Orders)-most))
			break
		}
		orders = append(orders, fmt.Sprint(id))
	}
	if len(orders) > 0 {
		line += " (order " + strings.Join(orders, ", ") + ")"
	}
	return line
}
