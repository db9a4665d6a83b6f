package command

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func (c *cli) shipUndo() *cobra.Command {
	var connection string
	cmd := &cobra.Command{
		Use:   "undo ORDER",
		Short: "Take the latest shipment of an order back, as long as the store has not been told of it",
		Long: "Takes back the latest shipment of an order that the store has not been told of, or has turned down: the counts\n" +
			"are raised again, and the order holds its lines. Run it again for the one before.",
		Args: oneArg("the order's number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			order, err := orderNumber(args[0])
			if err != nil {
				return usagef("%s", err)
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				list, err := (&orderFlags{connection: connection}).connections(book)
				if err != nil {
					return err
				}
				conn, err := connectionOf(book, list, order)
				if err != nil {
					return err
				}
				return c.takeBack(book, conn, order)
			})
		},
	}
	cmd.Flags().StringVar(&connection, "connection", "", "the `NAME` of the connection that the order belongs to")
	return cmd
}

func (c *cli) takeBack(book *store.Book, conn store.Connection, order uint64) error {
	all, err := book.ShipmentsOf(conn.ID, order)
	if err != nil {
		return err
	}
	for _, s := range slices.Backward(all) {
		if !s.TakeBack() {
			continue
		}
		if err := book.Update(func(tx *store.Tx) error {
			_, err := tx.TakeBackShipment(conn.ID, order, s.ID)
			return err
		}); err != nil {
			return err
		}
		if c.json {
			if err := c.object(shippedOrder{conn.Name, s}); err != nil {
				return err
			}
		} else {
			c.say("%s", clean(fmt.Sprintf("Took back from order %d: %s.", order, s.Words())))
		}
		return c.record(book, conn.ID, "Took back from order %d: %s.", order, s.Words())
	}
	return &store.ShipmentError{Order: order, Problem: "It has no shipment that the store has yet to be told of."}
}
