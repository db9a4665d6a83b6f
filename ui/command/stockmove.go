package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/store/ledger"
)

// bookingFlags are those of the commands that book what came to a location or left it.
type bookingFlags struct{ location, at string }

func (f *bookingFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.location, "location", "", "the location, `L`; needed where the book has several")
	f.addAt(cmd)
}

func (f *bookingFlags) addAt(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.at, "at", "", "when that was: a `TIME` such as \"2026-01-31 08:30\" (default: now)")
}

// place is the location that is meant.
func (f *bookingFlags) place(book *store.Book) (store.Location, error) {
	p, err := newStockReader(book, f.location)
	if err != nil {
		return store.Location{}, err
	}
	if p.Fallback == 0 {
		return store.Location{}, usagef("Say where: --location L. The book has: %s.", locationNames(p.Locations))
	}
	at := slices.IndexFunc(p.Locations, func(l store.Location) bool { return l.ID == p.Fallback })
	return p.Locations[at], nil
}

// moment reads --at; 0 where it isn't given.
func (f *bookingFlags) moment(book *store.Book) (ledger.Moment, error) {
	at, err := timeFlag(book, "--at", f.at)
	return ledger.At(at), err
}

func (c *cli) stockAdjust() *cobra.Command {
	var f bookingFlags
	var reason string
	cmd := &cobra.Command{
		Use:   "adjust SKU N",
		Short: "Add pieces that were found, or take off pieces that broke or were lost",
		Long: "Adds N pieces of an item to what is on hand, or takes them off where N is below 0: cartwire stock adjust A-1 -3\n" +
			"--reason broken. What is on hand is what was counted and all that came and went since.",
		Args: someArgs("SKU N, for example: cartwire stock adjust A-1 -3 --reason broken", 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := strconv.Atoi(strings.ReplaceAll(args[1], minus, "-"))
			switch {
			case err != nil:
				return usagef("%q isn't a number of pieces. Use a whole number, such as 2 or -2.", strings.ReplaceAll(args[1], minus, "-"))
			case n == 0:
				return usagef("An adjustment of 0 changes nothing. Use a number such as 2 or -2.")
			case strings.TrimSpace(reason) == "":
				return usagef("adjust needs --reason TEXT, for example: --reason broken")
			}
			return c.bookAt(cmd, &f, args[0], ledger.Entry{Kind: ledger.Adjustment, Quantity: n, Reason: strings.TrimSpace(reason)})
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&reason, "reason", "", "why, such as found, broken or lost: a `TEXT` for the log")
	return cmd
}

// minus takes the place of a hyphen before a number, which would begin a flag.
const minus = "−"

// adjusted are the arguments of a command line with the number of `stock adjust` in a form that is no flag.
func adjusted(args []string) []string {
	out := append([]string{}, args...)
	from := slices.Index(out, "adjust") + 1
	if from < 2 || out[from-2] != "stock" {
		return out
	}
	for i, arg := range out[from:] {
		if n, err := strconv.Atoi(arg); err == nil && n <= 0 && arg[0] == '-' {
			out[from+i] = minus + arg[1:]
		}
	}
	return out
}

func (c *cli) stockReceive() *cobra.Command {
	var f bookingFlags
	cmd := &cobra.Command{
		Use:   "receive SKU N",
		Short: "Add pieces that a vendor has delivered",
		Args:  someArgs("SKU N, for example: cartwire stock receive A-1 24", 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := someOf(args[1])
			if err != nil {
				return err
			}
			return c.bookAt(cmd, &f, args[0], ledger.Entry{Kind: ledger.Receipt, Quantity: n})
		},
	}
	f.add(cmd)
	return cmd
}

// someOf reads a number of pieces.
func someOf(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, usagef("%q isn't a number of pieces. Use a whole number from 1 on.", text)
	}
	return n, nil
}

