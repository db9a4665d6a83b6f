package command

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// shipFlags describe one shipment.
type shipFlags struct {
	connection, carrier, tracking string
	skus, lineIDs                 []string
	unpaid                        bool
}

func (c *cli) ship() *cobra.Command {
	var f shipFlags
	cmd := &cobra.Command{
		Use:   "ship ORDER",
		Short: "Record that an order, or a part of it, has left the house",
		Long: "Records a shipment: it lowers the counts, and Update Order Status tells the store of it. Without --line all\n" +
			"that is left of the order is shipped. Many shipments come from a file with: cartwire ship import FILE",
		Args: oneArg("the order's number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			order, lines, err := f.read(args[0])
			if err != nil {
				return err
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.shipOne(book, &f, order, lines)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.connection, "connection", "", "the `NAME` of the connection that the order belongs to")
	flags.StringVar(&f.carrier, "carrier", "", "who carries it, such as UPS")
	flags.StringVar(&f.tracking, "tracking", "", "the tracking number, `T`; none where the carrier gives none")
	flags.StringArrayVar(&f.skus, "line", nil, "`SKU=QTY`: ship so many of this item (repeat for several; without =QTY all that is left of it)")
	flags.StringArrayVar(&f.lineIDs, "line-id", nil, "`ID=QTY`: the same for a line by its id, where a sku stands in the order twice (orders show --json tells ids)")
	addShipUnpaid(flags, &f.unpaid)
	cmd.AddCommand(c.shipImport(), c.shipUndo())
	return cmd
}

// read understands the flags.
func (f *shipFlags) read(arg string) (order uint64, lines []store.ShipLine, err error) {
	if order, err = orderNumber(arg); err != nil {
		return 0, nil, usagef("%s", err)
	}
	f.carrier, f.tracking = strings.TrimSpace(f.carrier), strings.TrimSpace(f.tracking)
	if f.carrier == "" {
		return 0, nil, usagef("Say who carries it: --carrier UPS, or any other name.")
	}
	if lines, err = readLines(order, f.skus, f.lineIDs); err != nil {
		return 0, nil, err
	}
	return order, lines, nil
}

// readLines reads which lines of an order are meant, by skus and by ids, with how many pieces of each; 0: none is said.
func readLines(order uint64, skus, lineIDs []string) (lines []store.ShipLine, err error) {
	for _, given := range skus {
		sku, n, err := quantityOf("--line", given)
		if err != nil {
			return nil, err
		}
		lines = append(lines, store.ShipLine{SKU: sku, Quantity: n})
	}
	for _, given := range lineIDs {
		word, n, err := quantityOf("--line-id", given)
		if err != nil {
			return nil, err
		}
		id, err := strconv.ParseUint(word, 10, 64)
		if err != nil || id == 0 {
			return nil, usagef("--line-id %q is not a line's id. Ids are digits only: see cartwire orders show %d --json", word, order)
		}
		lines = append(lines, store.ShipLine{LineID: id, Quantity: n})
	}
	return lines, nil
}

// orderNumber reads an order's number, with or without a # before it.
func orderNumber(text string) (uint64, error) {
	id, err := strconv.ParseUint(strings.TrimPrefix(text, "#"), 10, 64)
	if err != nil || id == 0 {
		return 0, fmt.Errorf("%q is not an order's number. Numbers are digits only, such as 1204.", text) //lint:ignore ST1005 a sentence for a person
	}
	return id, nil
}

// quantityOf splits NAME=QTY; 0 where no quantity is said.
func quantityOf(flag, given string) (name string, n int, err error) {
	at := strings.LastIndex(given, "=")
	if at < 0 {
		return given, 0, nil
	}
	if n, err = strconv.Atoi(given[at+1:]); err != nil || n < 1 {
		return "", 0, usagef("%s %q does not say how many. Write it as in %s %s=2.", flag, given, flag, given[:at])
	}
	return given[:at], n, nil
}

// connectionOf finds the connection of an order: the one named, or the only one that has it.
func connectionOf(book *store.Book, list []store.Connection, order uint64) (store.Connection, error) {
	var found []store.Connection
	var names []string
	for _, conn := range list {
		_, err := book.Order(conn.ID, order)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return store.Connection{}, err
		}
		found, names = append(found, conn), append(names, conn.Name)
	}
	switch len(found) {
	case 0:
		return store.Connection{}, &store.ShipmentError{Order: order, Problem: "It is not in the book. See which are: cartwire orders list"}
	case 1:
		return found[0], nil
	}
	return store.Connection{}, &store.ShipmentError{Order: order, Problem: fmt.Sprintf("Several connections have one of this number (%s). Name the one that is meant with --connection.",
		strings.Join(names, ", "))}
}

// shippedOrder is a recorded shipment as --json prints it.
type shippedOrder struct {
	Connection string `json:"connection"`
	store.BookShipment
}

func (c *cli) shipOne(book *store.Book, f *shipFlags, order uint64, lines []store.ShipLine) error {
	list, err := (&orderFlags{connection: f.connection}).connections(book)
	if err != nil {
		return err
	}
	conn, err := connectionOf(book, list, order)
	if err != nil {
		return err
	}
	if o, err := book.Order(conn.ID, order); err != nil {
		return err
	} else if why := store.Waits(&o); why != "" && !f.unpaid {
		return &store.ShipmentError{Order: order, Problem: why + " Add --ship-unpaid to ship it all the same."}
	}
	shipments, err := book.RecordShipment(conn.ID, order, f.carrier, f.tracking, lines)
	if err != nil {
		return err
	}
	pieces := 0
	for _, s := range shipments {
		for _, l := range s.Lines {
			pieces += l.Quantity
		}
		if c.json {
			if err := c.object(shippedOrder{conn.Name, s}); err != nil {
				return err
			}
		}
	}
	words := fmt.Sprintf("Order %d: %s shipped with %s", order, plural(pieces, "piece", "pieces"), joined([]string{f.carrier, f.tracking}, ", "))
	if !c.json {
		c.say("%s.", clean(words))
	}
	c.tellStore(conn)
	return c.record(book, conn.ID, "%s.", words)
}

// tellStore says how what was shipped reaches the store.
func (c *cli) tellStore(conn store.Connection) {
	words := "Send it to the store with: cartwire sync %q status"
	switch {
	case !conn.Active:
		words = "It stays in the book: %q isn't active."
	case !conn.Options.UpdateOrderStatus:
		words = "Update Order Status is off, so no schedule sends it. Send it to the store with: cartwire sync %q status"
	}
	c.note("%s", clean(fmt.Sprintf(words, conn.Name)))
}

func addShipUnpaid(flags *pflag.FlagSet, to *bool) {
	flags.BoolVar(to, "ship-unpaid", false, "ship orders that wait for a payment, a verification or the end of a dispute, too")
}
