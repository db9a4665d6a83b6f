package command

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/sheet"
)

var shipColumns = []sheet.Column{
	{Name: "order", Required: true}, {Name: "carrier", Required: true}, {Name: "tracking", Required: true},
	{Name: "sku"}, {Name: "quantity"}, {Name: "line"},
}

func (c *cli) shipImport() *cobra.Command {
	var f importFlags
	var of orderFlags
	var unpaid bool
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Record shipments from a CSV or JSON Lines file, or from standard input (-)",
		Long: "Records shipments from CSV with the columns order, carrier, tracking, sku and quantity, in any order, and line\n" +
			"for a line's id where a sku stands in an order twice, or from JSON Lines with objects of these names.\n" +
			"Rows of one order, carrier and tracking number are one\n" +
			"shipment; without sku and line it is all that is left of the order, without quantity all of the line. Nothing\n" +
			"is recorded where a row is wrong, but with --partial. Importing a file again records nothing twice.",
		Args: oneArg("the file, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				list, err := of.connections(book)
				if err != nil {
					return err
				}
				return c.importShipments(ctx, book, list, args[0], f, unpaid)
			})
		},
	}
	cmd.Flags().StringVar(&of.connection, "connection", "", "the `NAME` of the connection that the orders belong to")
	addShipUnpaid(cmd.Flags(), &unpaid)
	f.add(cmd, "shipments")
	return cmd
}

// parcel is a shipment of a file: the rows of one order, carrier and tracking number.
type parcel struct {
	order             uint64
	carrier, tracking string
	items             []store.ShipLine
	lines             []int // of the file
	wrong             int   // a line of the file that is wrong; 0: none
	conn              store.Connection
}

// parcels gathers rows.
type parcels struct {
	list   []*parcel
	by     map[string]*parcel
	unpaid bool // orders that wait are shipped, too
}

func (p *parcels) add(r *sheet.Row) error {
	order, err := orderNumber(r.Get("order"))
	carrier, tracking := r.Get("carrier"), r.Get("tracking")
	switch {
	case err != nil:
		return r.Bad("%s", err)
	case carrier == "":
		return r.Bad("It has no carrier.")
	case tracking == "":
		return r.Bad("It has no tracking number, by which the shipment is known when the file is imported again. Any number of your own will do; or use: cartwire ship %d", order)
	}
	key := strings.Join([]string{strconv.FormatUint(order, 10), carrier, tracking}, "\x00")
	one := p.by[key]
	if one == nil {
		one = &parcel{order: order, carrier: carrier, tracking: tracking}
		p.by[key] = one
		p.list = append(p.list, one)
	}
	item, err := shipItem(r)
	if err != nil {
		one.wrong = r.Line
		return err
	}
	one.items, one.lines = append(one.items, item), append(one.lines, r.Line)
	return nil
}

func shipItem(r *sheet.Row) (store.ShipLine, error) {
	item := store.ShipLine{SKU: r.Get("sku")}
	n, said, err := r.Number("quantity")
	if err != nil {
		return item, err
	}
	if said && n < 1 {
		return item, r.Bad("quantity %d is less than one.", n)
	}
	item.Quantity = n
	if id := r.Get("line"); id != "" {
		if item.LineID, err = strconv.ParseUint(id, 10, 64); err != nil || item.LineID == 0 {
			return item, r.Bad("line %q is not a line's id. Ids are digits only.", id)
		}
	}
	if said && item.LineID == 0 && item.SKU == "" {
		return item, r.Bad("It has a quantity, and neither a sku nor a line.")
	}
	return item, nil
}

func (c *cli) importShipments(ctx context.Context, book *store.Book, list []store.Connection, path string, f importFlags, unpaid bool) error {
	p := &parcels{by: map[string]*parcel{}, unpaid: unpaid}
	var good []*parcel
	r, err := c.importBatch(ctx, book, path, f, batch{
		what: "shipments", known: shipColumns, add: p.add,
		check: func(refuse func(*sheet.RowError)) (err error) {
			good, err = p.good(book, list, f.partial, refuse)
			return err
		},
		write: func(tx *store.Tx, r *intake, refuse func(*sheet.RowError)) error {
			return c.recordParcels(ctx, tx, good, r, refuse)
		},
	})
	if err != nil {
		return err
	}
	if r.New > 0 {
		told := map[store.ConnectionID]bool{}
		for _, one := range good {
			if !told[one.conn.ID] {
				told[one.conn.ID] = true
				c.tellStore(one.conn)
			}
		}
	}
	return c.imported(r)
}

