package command

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// setting is one that a command can change.
type setting struct {
	key, what string
	values    []string // the first is the default
	field     func(*store.Settings) *string
}

var settingList = []setting{
	{"theme", "colours", []string{"auto", "dark", "light", "plain"}, func(s *store.Settings) *string { return &s.Theme }},
	{"times", "how times are told", []string{"relative", "absolute"}, func(s *store.Settings) *string { return &s.Times }},
	{"zone", "the time zone of times", []string{"utc", "local"}, func(s *store.Settings) *string { return &s.Zone }},
	{"quota", "Cartwire's share of a store's quota, in percent", []string{"90", "75", "50", "25"}, func(s *store.Settings) *string { return &s.Quota }},
	{"glyphs", "signs", []string{"auto", "unicode", "ascii"}, func(s *store.Settings) *string { return &s.Glyphs }},
}

func (s *setting) get(from *store.Settings) string {
	if v := *s.field(from); v != "" {
		return v
	}
	return s.values[0]
}

// settings is `cartwire settings`, alone or with get and set.
func (c *cli) settings() *cobra.Command {
	list := func(cmd *cobra.Command, _ []string) error {
		return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
			return c.listSettings(book, settingList)
		})
	}
	cmd := &cobra.Command{
		Use:   "settings",
		Short: "List or change the settings of the book",
		Long:  "Lists the settings of the book: what its screens look like, and how much of a store's quota its jobs may take.\n`settings set KEY VALUE` changes one.",
		Args:  noArgs, RunE: list,
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "get [KEY]", Short: "Print all settings, or one",
			Args: func(cmd *cobra.Command, args []string) error {
				if len(args) > 1 {
					return usage(cmd, usagef("give get at most one argument: a setting"))
				}
				return nil
			},
			RunE: func(cmd *cobra.Command, args []string) error {
				if len(args) == 0 {
					return list(cmd, nil)
				}
				s, err := settingNamed(args[0])
				if err != nil {
					return err
				}
				return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
					return c.oneSetting(book, s)
				})
			},
		},
		&cobra.Command{
			Use: "set KEY VALUE", Short: "Change one setting",
			Args: func(cmd *cobra.Command, args []string) error {
				if len(args) != 2 {
					return usage(cmd, usagef("give set two arguments: a setting and its value"))
				}
				return nil
			},
			RunE: func(cmd *cobra.Command, args []string) error {
				s, err := settingNamed(args[0])
				if err != nil {
					return err
				}
				value := strings.ToLower(args[1])
				if !slices.Contains(s.values, value) {
					return usagef("%q is no value of %s. Choose one of: %s.", clean(args[1]), s.key, strings.Join(s.values, ", "))
				}
				return c.fillBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
					return c.setSetting(book, s, value)
				})
			},
		},
	)
	return cmd
}

func settingNamed(key string) (setting, error) {
	var keys []string
	for _, s := range settingList {
		if strings.EqualFold(s.key, key) {
			return s, nil
		}
		keys = append(keys, s.key)
	}
	return setting{}, usagef("There is no setting %q. There are: %s.", clean(key), strings.Join(keys, ", "))
}

// settingRow is a setting as --json prints it.
type settingRow struct {
	Key    string   `json:"key"`
	Value  string   `json:"value"`
	Values []string `json:"values"`
}

func (c *cli) listSettings(book *store.Book, list []setting) error {
	now, err := book.Settings()
	if err != nil {
		return err
	}
	var rows [][]string
	for _, s := range list {
		if c.json {
			if err := c.object(settingRow{s.key, s.get(&now), s.values}); err != nil {
				return err
			}
		}
		rows = append(rows, []string{s.key, s.get(&now), s.what + ": " + strings.Join(s.values, ", ")})
	}
	if c.json {
		return nil
	}
	return c.table([]string{"SETTING", "VALUE", "WHAT"}, rows)
}

func (c *cli) oneSetting(book *store.Book, s setting) error {
	if c.json {
		return c.listSettings(book, []setting{s})
	}
	now, err := book.Settings()
	if err == nil {
		c.say("%s", s.get(&now))
	}
	return err
}

func (c *cli) setSetting(book *store.Book, s setting, value string) error {
	now, err := book.Settings()
	if err != nil {
		return err
	}
	before := s.get(&now)
	*s.field(&now) = value
	if err := book.PutSettings(now); err != nil {
		return err
	}
	if before != value {
		if err := book.Update(func(tx *store.Tx) error {
			return tx.AddActivity(store.Activity{Who: c.who(), From: c.from("cartwire settings"), What: "Set " + s.key + " to " + value + " (was " + before + ")"})
		}); err != nil {
			return err
		}
	}
	if c.json {
		return c.listSettings(book, []setting{s})
	}
	c.say("%s is %s.", s.key, value)
	return nil
}
