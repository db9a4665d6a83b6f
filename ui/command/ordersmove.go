package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// moveFlags say which line is moved, and where.
type moveFlags struct {
	connection, line, lineID, to string
	back, sure                   bool
}

func (c *cli) ordersMove() *cobra.Command {
	var f moveFlags
	cmd := &cobra.Command{
		Use:   "move ORDER",
		Short: "Take a line of an open order from another location",
		Long: "Allocates the open pieces of an order's line at another location: they are taken from there when they leave. Nothing\n" +
			"is sent to the store but the quantities that change by it. In a terminal it asks first; elsewhere it takes --yes.",
		Args: oneArg("the order's number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			order, err := orderNumber(args[0])
			if err != nil {
				return usagef("%s", err)
			}
			wanted, err := f.read(order)
			if err != nil {
				return err
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.moveLine(ctx, book, &f, order, wanted)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.connection, "connection", "", "the `NAME` of the connection that the order belongs to")
	flags.StringVar(&f.line, "line", "", "the line of this item, `SKU`")
	flags.StringVar(&f.lineID, "line-id", "", "the line by its `ID`, where a sku stands in the order twice (orders show --json tells ids)")
	flags.StringVar(&f.to, "to", "", "the location, `L`, that it is taken from then")
	flags.BoolVar(&f.back, "back", false, "back to the location that it would be allocated at by itself")
	flags.BoolVar(&f.sure, "yes", false, "don't ask")
	return cmd
}

// read understands the flags.
func (f *moveFlags) read(order uint64) (store.ShipLine, error) {
	var skus, ids []string
	if f.line != "" {
		skus = append(skus, f.line+"=1") // a sku may hold an =
	}
	if f.lineID != "" {
		ids = append(ids, f.lineID)
	}
	lines, err := readLines(order, skus, ids)
	switch {
	case err != nil:
		return store.ShipLine{}, err
	case len(lines) != 1:
		return store.ShipLine{}, usagef("move needs one line: --line SKU or --line-id ID, for example: cartwire orders move %d --line A-1 --to Shop", order)
	case (f.to != "") == f.back:
		return store.ShipLine{}, usagef("move needs --to L, or --back, for example: cartwire orders move %d --line A-1 --to Shop", order)
	}
	return lines[0], nil
}

// movedLine is a line that was moved, as --json prints it.
type movedLine struct {
	Connection string `json:"connection"`
	Order      uint64 `json:"order"`
	Line       uint64 `json:"line"`
	SKU        string `json:"sku"`
	Pieces     int    `json:"pieces"`
	From       string `json:"from"`
	To         string `json:"to"`
}

func (c *cli) moveLine(ctx context.Context, book *store.Book, f *moveFlags, order uint64, wanted store.ShipLine) error {
	conn, err := takingOrder(book, f.connection, order)
	if err != nil {
		return err
	}
	var to store.Location
	if !f.back {
		if to, err = locationNamed(book, f.to); err != nil {
			return err
		}
	}
	var plan store.LineMove
	if err := book.View(func(tx *store.Tx) error {
		o, err := tx.Allocation(conn.ID, order)
		if err != nil {
			return &store.LineError{Order: order, Problem: "Nothing of it is open, so no stock is allocated to it."}
		}
		l, err := lineOf(&o, order, wanted)
		if err != nil {
			return err
		}
		plan, err = tx.PlanLineMove(conn.ID, order, l.ID, to.ID)
		return err
	}); err != nil {
		return err
	}
	if !f.sure && !plan.Stays() {
		if err := c.askMove(ctx, plan); err != nil {
			return err
		}
	}
	if err := book.MoveLineAs(conn.ID, plan, f.back, store.Activity{Who: c.who(), From: c.from("")}); err != nil {
		return err
	}
	if c.json {
		return c.object(movedLine{conn.Name, order, plan.Line, plan.SKU, plan.Pieces, plan.From.Name, plan.To.Name})
	}
	c.say("%s", clean(plan.Done()))
	return nil
}

// askMove asks whether a line is to be moved.
func (c *cli) askMove(ctx context.Context, plan store.LineMove) error {
	if !c.inTTY {
		return usagef("%s Add --yes to confirm.", clean(plan.String()))
	}
	c.warn("%s [y/N]", clean(plan.String()))
	got, err := c.readLine(ctx)
	if err == nil && !strings.EqualFold(got, "y") && !strings.EqualFold(got, "yes") {
		return fmt.Errorf("not confirmed, so nothing was moved")
	}
	return err
}
