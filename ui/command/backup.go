package command

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
)

func (c *cli) backup() *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the book, and read the copy from end to end",
		Long: "Writes a copy of the book as it stands at this moment, while jobs and windows go on. The copy is read from its\n" +
			"first page to its last before it gets its name. The key that opens the saved tokens is not in it: keep the key\n" +
			"too, in another place. `cartwire restore FILE` puts the copy back.",
		Args: oneArg("the file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.writeBackup(ctx, book, args[0], force)
			})
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "take the place of a file that is there")
	return cmd
}

func (c *cli) writeBackup(ctx context.Context, book *store.Book, file string, force bool) error {
	if err := errors.Join(c.mayName(), book.MayKeep()); err != nil {
		return err
	}
	key, err := book.KeyState()
	if err != nil {
		return err
	}
	s, err := book.WriteBackup(ctx, c.file(file), store.BackupOptions{Force: force, Progress: c.rowsRead("The copy is checked")})
	if existing, ok := errors.AsType[*store.ExistsError](err); ok && !force {
		return usagef("There is already a file %s. Choose another name, or take its place with --force.", clean(existing.Path))
	}
	if err != nil {
		return err
	}
	if err := book.Update(func(tx *store.Tx) error {
		return tx.AddActivity(store.Activity{Who: c.who(), From: c.from("cartwire backup"), What: "Copied the book to " + file})
	}); err != nil {
		return err
	}
	if c.json {
		return c.object(heldRow(file, s))
	}
	c.say("%s is written and checked (%s): %s.", clean(file), kit.Size(s.Size), clean(held(s)))
	if s.Tokens > 0 {
		c.note("The key that opens its %s is not in it (%s). Keep it in another place.", kit.Of(s.Tokens, "saved token"), clean(keyPlace(key)))
	}
	return nil
}

// keyPlace says where a key is.
func keyPlace(k store.KeyState) string {
	if k.Path == "" {
		return "it is in the " + string(k.Kind)
	}
	return k.Path
}

// rowsRead tells now and then how far reading a file has come.
func (c *cli) rowsRead(what string) func(rows int) {
	const often = 1_000_000
	told := 0
	return func(rows int) {
		if rows/often > told {
			told = rows / often
			c.note("%s: %d million rows.", what, told)
		}
	}
}

// held says what a file of the book holds.
func held(s store.Summary) string {
	parts := []string{"no connection"}
	if n := len(s.Connections); n > 0 {
		names := s.Connections
		if n > 5 {
			names = append(names[:5:5], "…")
		}
		parts[0] = kit.Of(n, "connection") + " (" + strings.Join(names, ", ") + ")"
	}
	parts = append(parts, kit.Of(s.Orders, "order"))
	if s.Items > 0 {
		parts = append(parts, kit.Of(s.Items, "item"))
	}
	if !s.Latest.IsZero() {
		parts = append(parts, "last used on "+s.Latest.UTC().Format("2006-01-02 15:04")+" UTC")
	}
	return strings.Join(parts, ", ")
}

// heldJSON is a file of the book as --json prints it.
type heldJSON struct {
	File        string    `json:"file"`
	Bytes       int64     `json:"bytes"`
	Connections []string  `json:"connections"`
	Orders      int       `json:"orders"`
	Items       int       `json:"items"`
	LastUsed    time.Time `json:"last_used,omitzero"`
	Tokens      int       `json:"tokens"`
}

func heldRow(file string, s store.Summary) heldJSON {
	return heldJSON{file, s.Size, append([]string{}, s.Connections...), s.Orders, s.Items, s.Latest.UTC(), s.Tokens}
}
