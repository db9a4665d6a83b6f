package command

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func (c *cli) stockExplain() *cobra.Command {
	var f orderFlags
	cmd := &cobra.Command{
		Use:   "explain SKU",
		Short: "Show how the quantity sent to a store is calculated",
		Args:  oneArg("the item's sku"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, engine *syncer.Engine) error {
				list, err := f.connections(book)
				if err != nil {
					return err
				}
				if len(list) == 0 {
					return usagef("The book has no connection yet, so nothing is sent to a store. Add one with: cartwire connect NAME")
				}
				zone, err := zoneOf(book)
				if err != nil {
					return err
				}
				known := false
				for _, conn := range list {
					err := c.explain(engine, zone, conn, args[0])
					if is[*syncer.UnknownItemError](err) && len(list) > 1 {
						continue // another store may know it
					}
					if err != nil {
						return err
					}
					known = true
				}
				if !known {
					return &syncer.UnknownItemError{SKU: args[0]}
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
	Counted       bool          `json:"counted"` // false: nothing is sent
	Problem       string        `json:"problem,omitempty"`
	Quantity      int           `json:"quantity"`
	Terms         []syncer.Term `json:"terms"`
	Sent          *int          `json:"sent"`  // the last number that was sent; null: none was
	Shown         bool          `json:"shown"` // the store has shown it
}

func (c *cli) explain(engine *syncer.Engine, zone *time.Location, conn store.Connection, sku string) error {
	sums, err := engine.Explain(conn.ID, sku)
	if err != nil {
		return err
	}
	for _, x := range sums {
		if c.json {
			out := explanation{conn.Name, x.SKU, x.StoreLocation, x.Counted, x.Problem, x.Quantity, append([]syncer.Term{}, x.Terms...), nil, x.Shown}
			if x.Sent >= 0 {
				out.Sent = &x.Sent
			}
			if err := c.object(out); err != nil {
				return err
			}
			continue
		}
		head := fmt.Sprintf("%s at %s, %s", x.SKU, conn.Name, x.StoreLocation)
		switch {
		case x.Problem != "":
			c.say("%s: %s", clean(head), clean(x.Problem))
			continue
		case !x.Counted:
			c.say("%s: the book counts none of it there, so nothing is sent.", clean(head))
			continue
		}
		c.say("%s: %d", clean(head), x.Quantity)
		for _, t := range x.Terms {
			c.say("%s", clean(fmt.Sprintf("  %+6d  %s", t.Quantity, t.Says(zone))))
		}
		switch {
		case x.Sent < 0:
			c.say("  Nothing was sent there yet.")
		case x.Shown:
			c.say("  Last sent: %d. The store has shown it.", x.Sent)
		default:
			c.say("  Last sent: %d. The store hasn't shown it yet.", x.Sent)
		}
	}
	return nil
}
