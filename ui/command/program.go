package command

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/app"
	"cartwire/ui/plain"
)

// program opens the screens, or asks its questions in plain lines.
func (c *cli) program(ctx context.Context) error {
	if !c.screenAllowed() && !c.plainAllowed() {
		return usagef("The program needs a terminal. Run it in one, or use the commands: cartwire --help")
	}
	return c.useBook(ctx, "cartwire", opening{making: store.MakeBook, stays: true}, func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
		return c.open(ctx, book, engine, nil)
	})
}

// open shows the program on a book until the person quits. demo is the demo's own store, which needs no question, and
// brings its credentials file; nil outside of it. A practice store that was started ends with the program.
func (c *cli) open(ctx context.Context, book *store.Book, engine *syncer.Engine, demo *demoBook) (err error) {
	p := &c.host.practice
	host, file, home, folder := "", "", c.home(), c.dir()
	if demo != nil {
		p.lent, host, file = demo.sb, demo.sb.Host(), demo.file
		folder, home = filepath.Dir(file), "" // nothing of the person's own is read
	}
	if list, err := book.Connections(); err == nil && demo == nil {
		p.revive(list)
	}
	defer c.host.Schedule()()
	dir, raw := "", func() {}
	if c.visitor != nil {
		dir = c.visitor.Dir
	}
	remote := c.remote()
	if c.plainAllowed() {
		return plain.Run(ctx, plain.Config{
			Book: book, Engine: engine, In: c.in, Out: c.out, Now: time.Now, Who: c.who(), From: c.from("cartwire"),
			Practise: p.plain, Home: home, Folder: folder, Dir: dir, Remote: remote, AllowInsecureHost: host,
		})
	}
	if demo != nil {
		folder = "" // the file is given by name
	}
	cfg := app.Config{
		Book: book, Engine: engine, In: c.streams.In, Out: c.streams.Out, NoColor: c.plainColors(), ASCII: c.ascii(),
		AllowInsecureHost: host, CredentialsFile: file, Practise: p.screen, Home: home, Folder: folder, Remote: remote,
		Who: c.who(), From: c.from("cartwire"), Dir: dir, Local: c.zone(),
	}
	if c.visitor != nil {
		cfg.Limits = &app.Limits{Role: c.visitor.Role, NoFiles: c.visitor.Dir == ""}
		cfg.Crowd = c.host.Visits
		if cfg.Visit = c.screenOf(*c.visitor); c.visitor.Terminal != nil {
			if raw, err = c.visitor.Terminal.Raw(); err != nil {
				return err
			}
		}
	} else {
		cfg.Windows = c.host.Visits
	}
	defer raw()
	return app.Run(ctx, cfg)
}

// screenOf is a visitor's terminal, for the screens.
func (c *cli) screenOf(v Visit) *app.Visit {
	screen := &app.Visit{Width: v.Width, Height: v.Height, Resizes: v.Resizes}
	for _, name := range told {
		if value := c.env(name); value != "" {
			screen.Environ = append(screen.Environ, name+"="+value)
		}
	}
	screen.Colors = colorprofile.Env(screen.Environ)
	if v.Colors != nil {
		screen.Colors = *v.Colors
	}
	return screen
}

// remote tells whether the program was opened over SSH.
func (c *cli) remote() bool { return c.env("SSH_CONNECTION") != "" || c.env("SSH_TTY") != "" }

// seat is where the person sits, for the book's activity.
func seat(remote bool) string {
	if remote {
		return "SSH"
	}
	return "terminal"
}

// screenAllowed tells whether the screens can be shown: both ends are a terminal that can move its cursor.
func (c *cli) screenAllowed() bool { return c.inTTY && c.outTTY && !c.dumb() }

// plainAllowed tells whether plain questions are asked in place of screens: where they are wished for, and on a terminal
// that can do nothing else. Without a terminal only who asks for them in so many words gets them: whoever else pipes into
// the program is told what it needs.
func (c *cli) plainAllowed() bool {
	if c.inTTY && c.outTTY {
		return c.appendOnly()
	}
	return c.accessible || c.env("CARTWIRE_ACCESSIBLE") != ""
}

// appendOnly tells whether nothing that was printed may be drawn over.
func (c *cli) appendOnly() bool {
	return c.accessible || c.env("CARTWIRE_ACCESSIBLE") != "" || c.env("ACCESSIBLE") != "" || c.dumb()
}

func (c *cli) dumb() bool { return c.env("TERM") == "dumb" }

// plainColors honours --no-color and NO_COLOR (no-color.org: any value but the empty one).
func (c *cli) plainColors() bool { return c.noColor || c.env("NO_COLOR") != "" }

// ascii tells whether the locale has no Unicode. Where none is set nothing is known, and terminals have it.
func (c *cli) ascii() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(c.env(name)); locale != "" {
			return !strings.Contains(locale, "utf-8") && !strings.Contains(locale, "utf8")
		}
	}
	return false
}

// home is the person's home; "" where there is none.
func (c *cli) home() string {
	if c.visitor != nil {
		return c.visitor.Home
	}
	home, _ := os.UserHomeDir()
	return home
}
