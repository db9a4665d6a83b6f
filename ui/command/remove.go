package command

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/plain"
)

func (c *cli) remove() *cobra.Command {
	var sure, forget bool
	cmd := &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a connection with everything that was imported through it",
		Long: "Removes a connection from the book: its credentials, its orders and its records. The store itself is not\n" +
			"touched. In a terminal it asks for the connection's name first; elsewhere it takes --yes.",
		Args: oneArg("the connection's name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
				conn, err := connectionNamed(book, args[0])
				if err != nil {
					return err
				}
				counts, err := book.OrderCounts(conn.ID)
				if err != nil {
					return err
				}
				untold, err := untoldParcels(book, conn.ID)
				if err != nil {
					return err
				}
				if untold != "" && !forget {
					return fmt.Errorf("%s has %s that the store hasn't been told of. Send them first with: cartwire sync %q status, or add --forget-shipments to lose them", clean(conn.Name), untold, clean(conn.Name))
				}
				if !sure {
					if err := c.askName(ctx, conn, counts.Total); err != nil {
						return err
					}
				}
				note := store.Activity{At: time.Now().UTC(), Who: c.who(), From: c.from("")}
				if err := plain.Remove(ctx, book, engine, conn, note); err != nil {
					return err
				}
				if c.json {
					return c.object(map[string]any{"removed": conn.Name, "orders": counts.Total})
				}
				c.say("%s is removed, with its %s.", clean(conn.Name), kit.Of(counts.Total, "order"))
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&sure, "yes", false, "don't ask")
	cmd.Flags().BoolVar(&forget, "forget-shipments", false, "remove it with the shipments that the store hasn't been told of")
	return cmd
}

// untoldParcels names the shipments that a connection's store has yet to learn of: "2 shipments (orders 200, 204)"; "" for none.
func untoldParcels(book *store.Book, id store.ConnectionID) (string, error) {
	orders, err := book.Outbox(id)
	if err != nil || len(orders) == 0 {
		return "", err
	}
	n, names := 0, []string{}
	for _, order := range orders {
		all, err := book.ShipmentsOf(id, order)
		if err != nil {
			return "", err
		}
		for _, s := range all {
			if s.State == store.ShipmentWaiting || s.State == store.ShipmentSending {
				n++
			}
		}
		if len(names) < 5 {
			names = append(names, fmt.Sprint(order))
		}
	}
	if n == 0 {
		return "", nil
	}
	if len(orders) > len(names) {
		names = append(names, "...")
	}
	return fmt.Sprintf("%s (%s %s)", plural(n, "shipment", "shipments"), english.PluralWord(len(orders), "order", "orders"), strings.Join(names, ", ")), nil
}

// askName asks for the connection's name, which is how a person says that they mean it.
func (c *cli) askName(ctx context.Context, conn store.Connection, orders int) error {
	if !c.inTTY {
		return usagef("This removes %s and its %s from the book. Say that you mean it: --yes", clean(conn.Name), kit.Of(orders, "order"))
	}
	c.warn("%s and its %s leave the book. The store itself is not touched.", clean(conn.Name), kit.Of(orders, "order"))
	c.warn("Type the connection's name to remove it:")
	got, err := c.readLine(ctx)
	if err == nil && got != conn.Name {
		return usagef("That is not its name, so nothing was removed.")
	}
	return err
}

// readLine reads what a person types, up to enter.
func (c *cli) readLine(ctx context.Context) (string, error) {
	typed := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(c.in).ReadString('\n')
		typed <- strings.TrimSpace(line)
	}()
	select {
	case got := <-typed:
		return got, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
