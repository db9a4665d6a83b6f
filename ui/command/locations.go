package command

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func (c *cli) locations() *cobra.Command {
	list := func(cmd *cobra.Command, _ []string) error {
		return c.withBook(cmd.Context(), cmd.CommandPath(), c.listLocations)
	}
	cmd := &cobra.Command{
		Use:   "locations",
		Short: "List, add, rename and remove the book's locations",
		Args:  noArgs,
		RunE:  list,
	}
	cmd.AddCommand(
		&cobra.Command{Use: "list", Short: "List the locations", Args: noArgs, RunE: list},
		c.locationCommand("add NAME", "Add a location", 1, c.fillBook, func(book *store.Book, args []string) (string, error) {
			l := store.Location{Name: args[0]}
			err := book.SaveLocation(&l)
			return l.Name + " is added.", err
		}),
		c.locationCommand("rename NAME NEW", "Give a location another name", 2, c.withBook, func(book *store.Book, args []string) (string, error) {
			l, err := locationNamed(book, args[0])
			if err != nil {
				return "", err
			}
			before := l.Name
			l.Name = args[1]
			return before + " is now called " + l.Name + ".", book.SaveLocation(&l)
		}),
		c.locationCommand("remove NAME", "Remove a location from the book", 1, c.withBook, func(book *store.Book, args []string) (string, error) {
			l, err := locationNamed(book, args[0])
			if err != nil {
				return "", err
			}
			return l.Name + " is removed. Orders that were allocated there count at their connection's default location.", book.RemoveLocation(l.ID)
		}),
	)
	return cmd
}

// locationCommand is a command that changes the locations and says so.
func (c *cli) locationCommand(use, short string, args int, open func(context.Context, string, bookWork) error, do func(*store.Book, []string) (said string, err error)) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short,
		Args: func(cmd *cobra.Command, given []string) error {
			if len(given) != args {
				return usagef("Give %s as it is written here: %s %s", cmd.Name(), cmd.Parent().CommandPath(), use)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, given []string) error {
			return open(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
				said, err := do(book, given)
				switch {
				case err != nil:
					return err
				case c.json:
					return c.listLocations(ctx, book, engine)
				}
				c.say("%s", clean(said))
				return nil
			})
		},
	}
}

func locationNamed(book *store.Book, name string) (store.Location, error) {
	ids, err := locationsNamed(book, []string{name})
	if err != nil {
		return store.Location{}, err
	}
	list, err := book.Locations()
	for _, l := range list {
		if len(ids) > 0 && l.ID == ids[0] {
			return l, nil
		}
	}
	if err == nil {
		err = store.ErrNoName
	}
	return store.Location{}, err
}

// locationRow is a location as --json prints it.
type locationRow struct {
	ID          store.LocationID `json:"id"`
	Name        string           `json:"name"`
	Connections []string         `json:"connections"` // those that tick it
}

func (c *cli) listLocations(_ context.Context, book *store.Book, _ *syncer.Engine) error {
	list, err := book.Locations()
	if err != nil {
		return err
	}
	connections, err := book.Connections()
	if err != nil {
		return err
	}
	var rows [][]string
	for _, l := range list {
		row := locationRow{ID: l.ID, Name: l.Name, Connections: []string{}}
		for _, conn := range connections {
			for _, id := range conn.Locations {
				if id == l.ID {
					row.Connections = append(row.Connections, conn.Name)
				}
			}
		}
		if c.json {
			if err := c.object(row); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{strconv.FormatUint(uint64(l.ID), 10), l.Name, joined(row.Connections, ", ")})
	}
	if c.json {
		return nil
	}
	return c.table([]string{"ID", "LOCATION", "TICKED BY"}, rows)
}
