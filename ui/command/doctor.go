package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func (c *cli) doctor() *cobra.Command {
	d := &doctor{cli: c}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check the book, its key, this computer and each connection; mend what can be mended",
		Long: "Checks the book's file, every value in it and what is derived from them, the key, permissions, the disk, each\n" +
			"connection and the schedule: a line each, with what to do. --fix mends what Cartwire can mend by itself.\n" +
			"Exit codes: 0 all is well, 6 there are warnings, 1 something is wrong.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return d.run(cmd.Context(), cmd.CommandPath()) },
	}
	cmd.Flags().BoolVar(&d.fix, "fix", false, "mend what can be mended")
	cmd.Flags().BoolVar(&d.offline, "offline", false, "ask no store")
	return cmd
}

// The states of a finding.
const (
	wellState    = "ok"
	warningState = "warning"
	failedState  = "failed"
	skippedState = "skipped"
	fixedState   = "fixed"
)

// finding is what one check has found, as --json prints it.
type finding struct {
	Check  string `json:"check"`
	State  string `json:"state"` // ok, fixed, warning, failed, skipped
	Detail string `json:"detail"`
	Next   string `json:"next,omitempty"` // what to do
}

// doctor is one run.
type doctor struct {
	*cli
	fix, offline     bool
	warnings, failed int
	stale            bool // a process has ended without letting the book go
	stalePID         int
	err              error // of printing
}

func (d *doctor) run(ctx context.Context, words string) error {
	path, err := d.bookFile()
	if err != nil {
		return err
	}
	if d.visitor == nil {
		d.before(path)
	}
	opened := false
	err = d.withBook(ctx, words, func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
		opened = true
		return d.inside(ctx, book, engine)
	})
	if _, said := errors.AsType[*saidError](err); said || ctx.Err() != nil || is[*store.InUseError](err) {
		return err
	}
	switch {
	case err != nil && opened:
		return err
	case err != nil:
		d.unopened(err)
	}
	if d.err != nil {
		return d.err
	}
	return d.verdict()
}

// unopened says why the book can't be opened. What needs it open is left out.
func (d *doctor) unopened(err error) {
	next := ""
	if is[*store.DamagedError](err) {
		next = "Put the latest backup back: cartwire restore FILE. What is there now is kept beside it."
	}
	d.found(finding{Check: "book", State: failedState, Detail: sentence(err), Next: next})
	d.terminalCheck()
}

func (d *doctor) verdict() error {
	if !d.json {
		switch {
		case d.failed > 0:
			d.note("%s wrong, %s a look.", is1(d.failed, "thing is", "things are"), is1(d.warnings, "needs", "need"))
		case d.warnings > 0:
			d.note("Nothing is wrong, %s a look.", is1(d.warnings, "thing needs", "things need"))
		default:
			d.note("All is well.")
		}
	}
	switch {
	case d.failed > 0:
		return &saidError{exitFailed}
	case d.warnings > 0:
		return &saidError{exitPart}
	}
	return nil
}

// found prints a finding.
func (d *doctor) found(f finding) {
	switch f.State {
	case warningState:
		d.warnings++
	case failedState:
		d.failed++
	}
	if d.json {
		d.err = errors.Join(d.err, d.object(f))
		return
	}
	d.say("%-8s %-13s %s", f.State, clean(f.Check), clean(f.Detail))
	if f.Next != "" {
		d.say("%-22s %s", "", clean(f.Next))
	}
}

func (d *doctor) well(check, format string, args ...any) {
	d.found(finding{Check: check, State: wellState, Detail: fmt.Sprintf(format, args...)})
}

func (d *doctor) skipped(check, format string, args ...any) {
	d.found(finding{Check: check, State: skippedState, Detail: fmt.Sprintf(format, args...)})
}

// mend does what --fix allows, or says how to have it done. state is how bad it is as it stands.
func (d *doctor) mend(check, state, what, mended string, do func() error) {
	f := finding{Check: check, State: state, Detail: what}
	switch {
	case !d.fix:
		f.Next = "Mend it with: cartwire doctor --fix"
	default:
		if err := do(); err != nil {
			f.State, f.Next = failedState, sentence(err)
			break
		}
		f.State, f.Next = fixedState, mended
	}
	d.found(f)
}
