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
		c.locationCommand("add NAME", "Add a location", 1, c.fillBook, func(_ context.Context, book *store.Book, _ *syncer.Engine, args []string) (string, error) {
			l := store.Location{Name: args[0]}
			err := book.SaveLocation(&l)
			return l.Name + " is added.", err
		}),
		c.locationCommand("rename NAME NEW", "Give a location another name", 2, c.withBook, func(_ context.Context, book *store.Book, _ *syncer.Engine, args []string) (string, error) {
			l, err := locationNamed(book, args[0])
			if err != nil {
				return "", err
			}
			before := l.Name
			l.Name = args[1]
			return before + " is now called " + l.Name + ".", book.SaveLocation(&l)
		}),
		c.removeLocation(),
	)
	return cmd
}

func (c *cli) removeLocation() *cobra.Command {
	var sure bool
	cmd := c.locationCommand("remove NAME", "Remove a location from the book", 1, c.withBook, func(ctx context.Context, book *store.Book, engine *syncer.Engine, args []string) (string, error) {
		l, err := locationNamed(book, args[0])
		if err != nil {
			return "", err
		}
		says, err := engine.Removing(ctx, l.ID)
		if err != nil {
			return "", err
		}
		if !sure && len(says) > 0 {
			for _, s := range says {
				c.warn("%s", clean(s))
			}
			if err := c.askYes(ctx, "Type yes to remove "+clean(l.Name)+":", "--yes"); err != nil {
				return "", err
			}
		}
		return l.Name + " is removed.", book.RemoveLocation(l.ID)
	})
	cmd.Long = "Removes a location from the book, with what is counted there. Where something is counted, allocated, selected or\n" +
		"mapped there it says what becomes of that, and asks; outside a terminal it takes --yes. The only location that a\n" +
		"connection selects can't be removed."
	cmd.Flags().BoolVar(&sure, "yes", false, "don't ask")
	return cmd
}

// locationCommand is a command that changes the locations and says so.
func (c *cli) locationCommand(use, short string, args int, open func(context.Context, string, bookWork) error, do func(context.Context, *store.Book, *syncer.Engine, []string) (said string, err error)) *cobra.Command {
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
				said, err := do(ctx, book, engine, given)
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
