package command

import (
	"bufio"
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"cartwire/store"
	"cartwire/ui/kit"
)

func (c *cli) restore() *cobra.Command {
	var sure bool
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a copy of the book back in its place",
		Long: "Reads the copy from end to end, says what it holds, and puts it in the place of the book in one step. What was\n" +
			"there is kept beside it, as FILE.before-restore-1. Nothing else may have the book open. In a terminal it asks\n" +
			"first; elsewhere it takes --yes. Nothing is sent to a store afterwards before you have confirmed the plan:\n" +
			"cartwire sync NAME inventory, and status.",
		Args: oneArg("the file"),
		RunE: func(cmd *cobra.Command, args []string) error { return c.putBack(cmd.Context(), args[0], sure) },
	}
	cmd.Flags().BoolVar(&sure, "yes", false, "don't ask")
	return cmd
}

func (c *cli) putBack(ctx context.Context, file string, sure bool) error {
	if c.visitor != nil {
		return usagef("A book can't be replaced while it is open here. End this Cartwire on its own machine, and run restore there.")
	}
	path, err := c.bookFile()
	if err != nil {
		return err
	}
	r, err := store.PrepareRestore(ctx, file, path, store.RestoreOptions{Key: c.keyOptions(), Progress: c.rowsRead("The copy is checked")})
	if err != nil {
		return err
	}
	defer r.Drop()
	if !c.json || !sure {
		c.warn("%s is whole: %s.", clean(file), clean(held(r.Summary)))
	}
	closed := closedTokens(r.Summary, path)
	if closed != "" {
		c.warn("%s", clean(closed))
	}
	if !sure {
		if err := c.askYes(ctx, "It takes the place of the book "+clean(path)+", which is kept beside it. Type yes to put it back:", "--yes"); err != nil {
			return err
		}
	}
	kept, err := r.Put()
	if err != nil {
		return err
	}
	if kept == "" {
		c.warn("New book at %s.", clean(path))
	}
	if err := c.noteRestore(file, kept); err != nil {
		return err
	}
	if c.json {
		return c.object(struct {
			heldJSON
			Book string `json:"book"`
			Kept string `json:"kept,omitempty"`
			Open int    `json:"tokens_opened"`
		}{heldRow(file, r.Summary), path, kept, r.Opened})
	}
	c.say("%s is the book again.", clean(file))
	if kept != "" {
		c.note("What was there is kept in %s.", clean(kept))
	}
	c.note("Stock and shipments are sent only after you have confirmed the plan: cartwire sync NAME inventory, cartwire sync NAME status.")
	return nil
}

// closedTokens says what to do where the key at hand doesn't open what the backup has sealed; "" where it does.
func closedTokens(s store.Summary, book string) string {
	if s.Opened == s.Tokens {
		return ""
	}
	which := "None of its saved tokens"
	if s.Opened > 0 {
		which = "Not all of its saved tokens"
	}
	return which + " can be opened with the key at hand (" + kit.Of(s.Tokens-s.Opened, "token") + " of " + kit.Of(s.Tokens, "token") +
		" can't). Put the key that belongs to it to " + book + ".key. Where it is lost: cartwire rekey --forget-tokens, and enter the tokens again with cartwire edit NAME --access-token-file FILE."
}

// askYes asks for a plain yes.
func (c *cli) askYes(ctx context.Context, question, flag string) error {
	if !c.inTTY {
		return usagef("Nothing was changed. Add %s to confirm.", flag)
	}
	c.warn("%s", question)
	typed := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(c.in).ReadString('\n')
		typed <- strings.TrimSpace(line)
	}()
	select {
	case got := <-typed:
		if !strings.EqualFold(got, "yes") && !strings.EqualFold(got, "y") {
			return usagef("Nothing was changed.")
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// noteRestore opens the book that was put back, brings it up to date, and says in its diary what has happened.
func (c *cli) noteRestore(file, kept string) (err error) {
	book, err := c.openBook("cartwire restore", opening{making: store.MakeNone})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	what := "Put the copy " + file + " back in the place of the book"
	if kept != "" {
		what += "; what was there is in " + kept
	}
	return book.Update(func(tx *store.Tx) error {
		return tx.AddActivity(store.Activity{Who: c.who(), From: c.from("cartwire restore"), What: what})
	})
}

// keyOptions says how the key of a book is had.
func (c *cli) keyOptions() store.Options {
	return store.Options{Examiner: examine, Passphrase: c.passphrase, Credentials: c.env("CREDENTIALS_DIRECTORY")}
}
