package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/text"
)

func (c *cli) ordersAside() *cobra.Command {
	var connection string
	list := func(cmd *cobra.Command, _ []string) error {
		return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
			all, err := setAsides(book, connection)
			if err != nil {
				return err
			}
			return c.listAside(all)
		})
	}
	cmd := &cobra.Command{
		Use:   "aside",
		Short: "List the orders that can't be read; show, retry or dismiss them",
		Long: "An order of the store that can't be read is set aside, and the others go on. It is asked for again at each run\n" +
			"until it can be read, the store no longer has it, or it is given up.",
		Args: noArgs,
		RunE: list,
	}
	cmd.PersistentFlags().StringVar(&connection, "connection", "", "only the orders of this `NAME`")
	cmd.AddCommand(&cobra.Command{Use: "list", Short: "List the orders that can't be read, with the reason", Args: noArgs, RunE: list},
		c.asideShow(&connection), c.asideRetry(&connection), c.asideDismiss(&connection))
	return cmd
}

// heldBack is an order that was set aside, with its connection.
type heldBack struct {
	conn store.Connection
	store.SetAside
}

// asideLine is an order that was set aside as --json prints it.
type asideLine struct {
	Connection string           `json:"connection"`
	Order      uint64           `json:"order"`
	Reason     string           `json:"reason"`
	At         time.Time        `json:"at"`
	Tried      time.Time        `json:"tried"`
	Dismissed  *store.Dismissal `json:"dismissed,omitempty"`
	Raw        json.RawMessage  `json:"raw,omitempty"` // of show only
}

func (h *heldBack) line() asideLine {
	return asideLine{Connection: h.conn.Name, Order: h.StoreOrderID, Reason: h.Reason, At: h.At.UTC(), Tried: h.Tried.UTC(), Dismissed: h.Dismissed}
}

// setAsides lists what was set aside, of one connection or of all.
func setAsides(book *store.Book, connection string) ([]heldBack, error) {
	list, err := (&orderFlags{connection: connection}).connections(book)
	if err != nil {
		return nil, err
	}
	var all []heldBack
	for _, conn := range list {
		of, err := book.SetAsides(conn.ID)
		if err != nil {
			return nil, err
		}
		for _, s := range of {
			all = append(all, heldBack{conn, s})
		}
	}
	return all, nil
}

// asideNamed finds one that was set aside by its number.
func asideNamed(book *store.Book, connection, number string) (found heldBack, err error) {
	id, err := orderNumber(number)
	if err != nil {
		return found, usagef("%s", err)
	}
	all, err := setAsides(book, connection)
	if err != nil {
		return found, err
	}
	all = slices.DeleteFunc(all, func(h heldBack) bool { return h.StoreOrderID != id })
	switch len(all) {
	case 0:
		return found, usagef("Order %d is not set aside. See which are: cartwire orders aside", id)
	case 1:
		return all[0], nil
	}
	return found, usagef("%d connections have an order %d that is set aside. Say which one is meant with --connection NAME.", len(all), id)
}

func (c *cli) listAside(all []heldBack) error {
	var rows [][]string
	for i := range all {
		h := &all[i]
		if c.json {
			if err := c.object(h.line()); err != nil {
				return err
			}
			continue
		}
		state := "asked for at each run"
		if h.Dismissed != nil {
			state = "given up: " + h.Dismissed.Why
		}
		rows = append(rows, []string{h.conn.Name, strconv.FormatUint(h.StoreOrderID, 10), h.At.UTC().Format("2006-01-02 15:04"), h.Reason, state})
	}
	switch {
	case c.json:
		return nil
	case len(all) == 0:
		c.note("No order is set aside: all could be read.")
		return nil
	}
	return c.table([]string{"WEBSITE", "ORDER", "SINCE (UTC)", "WHAT IS WRONG", "STATE"}, rows)
}

