package command

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
)

func (c *cli) rekey() *cobra.Command {
	var to string
	var forget bool
	cmd := &cobra.Command{
		Use:   "rekey",
		Short: "Make a new key for the saved tokens, and choose where it is kept",
		Long: "Makes a new key, seals every saved token by it in one step, and removes the old key once the new one has opened\n" +
			"them all. A kill at any moment loses nothing. --to says where the key is kept from then on:\n\n" +
			"  file        a file beside the book that only you can read (the default)\n" +
			"  keyring     the operating system's keyring; there is none over SSH or in most services\n" +
			"  passphrase  a file beside the book that a passphrase opens: asked for in the terminal, or read from the file\n" +
			"              that CARTWIRE_PASSPHRASE_FILE names (for a new one, CARTWIRE_NEW_PASSPHRASE_FILE)\n" +
			"  credential  given by systemd: $CREDENTIALS_DIRECTORY/cartwire.key (make one: cartwire key make FILE)\n\n" +
			"Copies of the book that were made before keep their orders, but their tokens can't be opened any more.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			kind := store.KeyKind(to)
			if to != "" && !slices.Contains(store.KeyKinds, kind) {
				return usagef("--to takes one of %s.", keyKinds())
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.makeKey(book, store.RekeyOptions{To: kind, ForgetTokens: forget, Passphrase: c.passphrase})
			})
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "where the key is kept from now on: file, keyring, passphrase or credential (default: where it is)")
	cmd.Flags().BoolVar(&forget, "forget-tokens", false, "the old key is lost: take the tokens that it sealed out of the book, to be entered again")
	return cmd
}

func keyKinds() string {
	var names []string
	for _, k := range store.KeyKinds {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

func (c *cli) makeKey(book *store.Book, o store.RekeyOptions) error {
	state, err := book.KeyState()
	if err != nil {
		return err
	}
	to := o.To
	if to == "" {
		to = state.Kind
	}
	o.Note = store.Activity{At: time.Now().UTC(), Who: c.who(), From: c.from("cartwire rekey"), What: "Made a new key for the saved tokens; it is kept " + keptIn(to)}
	done, err := book.Rekey(o)
	if err != nil {
		return err
	}
	if c.json {
		forgotten := done.Forgotten
		if forgotten == nil {
			forgotten = []string{}
		}
		return c.object(struct {
			From      store.KeyKind `json:"from"`
			To        store.KeyKind `json:"to"`
			Tokens    int           `json:"tokens"`
			Forgotten []string      `json:"forgotten"`
			Left      string        `json:"left,omitempty"`
		}{done.From, done.To, done.Tokens, forgotten, done.Left})
	}
	c.say("A new key is kept %s. It seals %s.", keptIn(done.To), kit.Of(done.Tokens, "token"))
	switch {
	case done.Left != "":
		c.say("%s", clean(done.Left))
	default:
		c.say("The old key is gone. Tokens in copies of the book that were made before can't be opened any more.")
	}
	for _, name := range done.Forgotten {
		c.say("The token of %s is no longer in the book. Enter it again: cartwire edit %q", clean(name), clean(name))
	}
	return nil
}

// keptIn says where a key of that kind is: "It is kept ...".
func keptIn(k store.KeyKind) string {
	switch k {
	case store.KeyRing:
		return "in the operating system's keyring"
	case store.KeyPassphrase:
		return "beside the book, sealed by a passphrase"
	case store.KeyCredential:
		return "by systemd, as a credential"
	}
	return "in a file beside the book"
}

func (c *cli) key() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Tell where the key of the saved tokens is kept",
		Long:  "Tells where the key that opens the saved tokens is kept, and how many tokens it seals. The key itself is never shown.",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.tellKey(book)
			})
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "make FILE",
		Short: "Write a new key into a file, for systemd to give as a credential",
		Long: "Writes a new key into a file that is not there yet and that only you can read. Give it to the service as a credential\n" +
			"(LoadCredential=cartwire.key:FILE, or LoadCredentialEncrypted= after systemd-creds encrypt), and have the tokens sealed\n" +
			"by it: CREDENTIALS_DIRECTORY=FOLDER cartwire rekey --to credential, where the folder holds it as cartwire.key.",
		Args: oneArg("the file's name"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := c.mayName(); err != nil {
				return err
			}
			if _, err := store.MakeKeyFile(c.file(args[0])); err != nil {
				return err
			}
			if c.json {
				return c.object(map[string]string{"file": args[0]})
			}
			c.say("A new key is in %s. Whoever can read it can open the tokens that it will seal.", clean(args[0]))
			return nil
		},
	})
	return cmd
}

func (c *cli) tellKey(book *store.Book) error {
	s, err := book.KeyState()
	if err != nil {
		return err
	}
	if c.json {
		mode := ""
		if s.Path != "" && !s.Missing {
			mode = fmt.Sprintf("%04o", s.Mode)
		}
		return c.object(struct {
			KeptIn  store.KeyKind `json:"kept_in"`
			Path    string        `json:"path,omitempty"`
			Mode    string        `json:"mode,omitempty"`
			Missing bool          `json:"missing"`
			Tokens  int           `json:"tokens"`
		}{s.Kind, s.Path, mode, s.Missing, s.Sealed})
	}
	if s.Missing && s.Sealed == 0 && s.Kind == store.KeyFile {
		c.say("No token is saved yet. The key will be in %s.", clean(s.Path))
		return nil
	}
	c.say("The key is kept %s. It seals %s.", keptIn(s.Kind), kit.Of(s.Sealed, "token"))
	switch {
	case s.Path == "" && s.Kind == store.KeyCredential:
		c.say("There is no credential here: CREDENTIALS_DIRECTORY is not set.")
	case s.Path == "":
	case s.Missing:
		c.say("The file %s is missing.", clean(s.Path))
	default:
		c.say("The file is %s, mode %04o.", clean(s.Path), s.Mode)
	}
	return nil
}
