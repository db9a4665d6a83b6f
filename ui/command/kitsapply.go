package command

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
)

func (c *cli) kitsApply() *cobra.Command {
	var sure bool
	cmd := &cobra.Command{
		Use:   "apply SKU",
		Short: "Have open orders take what a kit is made of now",
		Long: "An order takes what its kit was made of when it was placed. This has the open ones take what the kit is made of\n" +
			"now, and shows of each what changes. Lines of which a part has left stay as they are. In a terminal it asks first;\n" +
			"elsewhere it takes --yes.",
		Args: oneArg("the kit's sku"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.applyKit(ctx, book, args[0], sure)
			})
		},
	}
	cmd.Flags().BoolVar(&sure, "yes", false, "don't ask")
	return cmd
}

// errOtherPlan says that a plan is no longer what was shown.
var errOtherPlan = errors.New("the orders have changed meanwhile, so nothing was applied. Run it again to see the new plan")

func (c *cli) applyKit(ctx context.Context, book *store.Book, sku string, sure bool) error {
	var plan []store.KitChange
	err := book.View(func(tx *store.Tx) (err error) {
		plan, err = tx.PlanKit(sku)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return usagef("There is no kit %q. See which there are: cartwire kits", sku)
	}
	if err != nil {
		return err
	}
	change := 0
	for _, p := range plan {
		if !p.Left {
			change++
		}
	}
	if err := c.showKitPlan(book, plan); err != nil {
		return err
	}
	if change == 0 {
		c.note("Nothing to apply: no open line takes anything else than %s is made of now.", clean(sku))
		return nil
	}
	words := fmt.Sprintf("Apply %s as it is now to %s", sku, kit.Of(change, "open line"))
	if !sure {
		if err := c.askKit(ctx, words); err != nil {
			return err
		}
	}
	if err := book.Update(func(tx *store.Tx) error {
		done, err := tx.ApplyKit(sku)
		switch {
		case err != nil:
			return err
		case !reflect.DeepEqual(done, plan):
			return errOtherPlan
		}
		return c.recordIn(tx, 0, "Applied the kit %s to %s.", sku, kit.Of(change, "open line"))
	}); err != nil {
		return err
	}
	if !c.json {
		c.say("%s", clean(fmt.Sprintf("Applied %s to %s.", sku, kit.Of(change, "open line"))))
	}
	return nil
}

func (c *cli) askKit(ctx context.Context, words string) error {
	if !c.inTTY {
		return usagef("%s? Add --yes to confirm.", clean(words))
	}
	c.warn("%s? [y/N]", clean(words))
	got, err := c.readLine(ctx)
	if err == nil && !strings.EqualFold(got, "y") && !strings.EqualFold(got, "yes") {
		return errors.New("not confirmed, so nothing was changed")
	}
	return err
}

// kitChange is a line of the plan as --json prints it.
type kitChange struct {
	Connection string            `json:"connection"`
	Order      uint64            `json:"order"`
	Line       uint64            `json:"line"`
	SKU        string            `json:"sku"`
	Pieces     int               `json:"pieces"`
	Before     []store.Component `json:"before"`
	After      []store.Component `json:"after"`
	Stays      bool              `json:"stays"` // a part of it has left
}

func (c *cli) showKitPlan(book *store.Book, plan []store.KitChange) error {
	names, err := connectionNames(book)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, p := range plan {
		if c.json {
			if err := c.object(kitChange{names[p.Connection], p.Order, p.Line, p.SKU, p.Pieces, append([]store.Component{}, p.Before...), append([]store.Component{}, p.After...), p.Left}); err != nil {
				return err
			}
			continue
		}
		after := componentWords(p.After)
		if p.Left {
			after = "stays: a part has left"
		}
		rows = append(rows, []string{names[p.Connection], strconv.FormatUint(p.Order, 10), p.SKU, strconv.Itoa(p.Pieces), componentWords(p.Before), after})
	}
	if len(rows) == 0 {
		return nil
	}
	return c.table([]string{"WEBSITE", "ORDER", "KIT", "OPEN", "TAKES NOW", "WOULD TAKE"}, rows)
}

// componentWords say what one kit consists of: "2 POLE, 1 TARP".
func componentWords(parts []store.Component) string {
	if len(parts) == 0 {
		return "the kit itself"
	}
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = fmt.Sprintf("%d %s", p.Quantity, p.SKU)
	}
	return strings.Join(out, ", ")
}
