package command

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/text"
)

func (c *cli) demo() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Show the whole journey on a practice store",
		Long: "Starts a practice store on this machine and a temporary book. In a terminal it opens the program on them;\n" +
			"elsewhere it connects, tests and imports by itself, one step a line. Nothing is kept.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.runDemo(cmd.Context()) },
	}
}

// demoStore is the store of the demo: the plan's real quota, a little latency, so that progress can be seen.
func demoStore() *sandbox.Sandbox {
	return sandbox.New(sandbox.Config{
		Orders: 1000, Customers: 400, Products: 200, Seed: 1,
		Quota: sandbox.Limit{Requests: 150, Window: 30 * time.Second}, Latency: 20 * time.Millisecond,
	})
}

func (c *cli) runDemo(ctx context.Context) (err error) {
	sb := demoStore()
	if err := sb.Start("127.0.0.1:0"); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "cartwire-demo-")
	if err != nil {
		return errors.Join(err, sb.Close())
	}
	defer func() { err = errors.Join(err, sb.Close(), os.RemoveAll(folder)) }()
	file := filepath.Join(folder, sb.FileName())
	if err := os.WriteFile(file, sb.CredentialsFile(), 0o600); err != nil {
		return err
	}
	book, err := store.Open(filepath.Join(folder, "book.db"), store.Options{Command: "cartwire demo"})
	if err != nil {
		return err
	}
	return c.onBook(ctx, "cartwire demo", book, func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
		if c.screenAllowed() || c.plainAllowed() {
			return c.open(ctx, book, engine, &demoBook{sb, file})
		}
		d := demonstration{c: c, sb: sb, book: book, engine: engine, file: file}
		return d.run(ctx)
	}, false)
}

// demoBook is what the demo's book is opened with: the demo's store and its credentials file.
type demoBook struct {
	sb   *sandbox.Sandbox
	file string
}

// demonstration is the demo in plain text, one step after another.
type demonstration struct {
	c      *cli
	sb     *sandbox.Sandbox
	book   *store.Book
	engine *syncer.Engine
	file   string
}

func (d *demonstration) run(ctx context.Context) error {
	c := d.c
	c.say("1. A practice store with 1,000 orders listens on %s (this machine only).", d.sb.URL())
	creds, notes, err := bigcommerce.ReadCredentialsFile(d.file)
	if err != nil {
		return err
	}
	c.say("2. Its credentials file is read: API path %s, access token %s.", creds.APIPath, creds.AccessToken.Masked())
	for _, n := range notes {
		c.say("   %s", n)
	}
	draft := syncer.Draft{Token: creds.AccessToken, Connection: store.Connection{
		Name: "Practice Store", Cart: "BigCommerce", Active: true,
		APIPath: creds.APIPath.String(), ClientID: creds.ClientID, AllowInsecureHost: d.sb.Host(),
		Options: store.ConnectionOptions{ImportOrders: true},
	}}
	c.say("3. The connection is tested:")
	result := d.engine.Test(ctx, draft, c.checkPrinter(c.say))
	if err := result.Err(); err != nil {
		return err
	}
	conn, err := d.engine.Save(draft, &result)
	if err != nil {
		return err
	}
	c.say("4. %s is saved; its access token is sealed in the book.", conn.Name)
	return d.sync(ctx, conn)
}

func (d *demonstration) sync(ctx context.Context, conn store.Connection) error {
	c := d.c
	c.say("5. Its orders are imported:")
	run, err := d.engine.Start(conn.ID, syncer.ImportOrders, syncer.StartOptions{})
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { _ = d.engine.Cancel(run) })()
	s := c.follow(run)
	if s.Err != nil {
		return s.Err
	}
	if s.Job.State != store.JobDone {
		return context.Canceled
	}
	c.say("   %s with their lines, addresses and fees in %s and %s.",
		kit.Of(s.Job.New, "order"), kit.Of(s.Job.Requests, "request"), s.Elapsed.Round(time.Millisecond))
	orders, err := d.book.OrderPage(store.OrderQuery{Connection: conn.ID}, 3)
	if err != nil {
		return err
	}
	c.say("6. The latest three in the book:")
	for _, o := range orders {
		c.say("   %s  %s  %s, %s, %s %s, %s", o.Number, o.Created.Format(time.DateOnly), text.Clean(o.Customer.Name),
			kit.Of(o.ItemsTotal, "item"), o.TotalIncTax.StringFixed(2), text.Clean(o.Currency), text.Clean(o.Status))
	}
	c.say("Done. In a terminal, `cartwire demo` opens the program on this store.")
	return nil
}