func (c *cli) stockMove() *cobra.Command {
	var f bookingFlags
	var from, to string
	cmd := &cobra.Command{
		Use:   "move SKU N",
		Short: "Move pieces from one location to another",
		Args:  someArgs("SKU N, for example: cartwire stock move A-1 3 --from Main --to Shop", 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := someOf(args[1])
			if err != nil {
				return err
			}
			if from == "" || to == "" {
				return usagef("move needs --from L and --to L, for example: cartwire stock move %s %d --from Main --to Shop", args[0], n)
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				at, err := f.moment(book)
				if err != nil {
					return err
				}
				source, err := locationNamed(book, from)
				if err != nil {
					return err
				}
				target, err := locationNamed(book, to)
				if err != nil {
					return err
				}
				e := ledger.Entry{Kind: ledger.Transfer, Quantity: n, When: at, Who: c.who()}
				return c.book(book, args[0], []store.Location{source, target}, e, func(tx *store.Tx) error {
					return tx.Carry(args[0], source.ID, target.ID, e)
				})
			})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the location, `L`, where they lay")
	cmd.Flags().StringVar(&to, "to", "", "the location, `L`, where they lie now")
	f.addAt(cmd)
	return cmd
}

// bookAt books a movement at one location.
func (c *cli) bookAt(cmd *cobra.Command, f *bookingFlags, sku string, e ledger.Entry) error {
	return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
		var err error
		if e.When, err = f.moment(book); err != nil {
			return err
		}
		where, err := f.place(book)
		if err != nil {
			return err
		}
		e.Place, e.Who = ledger.Place(where.ID), c.who()
		return c.book(book, sku, []store.Location{where}, e, func(tx *store.Tx) error { return tx.BookMovement(sku, e) })
	})
}

// movement is a booked movement as --json prints it, one for each location.
type movement struct {
	SKU      string      `json:"sku"`
	Location string      `json:"location"`
	Kind     ledger.Kind `json:"kind"`
	Quantity int         `json:"quantity"` // below 0 where pieces left
	Reason   string      `json:"reason,omitempty"`
	At       time.Time   `json:"at"`
	OnHand   int         `json:"on_hand"` // afterwards
	before   int
	counted  time.Time
}

// book books a movement at a location, or from the first to the second, in one transaction with its line of the log, and prints what
// is on hand then.
func (c *cli) book(book *store.Book, sku string, at []store.Location, e ledger.Entry, do func(*store.Tx) error) error {
	var done []movement
	words := ""
	err := book.Update(func(tx *store.Tx) error {
		done = done[:0]
		for i, where := range at {
			s, err := tx.StockAt(sku, where.ID)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			m := movement{Location: where.Name, Kind: e.Kind, Quantity: e.Quantity, Reason: e.Reason, before: s.OnHand}
			if len(at) == 2 && i == 0 {
				m.Quantity = -e.Quantity
			}
			done = append(done, m)
		}
		if err := do(tx); err != nil {
			return err
		}
		for i, where := range at {
			s, err := tx.StockAt(sku, where.ID)
			if err != nil {
				return err
			}
			m := &done[i]
			m.SKU, m.At, m.OnHand, m.counted = s.SKU, cmp.Or(e.When.Time(), s.Changed), s.OnHand, s.Counted
		}
		words = bookedWords(done)
		return c.recordIn(tx, 0, "%s", words)
	})
	if err != nil {
		return asBooked(err)
	}
	for _, m := range done {
		if c.json {
			if err := c.object(m); err != nil {
				return err
			}
		}
		switch {
		case m.OnHand == m.before:
			c.note("%s", clean(fmt.Sprintf("%s was counted at %s after that, on %s, so what is on hand there doesn't change.", m.SKU, m.Location, localTime(m.counted))))
		case m.OnHand < 0:
			c.warn("%s", clean(fmt.Sprintf("%s is below 0 at %s: more has left than was counted. Count it with: cartwire stock set %q --location %q --on-hand N", m.SKU, m.Location, m.SKU, m.Location)))
		}
	}
	if !c.json {
		c.say("%s", clean(words))
	}
	return nil
}

// bookedWords say what was booked: "Received 3 of A-1 at Main: 13 on hand."
func bookedWords(done []movement) string {
	m := done[0]
	switch m.Kind {
	case ledger.Receipt:
		return fmt.Sprintf("Received %d of %s at %s: %d on hand.", m.Quantity, m.SKU, m.Location, m.OnHand)
	case ledger.Transfer:
		return fmt.Sprintf("Moved %d of %s from %s (%d on hand) to %s (%d on hand).", done[1].Quantity, m.SKU, m.Location, m.OnHand, done[1].Location, done[1].OnHand)
	case ledger.Return:
		return fmt.Sprintf("Put %d of %s back at %s: %d on hand.", m.Quantity, m.SKU, m.Location, m.OnHand)
	}
	return fmt.Sprintf("Adjusted %s at %s by %+d (%s): %d on hand.", m.SKU, m.Location, m.Quantity, m.Reason, m.OnHand)
}

// asBooked adds to why a movement can't be booked the command that helps.
func asBooked(err error) error {
	if e, ok := errors.AsType[*store.UncountedError](err); ok && e.Known {
		return fmt.Errorf("%w For example: cartwire stock set %q --location %q --on-hand 0", err, clean(e.SKU), clean(e.Location))
	}
	return err
}

// someArgs asks for so many arguments, named with an example for the message.
func someArgs(what string, n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usagef("%s needs %s", cmd.Name(), what)
		}
		return nil
	}
}
