package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/store/ledger"
)

func (c *cli) stockReturns() *cobra.Command {
	var f orderFlags
	cmd := &cobra.Command{
		Use:   "returns",
		Short: "List refunded pieces of which nobody has said yet whether they are back",
		Long: "Lists pieces that were refunded after they had left, or may have left. They stay off the shelf, and aren't shipped,\n" +
			"until somebody says what became of them with: cartwire stock return ORDER",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.listReturned(book, &f)
			})
		},
	}
	cmd.Flags().StringVar(&f.connection, "connection", "", "only of the orders of this `NAME`")
	return cmd
}

// returnedLine is what waits of a line as --json prints it.
type returnedLine struct {
	Connection   string    `json:"connection"`
	Order        uint64    `json:"order"`
	Line         uint64    `json:"line"`
	SKU          string    `json:"sku"`
	Pieces       int       `json:"pieces"`
	CameBack     int       `json:"may_have_come_back"`
	NeverLeft    int       `json:"may_have_never_left"`
	Refunded     time.Time `json:"refunded"`
	CountedSince bool      `json:"counted_since"`
	From         string    `json:"from,omitempty"` // the location they had left from
	StoreReturns bool      `json:"store_returns"`  // the store puts refunded pieces back into its own stock by itself
}

func (c *cli) listReturned(book *store.Book, f *orderFlags) error {
	list, err := f.connections(book)
	if err != nil {
		return err
	}
	places, err := book.Locations()
	if err != nil {
		return err
	}
	var rows [][]string
	n := 0
	for _, conn := range list {
		waits, err := book.ReturnedPieces(conn.ID)
		if err != nil {
			return err
		}
		stock, err := book.StoreStock(conn.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		for _, w := range waits {
			n++
			line := returnedLine{conn.Name, w.Order, w.Line, w.SKU, w.Pieces, w.Back, w.Never, w.Refunded.UTC(), w.Counted, placeName(places, w.From), stock.Returns}
			if c.json {
				if err := c.object(line); err != nil {
					return err
				}
				continue
			}
			rows = append(rows, []string{conn.Name, strconv.FormatUint(w.Order, 10), w.SKU, strconv.Itoa(w.Pieces), w.Refunded.UTC().Format("2006-01-02 15:04"), line.From, hint(w)})
		}
		if len(waits) > 0 && stock.Returns {
			c.note("%s", clean(fmt.Sprintf("The store of %q puts refunded pieces back into its own stock by itself. The book doesn't: answer here, too.", conn.Name)))
		}
	}
	switch {
	case c.json:
		return nil
	case n == 0:
		c.note("No refunded pieces wait for an answer.")
		return nil
	}
	if err := c.table([]string{"WEBSITE", "ORDER", "SKU", "PIECES", "REFUNDED (UTC)", "LEFT FROM", "NOTE"}, rows); err != nil {
		return err
	}
	c.note("Say what became of them with: cartwire stock return ORDER --location L; or with --counted, --not-back or --never-left.")
	return nil
}

// hint says which answer is likely.
func hint(w store.Returned) string {
	switch {
	case w.Never > 0 && w.Back == 0:
		return "never left"
	case w.Counted:
		return "counted since"
	case w.Never > 0:
		return fmt.Sprintf("%d may have never left", w.Never)
	}
	return ""
}

func placeName(places []store.Location, id store.LocationID) string {
	for _, l := range places {
		if l.ID == id {
			return l.Name
		}
	}
	return ""
}

// returnFlags say which pieces are meant, and what became of them.
type returnFlags struct {
	bookingFlags
	connection                  string
	skus, lineIDs               []string
	counted, notBack, neverLeft bool
}

func (c *cli) stockReturn() *cobra.Command {
	var f returnFlags
	cmd := &cobra.Command{
		Use:   "return ORDER",
		Short: "Put pieces of an order back on the shelf, or say that they don't come back",
		Long: "Says what became of an order's refunded pieces: without a flag, that they came back and lie at --location. Without\n" +
			"--line all that waits of the order is meant, see: cartwire stock returns. With --line, pieces can be put back that\n" +
			"the store hasn't refunded yet. Nothing is sent to the buyer, and the order stays as it is in the store.",
		Args: oneArg("the order's number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			order, err := orderNumber(args[0])
			if err != nil {
				return usagef("%s", err)
			}
			wanted, err := readLines(order, f.skus, f.lineIDs)
			if err != nil {
				return err
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.returnPieces(book, &f, order, wanted)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.connection, "connection", "", "the `NAME` of the connection that the order belongs to")
	flags.StringArrayVar(&f.skus, "line", nil, "`SKU=QTY`: so many of this item (repeat for several; without =QTY all of it that waits)")
	flags.StringArrayVar(&f.lineIDs, "line-id", nil, "`ID=QTY`: the same for a line by its id (stock returns --json tells ids)")
	f.add(cmd)
	flags.BoolVar(&f.counted, "counted", false, "they were counted already: nothing is added")
	flags.BoolVar(&f.notBack, "not-back", false, "they don't come back, or can't be sold any more: nothing is added")
	flags.BoolVar(&f.neverLeft, "never-left", false, "they were refunded before they had left: they are free, and never ship")
	return cmd
}

// answer is what the flags say.
func (f *returnFlags) answer() (store.Answer, error) {
	var said []store.Answer
	for answer, is := range map[store.Answer]bool{store.WasCounted: f.counted, store.NotBack: f.notBack, store.NeverLeft: f.neverLeft} {
		if is {
			said = append(said, answer)
		}
	}
	switch {
	case len(said) > 1:
		return "", usagef("--counted, --not-back and --never-left can't be used together.")
	case len(said) == 1 && (f.location != "" || f.at != ""):
		return "", usagef("--location and --at are for pieces that came back. Leave them out, or leave out --counted, --not-back and --never-left.")
	case len(said) == 1:
		return said[0], nil
	}
	return store.CameBack, nil
}

// answered is an answer that was taken, as --json prints it.
type answered struct {
	Connection string       `json:"connection"`
	Order      uint64       `json:"order"`
	Line       uint64       `json:"line"`
	SKU        string       `json:"sku"`
	Pieces     int          `json:"pieces"`
	Answer     store.Answer `json:"answer"`
	Location   string       `json:"location,omitempty"`
}

func (a *answered) words() string { return a.Answer.Says(a.Order, a.Pieces, a.SKU, a.Location) }

func (c *cli) returnPieces(book *store.Book, f *returnFlags, order uint64, wanted []store.ShipLine) error {
	answer, err := f.answer()
	if err != nil {
		return err
	}
	conn, err := takingOrder(book, f.connection, order)
	if err != nil {
		return err
	}
	e := ledger.Entry{Who: c.who()}
	var where store.Location
	if answer == store.CameBack {
		if where, err = f.place(book); err != nil {
			return err
		}
		if e.When, err = f.moment(book); err != nil {
			return err
		}
		e.Place = ledger.Place(where.ID)
	}
	var done []answered
	err = book.Update(func(tx *store.Tx) error {
		lines, err := returnLines(tx, conn.ID, order, answer, wanted)
		if err != nil {
			return err
		}
		done = done[:0]
		for _, l := range lines {
			if err := tx.AnswerReturn(conn.ID, order, l.LineID, l.Quantity, answer, e); err != nil {
				return err
			}
			a := answered{conn.Name, order, l.LineID, l.SKU, l.Quantity, answer, where.Name}
			done = append(done, a)
			if err := c.recordIn(tx, conn.ID, "%s", a.words()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return asBooked(err)
	}
	for _, a := range done {
		if c.json {
			if err := c.object(a); err != nil {
				return err
			}
			continue
		}
		c.say("%s", clean(a.words()))
	}
	return nil
}

// takingOrder finds the connection of an order that takes stock, listed or not: the one named, or the only one that has it.
func takingOrder(book *store.Book, name string, order uint64) (store.Connection, error) {
	list, err := (&orderFlags{connection: name}).connections(book)
	if err != nil {
		return store.Connection{}, err
	}
	of := slices.DeleteFunc(slices.Clone(list), func(conn store.Connection) bool {
		_, err := book.Allocation(conn.ID, order)
		return errors.Is(err, store.ErrNotFound)
	})
	switch len(of) {
	case 0:
		return connectionOf(book, list, order)
	case 1:
		return of[0], nil
	}
	return store.Connection{}, usagef("%d connections have an order %d. Add --connection NAME to say which one.", len(of), order)
}

// returnLines are the lines that are meant, each with how many pieces of it.
func returnLines(tx *store.Tx, conn store.ConnectionID, order uint64, answer store.Answer, wanted []store.ShipLine) (out []store.ShipLine, err error) {
	waits, err := tx.ReturnedOf(conn, order)
	if err != nil {
		return nil, err
	}
	most := func(line uint64) int {
		for _, w := range waits {
			switch {
			case w.Line == line && answer == store.NeverLeft:
				return w.Never
			case w.Line == line:
				return w.Back
			}
		}
		return 0
	}
	if len(wanted) == 0 {
		for _, w := range waits {
			if n := most(w.Line); n > 0 {
				out = append(out, store.ShipLine{LineID: w.Line, SKU: w.SKU, Quantity: n})
			}
		}
		if len(out) == 0 {
			return nil, &store.ReturnError{Order: order, Problem: "No refunded pieces of it wait for this answer. Name pieces that came back with --line SKU=QTY, or see: cartwire stock returns"}
		}
		return out, nil
	}
	o, err := tx.Allocation(conn, order)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	for _, w := range wanted {
		l, err := lineOf(&o, order, w)
		if err != nil {
			return nil, err
		}
		if w.Quantity == 0 {
			w.Quantity = most(l.ID)
		}
		out = append(out, store.ShipLine{LineID: l.ID, SKU: l.SKU, Quantity: w.Quantity})
	}
	return out, nil
}

// lineOf finds the line that is named, by its id or its sku.
func lineOf(o *ledger.Order, order uint64, w store.ShipLine) (found *ledger.Line, err error) {
	for i := range o.Lines {
		l := &o.Lines[i]
		switch {
		case w.LineID != 0 && l.ID == w.LineID:
			return l, nil
		case w.LineID == 0 && store.NormalSKU(w.SKU) != "" && store.NormalSKU(w.SKU) == store.NormalSKU(l.SKU):
			if found != nil {
				return nil, &store.ReturnError{Order: order, Problem: fmt.Sprintf("It has %s more than once. Name the line with --line-id.", w.SKU)}
			}
			found = l
		}
	}
	if found == nil {
		name := w.SKU
		if w.LineID != 0 {
			name = strconv.FormatUint(w.LineID, 10)
		}
		return nil, &store.ReturnError{Order: order, Problem: fmt.Sprintf("No pieces of a line %s are open or have left since its item was counted. See: cartwire orders show %d", name, order)}
	}
	return found, nil
}
