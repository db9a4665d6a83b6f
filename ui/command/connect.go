package command

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/plain"
	"cartwire/ui/setup"
)

func (c *cli) connect() *cobra.Command {
	var f connectFlags
	cmd := &cobra.Command{
		Use:   "connect NAME",
		Short: "Add a connection: test its credentials and save it",
		Long: "Adds a connection to a BigCommerce store. Give the file that BigCommerce downloads (--credentials), or the\n" +
			"API path and a file with the access token. A - in place of a file reads standard input. The connection is\n" +
			"tested before it is saved; what the test refuses is not saved. A name that has this store already is connected\n" +
			"anew: what is given replaces what it had.",
		Args: oneArg("the connection's name (Website Name)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if strings.TrimSpace(args[0]) == "" {
				return usagef("The connection needs a name. Type one, such as the store's: cartwire connect \"Acme Outdoors\"")
			}
			return c.fillBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
				had, err := book.ConnectionByName(strings.TrimSpace(args[0]))
				if err != nil && !errors.Is(err, store.ErrNotFound) {
					return err
				}
				m := setup.New(had, "")
				if err := c.enter(&f, m, book, cmp.Or(had.Name, args[0])); err != nil {
					return err
				}
				switch {
				case had.ID != 0 && !syncer.SameStore(m.Form().Draft(had).Connection, had):
					return &store.NameTakenError{Kind: "connection", Name: had.Name}
				case had.ID != 0:
					c.note("%s is connected to this store already: what is given replaces what it had.", had.Name)
				}
				return c.testAndSave(ctx, &plain.Driver{Book: book, Engine: engine, Machine: m}, &f)
			})
		},
	}
	f.add(cmd)
	f.whole = true
	return cmd
}

func (c *cli) edit() *cobra.Command {
	var f connectFlags
	cmd := &cobra.Command{
		Use:   "edit NAME",
		Short: "Change a connection: only what is given, tested before it is saved",
		Long: "Changes a connection. Only what is given changes; --statuses all, --start-date \"\" and --location \"\" take a choice\n" +
			"back. The connection is tested before it is saved; what the test refuses is not saved. Where locations don't count\n" +
			"any more that something is counted, allocated or mapped at, it says what becomes of that, and asks; outside a\n" +
			"terminal it takes --confirm-locations. A - in place of a file reads standard input.",
		Args: oneArg("the connection's name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
				conn, err := connectionNamed(book, args[0])
				if err != nil {
					return err
				}
				m, name := setup.New(conn, ""), conn.Name
				if f.given("name") {
					name = f.name
				}
				if err := c.enter(&f, m, book, name); err != nil {
					return err
				}
				if !m.Unsaved() {
					return c.unchanged(cmd, conn)
				}
				return c.testAndSave(ctx, &plain.Driver{Book: book, Engine: engine, Machine: m}, &f)
			})
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&f.name, "name", "", "give the connection another `NAME`")
	cmd.Flags().BoolVar(&f.confirmLocations, "confirm-locations", false, "don't ask about locations that don't count any more, or count now because none is selected")
	return cmd
}

// unchanged says that an edit changes nothing: without any flag that is no use of the command.
func (c *cli) unchanged(cmd *cobra.Command, conn store.Connection) error {
	if cmd.Flags().NFlag() == 0 {
		return usagef("Say what to change, such as --import-orders. See: %s --help", cmd.CommandPath())
	}
	if c.json {
		return c.object(savedRow(conn))
	}
	c.say("%s is as it was: nothing of this changes it.", conn.Name)
	return nil
}

// testAndSave tests what is entered, unless told not to, and saves what the test accepts.
func (c *cli) testAndSave(ctx context.Context, d *plain.Driver, f *connectFlags) error {
	name := d.Machine.Form().Name
	if host := d.Machine.HostQuestion(); host != "" {
		if d.Machine.HostIsCustom() {
			return usagef("%s is not BigCommerce's own address. If it is the store's own domain, say so: --confirm-host %s", host, host)
		}
		form := d.Machine.Form()
		return &bigcommerce.HostError{Host: host, Insecure: strings.Contains(form.APIPath, "http://") || form.Legacy()}
	}
	if !f.skipTest {
		d.Check = c.checkPrinter(c.note)
		result, err := d.Test(ctx)
		if err != nil {
			return err
		}
		if err := result.Err(); err != nil {
			c.sayBoxes(result)
			c.warn("%s is not saved.", name)
			return err
		}
	}
	if p := d.Machine.Problem(setup.FieldPlaces); p != "" { // the test has shown the store's locations
		return usagef("--store-location: %s", p)
	}
	if f.confirmLocations {
		d.Machine.ConfirmLocations()
	}
	_, err := d.Save()
	if change, ok := errors.AsType[*syncer.LocationsError](err); ok {
		for _, s := range change.Says {
			c.warn("%s", clean(s))
		}
		if err := c.askYes(ctx, "Type yes to save "+clean(name)+" all the same:", "--confirm-locations"); err != nil {
			return err
		}
		d.Machine.ConfirmLocations()
		_, err = d.Save()
	}
	if err != nil {
		return err
	}
	saved := d.Machine.Connection()
	if c.json {
		return c.object(savedRow(saved))
	}
	c.say("%s is saved.", saved.Name)
	if len(syncer.Ticked(saved.Options)) > 0 {
		c.note("Next: cartwire sync %q", saved.Name)
	}
	return nil
}

// savedRow is a connection that was just saved as --json prints it.
func savedRow(c store.Connection) any {
	return map[string]any{
		"connection": c.Name, "state": syncer.StateOf(c, store.LastRuns{}), "import_orders": c.Options.ImportOrders,
		"options": append([]syncer.Option{}, syncer.Ticked(c.Options)...),
	}
}
