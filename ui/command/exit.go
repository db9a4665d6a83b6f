package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/app"
	"cartwire/ui/plain"
	"cartwire/ui/role"
	"cartwire/ui/sheet"
)

// The exit codes, for scripts.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitCredentials = 3
	exitPermission  = 4
	exitInUse       = 5
	exitPart        = 6
	exitServeUsage  = 64 // serve's exitUsage: Go's runtime ends a process with 2, and then a service is to be started again
	exitInterrupted = 130
)

// usageError is a command line that can't be understood.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// problem is what is wrong with one flag or argument.
type problem struct {
	flag string // "--statuses", or "NAME"
	err  error
}

// wrong makes one error of all that is wrong with a command line: a single one stays as it is, several get a line each.
func wrong(list []problem) error {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0].err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d things are missing or wrong:", len(list))
	for _, p := range list {
		fmt.Fprintf(&b, "\n  %s: %s", p.flag, sentence(p.err))
	}
	return &usageError{b.String()}
}

// usage makes a sentence of what cobra found, and says where help is.
func usage(cmd *cobra.Command, err error) error {
	return usagef("%s. See: %s --help", strings.TrimSuffix(sentence(err), "."), cmd.CommandPath())
}

// saidError carries an exit code for something that has been printed already.
type saidError struct{ code int }

func (e *saidError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

func exitCode(err error) int {
	if e, ok := errors.AsType[*saidError](err); ok {
		return e.code
	}
	for _, known := range []struct {
		code int
		is   func(error) bool
	}{
		{exitUsage, is[*usageError]},
		{exitUsage, is[*sheet.HeaderError]},
		{exitCredentials, is[*bigcommerce.AuthError]},
		{exitCredentials, is[*bigcommerce.MismatchError]},
		{exitPermission, is[*bigcommerce.ScopeError]},
		{exitPermission, is[*role.DeniedError]},
		{exitInUse, is[*store.InUseError]},
		{exitPart, syncer.AsksLocation},
		{exitPart, is[*syncer.GuardError]},
	} {
		if known.is(err) {
			return known.code
		}
	}
	if interrupted(err) || errors.Is(err, plain.ErrEnded) {
		return exitInterrupted
	}
	return exitFailed
}

func interrupted(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, app.ErrInterrupted)
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// sentence is the error as a person reads it: the file system's errors get words of their own.
func sentence(err error) string {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		switch {
		case store.NoRoom(err) && !is[*store.NoRoomError](err) && !is[*store.DiskFullError](err):
			return (&store.NoRoomError{Path: pe.Path}).Error()
		case errors.Is(err, fs.ErrNotExist):
			return fmt.Sprintf("%s is not there. Check the path.", pe.Path)
		case errors.Is(err, fs.ErrPermission):
			return fmt.Sprintf("%s may not be read or written by you. Check its permissions.", pe.Path)
		}
	}
	if interrupted(err) {
		return "Interrupted. What was done is saved; run it again to go on."
	}
	if errors.Is(err, plain.ErrEnded) {
		return "The input has ended before the last question was answered. What was saved is kept; start again to go on."
	}
	if he, ok := errors.AsType[*bigcommerce.HostError](err); ok && he.Insecure {
		return fmt.Sprintf("%s (--allow-insecure-host %s)", err, he.Host)
	}
	if ce, ok := errors.AsType[*syncer.ConnectedError](err); ok {
		return fmt.Sprintf("The store %s is already connected as %s. See it: cartwire show %q. Replace its credentials: cartwire edit %q --credentials FILE", ce.Store, ce.Name, ce.Name, ce.Name)
	}
	if syncer.AsksLocation(err) {
		return fmt.Sprintf("%s (--one-location with connect, edit or test)", err)
	}
	if guard, ok := errors.AsType[*syncer.GuardError](err); ok {
		return fmt.Sprintf("%s (--confirm %s)", err, guard.Fingerprint)
	}
	text := []rune(err.Error())
	if len(text) > 0 {
		text[0] = unicode.ToUpper(text[0])
	}
	return string(text)
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(cmd, fmt.Errorf("%q is not a command", args[0]))
	}
	return nil
}

// oneArg asks for exactly one argument, named for the message.
func oneArg(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usage(cmd, fmt.Errorf("give %s one argument: %s", cmd.Name(), what))
		}
		return nil
	}
}