// good are the parcels that can be recorded as far as their rows tell. What a wrong row belongs to is left out; without
// partial that row alone is named.
func (p *parcels) good(book *store.Book, list []store.Connection, partial bool, refuse func(*sheet.RowError)) (good []*parcel, err error) {
	for _, one := range p.list {
		if err := one.check(book, list, p.unpaid); err == nil {
			good = append(good, one)
		} else if wrong, ok := errors.AsType[*sheet.RowError](err); !ok {
			return nil, err
		} else if len(wrong.Lines) > 0 && (one.wrong == 0 || partial) {
			refuse(wrong)
		}
	}
	return good, nil
}

// check finds the parcel's connection. Errors: *sheet.RowError.
func (p *parcel) check(book *store.Book, list []store.Connection, unpaid bool) (err error) {
	if p.wrong != 0 {
		return &sheet.RowError{Lines: p.lines, Reason: "Left out: line " + strconv.Itoa(p.wrong) + " of the same shipment is wrong."}
	}
	if len(p.items) == 1 && p.items[0] == (store.ShipLine{}) {
		p.items = nil // all that is left
	}
	for i, item := range p.items {
		if item == (store.ShipLine{}) {
			return &sheet.RowError{Lines: p.lines, Reason: "Line " + strconv.Itoa(p.lines[i]) + " names no sku, and others of the same shipment do."}
		}
	}
	if p.conn, err = connectionOf(book, list, p.order); err != nil {
		return p.explained(err)
	}
	o, err := book.Order(p.conn.ID, p.order)
	if err != nil {
		return err
	}
	if why := store.Waits(&o); why != "" && !unpaid {
		return &sheet.RowError{Lines: p.lines, Reason: why + " Add --ship-unpaid to ship it all the same."}
	}
	return nil
}

// explained makes an error of the parcel's rows of what can't be shipped.
func (p *parcel) explained(err error) error {
	if no, ok := errors.AsType[*store.ShipmentError](err); ok {
		return &sheet.RowError{Lines: p.lines, Reason: no.Error()}
	}
	return err
}

// recordParcels records those that can be shipped, and refuses the others. What the store package refuses has changed
// nothing.
func (c *cli) recordParcels(ctx context.Context, tx *store.Tx, list []*parcel, r *intake, refuse func(*sheet.RowError)) error {
	recorded := map[store.ConnectionID]int{}
	for _, p := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		before, err := tx.ShipmentsOf(p.conn.ID, p.order)
		if err != nil {
			return err
		}
		if p.among(before) {
			r.Unchanged++
			continue
		}
		_, err = tx.RecordShipment(p.conn.ID, p.order, p.carrier, p.tracking, p.items)
		if wrong, ok := errors.AsType[*sheet.RowError](p.explained(err)); ok {
			refuse(wrong)
			continue
		}
		if err != nil {
			return err
		}
		r.New++
		recorded[p.conn.ID]++
	}
	for id, n := range recorded {
		if err := c.recordIn(tx, id, "Imported %s.", plural(n, "shipment", "shipments")); err != nil {
			return err
		}
	}
	return nil
}

// among tells whether the book has recorded the parcel before, line by line.
func (p *parcel) among(before []store.BookShipment) bool {
	var there []store.ShippedLine
	for _, s := range before {
		if s.Tracking == p.tracking && s.Carrier == p.carrier && s.State != store.ShipmentRefused {
			there = append(there, s.Lines...)
		}
	}
	if len(p.items) == 0 {
		return len(there) > 0
	}
	for _, item := range p.items {
		found := false
		for _, l := range there {
			named := item.LineID == l.LineID || item.LineID == 0 && store.NormalSKU(item.SKU) == store.NormalSKU(l.SKU)
			found = found || named && (item.Quantity == 0 || item.Quantity == l.Quantity)
		}
		if !found {
			return false
		}
	}
	return len(there) == len(p.items)
}
