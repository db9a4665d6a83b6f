// Package command is Cartwire for scripts: whatever the screen can do, a command can do. Results go to standard output
// (with --json one object, or one object a line), progress and errors to standard error.
package command

import (
	"context"
	"errors"
	"io"
	"log"
	"os"
	"os/signal"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
)

// Streams are what the process was started with.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// cli is one invocation: the global flags, the environment and the streams.
type cli struct {
	env     func(string) string
	in      io.Reader
	out     io.Writer // made safe, see safeWriter
	err     io.Writer
	outTTY  bool
	errTTY  bool
	inTTY   bool
	streams Streams
	args    []string
	done    <-chan struct{} // closed when the invocation is to end
	visitor *Visit          // who has called from elsewhere, on the host's book; nil: the process's own caller
	host    *Host           // nil until the book is open, where it stays open beyond one command

	bookPath   string
	json       bool
	quiet      bool
	noColor    bool
	accessible bool
}

// Main runs one command line and returns the exit code.
func Main(args []string, env func(string) string, s Streams) (code int) {
	harden()
	log.SetOutput(io.Discard) // libraries, net/http among them, write there whatever a server has sent them
	ctx, stop := signal.NotifyContext(context.Background(), interrupts...)
	defer stop()
	c := &cli{
		env: env, streams: s, in: s.In,
		inTTY: isTerminal(s.In), outTTY: isTerminal(s.Out), errTTY: isTerminal(s.Err),
	}
	defer func() {
		if r := recover(); r != nil {
			code = c.mistaken(r)
		}
	}()
	return c.execute(ctx, args)
}

// execute runs one command line on the streams and returns the exit code.
func (c *cli) execute(ctx context.Context, args []string) int {
	s := c.streams
	c.args, c.out, c.err, c.done = args, &safeWriter{w: s.Out}, &safeWriter{w: s.Err}, ctx.Done()
	root := c.root()
	root.SetArgs(adjusted(args)) // of nil, cobra would take the process's own
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitDone
	}
	code := exitCode(err)
	if code == exitUsage && c.visitor == nil && cmd.CommandPath() == "cartwire serve" {
		code = exitServeUsage
	}
	if _, said := errors.AsType[*saidError](err); !said {
		c.warn("%s", sentence(err))
	}
	return code
}

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "cartwire",
		Short: "Connects a BigCommerce store to an order book, from a terminal",
		Long: "Cartwire connects a BigCommerce store to an order book: it imports orders in the background and shows\n" +
			"what it does. Without a command it opens the program; `cartwire demo` shows it on a practice store.",
		Args:          noArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return c.program(cmd.Context()) },

		PersistentPreRunE: c.permit,
	}
	root.SetOut(c.out)
	root.SetErr(c.err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usage(cmd, err) })
	root.AddCommand(c.serve())
	flags := root.PersistentFlags()
	flags.StringVar(&c.bookPath, "book", "", "the book's `file` (or CARTWIRE_BOOK; default: in your data folder)")
	flags.BoolVar(&c.json, "json", false, "print JSON, one object or one object a line")
	flags.BoolVar(&c.quiet, "quiet", false, "print no progress")
	flags.BoolVar(&c.noColor, "no-color", false, "no colours (as NO_COLOR)")
	flags.BoolVar(&c.accessible, "accessible", false, "plain questions and lines, for screen readers and pipes (as ACCESSIBLE)")
	root.AddCommand(
		c.demo(), c.sandbox(), c.connect(), c.connections(), c.show(), c.edit(), c.remove(), c.locations(),
		c.test(), c.sync(), c.reconcile(), c.orders(), c.customers(), c.stock(), c.ship(), c.kits(), c.jobs(), c.log(), c.key(), c.rekey(),
		c.settings(), c.backup(), c.restore(), c.doctor(), c.unit(), c.version(), c.man(), c.examineFile(),
	)
	addExamples(root)
	addGroups(root)
	return root
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}
