package command

import (
	"context"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/app"
)

// program opens the screens.
func (c *cli) program(ctx context.Context) error {
	if !c.screenAllowed() {
		return usagef("The program needs a terminal. Run it in one, or use the commands: cartwire --help")
	}
	return c.withBook(ctx, "cartwire", func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
		return app.Run(ctx, app.Config{
			Book: book, Engine: engine, In: c.streams.In, Out: c.streams.Out, NoColor: c.plainColors(),
		})
	})
}

// screenAllowed tells whether the screens can be shown: both ends are a terminal that can move its cursor.
func (c *cli) screenAllowed() bool { return c.inTTY && c.outTTY && c.env("TERM") != "dumb" }

// plainColors honours --no-color and NO_COLOR (no-color.org: any value but the empty one).
func (c *cli) plainColors() bool { return c.noColor || c.env("NO_COLOR") != "" }
