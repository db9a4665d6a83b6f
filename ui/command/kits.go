package command

import (
	"bufio"
	"context"
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/sheet"
	"cartwire/ui/text"
)

func (c *cli) kits() *cobra.Command {
	list := func(cmd *cobra.Command, _ []string) error {
		return c.withBook(cmd.Context(), cmd.CommandPath(), c.listKits)
	}
	cmd := &cobra.Command{Use: "kits", Short: "List, import, export, apply and remove the items that are made of others", Args: noArgs, RunE: list}
	cmd.AddCommand(&cobra.Command{Use: "list", Short: "List the kits", Args: noArgs, RunE: list}, c.kitsImport(), c.kitsExport(), c.kitsApply(), c.kitsRemove())
	return cmd
}

func (c *cli) listKits(_ context.Context, book *store.Book, _ *syncer.Engine) error {
	list, err := book.Kits()
	if err != nil {
		return err
	}
	var rows [][]string
	for _, k := range list {
		if c.json {
			if err := c.object(kitObject{k.SKU, k.Components}); err != nil {
				return err
			}
			continue
		}
		for _, part := range k.Components {
			rows = append(rows, []string{k.SKU, part.SKU, strconv.Itoa(part.Quantity)})
		}
	}
	switch {
	case c.json:
		return nil
	case len(list) == 0:
		c.note("The book has no kits. Import them with: cartwire kits import FILE")
		return nil
	}
	return c.table([]string{"KIT", "COMPONENT", "QUANTITY"}, rows)
}

// kitLine is a component of a kit as export prints it.
type kitLine struct {
	Kit       string `json:"kit"`
	Component string `json:"component"`
	Quantity  int    `json:"quantity"`
}

func (c *cli) kitsExport() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the kits to standard output, as kits import reads them",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := sheet.CheckFormat(format); err != nil {
				return err
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				list, err := book.Kits()
				if err != nil {
					return err
				}
				return c.exportKits(list, format == sheet.JSONL || c.json)
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", sheet.CSV, "csv or jsonl")
	return cmd
}

func (c *cli) exportKits(list []store.Kit, asJSON bool) error {
	buffer := bufio.NewWriterSize(c.out, 64<<10)
	enc, w := text.NewJSONEncoder(buffer), sheet.NewCSVWriter(buffer)
	if !asJSON {
		if err := w.Write("kit", "component", "quantity"); err != nil {
			return err
		}
	}
	for _, k := range list {
		for _, part := range k.Components {
			var err error
			if asJSON {
				err = enc.Encode(kitLine{k.SKU, part.SKU, part.Quantity})
			} else {
				err = w.Write(k.SKU, part.SKU, part.Quantity)
			}
			if err != nil {
				return err
			}
		}
	}
	if err := errors.Join(w.Flush(), buffer.Flush()); err != nil {
		return err
	}
	c.note("%s exported.", plural(len(list), "kit", "kits"))
	return nil
}

func (c *cli) kitsRemove() *cobra.Command {
	return &cobra.Command{
		Use:   "remove SKU",
		Short: "Make an item no kit any more; its counts and its components stay",
		Args:  oneArg("the kit's sku"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.removeKit(book, args[0])
			})
		},
	}
}

func (c *cli) removeKit(book *store.Book, sku string) error {
	var kit store.Kit
	err := book.Update(func(tx *store.Tx) (err error) {
		if kit, err = tx.Kit(sku); err != nil {
			return err
		}
		if err := tx.SetKit(store.Kit{SKU: sku}); err != nil {
			return err
		}
		return c.recordIn(tx, 0, "Removed the kit %s.", kit.SKU)
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return usagef("There is no kit %q. See which there are: cartwire kits", sku)
	case err != nil:
		return err
	case c.json:
		return c.object(map[string]any{"removed": kit.SKU})
	}
	c.say("%s is no kit any more.", clean(kit.SKU))
	return nil
}

// kitObject is a kit as --json prints it.
type kitObject struct {
	SKU        string            `json:"sku"`
	Components []store.Component `json:"components"`
}
