package command

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// syncFlags are the flags of sync.
type syncFlags struct {
	start   syncer.StartOptions
	since   string
	until   string
	orders  []string
	watch   bool
	onOrder string

	cmd *cobra.Command
}

func (f *syncFlags) add(cmd *cobra.Command) {
	f.cmd = cmd
	flags := cmd.Flags()
	flags.BoolVar(&f.start.Full, "full", false, "read everything again, not only what changed")
	flags.BoolVar(&f.start.DryRun, "dry-run", false, "show what would change in the store, and change nothing there")
	flags.StringVar(&f.start.Confirm, "confirm", "", "carry out the plan of this `FINGERPRINT`, which a guard rail has stopped and you have looked at")
	flags.StringArrayVar(&f.start.Overwrite, "overwrite", nil, "overwrite the store's number of this `SKU`, which somebody else changed (repeat for several; * is all)")
	flags.StringArrayVar(&f.start.Only, "only", nil, "only this `SKU` (inventory) or this order (status) (repeat for several)")
	flags.BoolVar(&f.start.Undo, "undo", false, "inventory: put back what the store had before the last push, where nothing has changed it since")
	flags.StringVar(&f.since, "since", "", "orders: read again what was placed or changed from this `date` on, such as 2026-01-31")
	flags.StringVar(&f.until, "until", "", "orders: read again what was placed or changed before this `date`")
	flags.StringArrayVar(&f.orders, "order", nil, "orders: read this order `N` again, or those from N to M as N-M (repeat for several)")
	flags.BoolVar(&f.watch, "watch", false, "stay, and run what is scheduled whenever it is due; interrupt to stop")
	flags.StringVar(&f.onOrder, "on-order", "", "run this `COMMAND` for each new order, which it gets as JSON on its standard input; \"\" stops that")
}

// given tells whether the flag stands on the command line.
func (f *syncFlags) given(flag string) bool { return f.cmd.Flags().Changed(flag) }

// belongs tells which options a flag is for.
var belongs = []struct {
	flag    string
	options []syncer.Option
}{
	{"since", []syncer.Option{syncer.ImportOrders}},
	{"until", []syncer.Option{syncer.ImportOrders}},
	{"order", []syncer.Option{syncer.ImportOrders}},
	{"undo", []syncer.Option{syncer.UpdateInventory}},
	{"overwrite", []syncer.Option{syncer.UpdateInventory}},
	{"only", []syncer.Option{syncer.UpdateInventory, syncer.UpdateOrderStatus}},
}

// read understands the flags; word is the option that is named, "" where none is. What can only be meant for one option
// names it.
func (f *syncFlags) read(word syncer.Option) (syncer.Option, error) {
	if err := f.watching(word); err != nil {
		return word, err
	}
	for _, b := range belongs {
		if !f.given(b.flag) || b.flag == "overwrite" && word == "" {
			continue
		}
		if word == "" && len(b.options) == 1 {
			word = b.options[0]
		}
		if !slices.Contains(b.options, word) {
			return word, usagef("--%s is for: %s. Say so: cartwire sync NAME %s --%s ...", b.flag, optionTitles(b.options), b.options[0], b.flag)
		}
	}
	if f.onOrder != "" && f.start.DryRun {
		return word, usagef("--on-order hands over what is imported, and --dry-run only looks. Leave one of them out.")
	}
	if f.given("confirm") && f.start.Confirm == "" {
		return word, usagef("--confirm needs the plan's fingerprint, such as --confirm 3f2a91c07b5d. The job that was stopped names it.")
	}
	var err error
	if f.start.Since, err = parseDate("--since", f.since); err != nil {
		return word, err
	}
	if f.start.Until, err = parseDate("--until", f.until); err != nil {
		return word, err
	}
	if !f.start.Until.IsZero() && !f.start.Since.Before(f.start.Until) {
		return word, usagef("--since has to lie before --until.")
	}
	for _, text := range f.orders {
		r, err := parseOrderRange(text)
		if err != nil {
			return word, err
		}
		f.start.Ranges = append(f.start.Ranges, r)
	}
	if len(f.start.Ranges) > 0 && (f.given("since") || f.given("until") || f.start.Full) {
		return word, usagef("--order names orders by their numbers. Give it alone, without --since, --until and --full.")
	}
	return word, nil
}

// forOne checks that what concerns one store is asked of one.
func (f *syncFlags) forOne(chosen []*syncing, name string) error {
	for _, flag := range []string{"order", "only", "undo", "overwrite"} {
		if f.given(flag) && name == "" && len(chosen) > 1 {
			return usagef("--%s concerns one store. Name it: cartwire sync NAME --%s ...", flag, flag)
		}
	}
	return nil
}

// watching checks what goes with --watch.
func (f *syncFlags) watching(word syncer.Option) error {
	if !f.watch {
		return nil
	}
	if word != "" {
		return usagef("--watch runs what is scheduled. Leave %q out, and schedule it with: cartwire edit NAME --schedule %s=5m", word, word)
	}
	for _, flag := range []string{"full", "dry-run", "confirm", "overwrite", "only", "undo", "since", "until", "order"} {
		if f.given(flag) {
			return usagef("--watch runs what is scheduled, as it is set. Leave --%s out.", flag)
		}
	}
	return nil
}

// parseOrderRange reads "1204", "#1204" or "1200-1300".
func parseOrderRange(text string) (store.IDRange, error) {
	first, last, several := strings.Cut(strings.ReplaceAll(text, " ", ""), "-")
	if !several {
		last = first
	}
	from, err := orderNumber(first)
	if err != nil {
		return store.IDRange{}, usagef("--order %s", err)
	}
	to, err := orderNumber(last)
	if err != nil {
		return store.IDRange{}, usagef("--order %s", err)
	}
	if to < from {
		return store.IDRange{}, usagef("--order %q ends before it begins. Write the smaller number first.", text)
	}
	return store.IDRange{Next: from, To: to}, nil
}

func optionTitles(list []syncer.Option) string {
	titles := make([]string, len(list))
	for i, o := range list {
		titles[i] = o.Title()
	}
	return strings.Join(titles, ", ")
}

// estimated is what a run will cost, as --json prints it.
type estimated struct {
	Requests int   `json:"requests"`
	AtLeast  bool  `json:"at_least"`
	TimeMS   int64 `json:"time_ms"` // at the store's quota as last seen; 0 where that is not known
}

func estimateOf(e syncer.Estimate) *estimated {
	return &estimated{Requests: e.Requests, AtLeast: e.AtLeast, TimeMS: e.Time.Round(time.Millisecond).Milliseconds()}
}

// tellEstimate says what a run will cost; nil where that can't be told.
func (c *cli) tellEstimate(engine *syncer.Engine, conn store.Connection, option syncer.Option, o syncer.StartOptions) *estimated {
	e, err := engine.Estimate(conn.ID, option, o)
	if err != nil {
		return nil // what stops a run is said by the run
	}
	if !c.json {
		c.note("%s, %s: %s", clean(conn.Name), option.Title(), e.Sentence())
	}
	return estimateOf(e)
}