func (c *cli) asideShow(connection *string) *cobra.Command {
	return &cobra.Command{
		Use:   "show ORDER",
		Short: "Print the order as the store sent it, and what is wrong with it",
		Args:  oneArg("the order's number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				h, err := asideNamed(book, *connection, args[0])
				if err != nil {
					return err
				}
				if c.json {
					line := h.line()
					if json.Valid(h.Raw) {
						line.Raw = h.Raw
					}
					return c.object(line)
				}
				if len(h.Raw) == 0 {
					return errNoRaw
				}
				c.warn("%s", clean("What is wrong: "+h.Reason))
				raw := h.Raw
				var indented bytes.Buffer
				if json.Indent(&indented, h.Raw, "", "  ") == nil {
					raw = indented.Bytes()
				}
				_, err = c.out.Write(append(text.EscapeJSON(raw), '\n'))
				return err
			})
		},
	}
}

var errNoRaw = errors.New("the order is too long to be kept, so its text can't be shown. Look at it in the store's control panel")

func (c *cli) asideRetry(connection *string) *cobra.Command {
	return &cobra.Command{
		Use:   "retry [ORDER...]",
		Short: "Ask the store for these orders again, or for all that are not given up",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
				list, err := asideChosen(book, *connection, args)
				if err != nil {
					return err
				}
				if len(list) == 0 {
					c.note("There is no order to ask for again.")
					return nil
				}
				return c.retryAside(ctx, book, engine, list)
			})
		},
	}
}

// asideChosen are the ones named, or all that nobody has given up.
func asideChosen(book *store.Book, connection string, numbers []string) ([]heldBack, error) {
	if len(numbers) == 0 {
		all, err := setAsides(book, connection)
		return slices.DeleteFunc(all, func(h heldBack) bool { return h.Dismissed != nil }), err
	}
	var list []heldBack
	for _, number := range numbers {
		h, err := asideNamed(book, connection, number)
		if err != nil {
			return nil, err
		}
		list = append(list, h)
	}
	return list, nil
}

// retryAside asks for orders again, connection by connection. One that was given up counts again.
func (c *cli) retryAside(ctx context.Context, book *store.Book, engine *syncer.Engine, list []heldBack) error {
	var failed error
	for len(list) > 0 {
		conn := list[0].conn
		var o syncer.StartOptions
		for _, h := range list {
			if h.conn.ID != conn.ID {
				continue
			}
			o.Ranges = append(o.Ranges, store.IDRange{Next: h.StoreOrderID, To: h.StoreOrderID})
			if h.Dismissed == nil {
				continue
			}
			if err := book.RetrySetAside(conn.ID, h.StoreOrderID, c.who(), c.from(""), time.Now()); err != nil {
				return err
			}
		}
		list = slices.DeleteFunc(list, func(h heldBack) bool { return h.conn.ID == conn.ID })
		err := c.runSyncs(ctx, engine, []*syncing{{conn: conn, options: []syncer.Option{syncer.ImportOrders}}}, o)
		if errors.Is(err, context.Canceled) {
			return err
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

func (c *cli) asideDismiss(connection *string) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use:   "dismiss ORDER",
		Short: "Give an order up: it is not asked for any more; retry takes that back",
		Args:  oneArg("the order's number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if strings.TrimSpace(why) == "" {
				return usagef("Say why the order is given up, for whoever looks for it: --why TEXT")
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				h, err := asideNamed(book, *connection, args[0])
				if err != nil {
					return err
				}
				h.Dismissed = &store.Dismissal{By: c.who(), Why: strings.TrimSpace(why), At: time.Now().UTC()}
				if err := book.DismissSetAside(h.conn.ID, h.StoreOrderID, *h.Dismissed, c.from("")); err != nil {
					return err
				}
				if c.json {
					return c.object(h.line())
				}
				c.say("Order %d of %s is given up. Take that back with: cartwire orders aside retry %d", h.StoreOrderID, clean(h.conn.Name), h.StoreOrderID)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, a `TEXT`; it is kept with the order and in the log")
	return cmd
}
