package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"charm.land/log/v2"
	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/remote"
	"cartwire/ui/report"
)

// serveFlags are serve's.
type serveFlags struct {
	listen, keys, hostKey string
	idle                  time.Duration
	sessions, ofOneKey    int
	metrics, log          string
}

func (c *cli) serve() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Hold the book, run what is scheduled, and let others in",
		Long: "Holds the book, runs what is scheduled, and lets others in until it is stopped: every other cartwire on this machine\n" +
			"through a local socket, and with --listen people and scripts by SSH (ssh HOST -p PORT, ssh HOST orders list --json).\n" +
			"\n" +
			"Who may come in stands in the authorized keys, one public key a line, as OpenSSH writes them; changes hold at once. A key\n" +
			"may look only, unless its line begins with role=\"operator\" (runs jobs, counts stock, ships) or role=\"admin\" (everything).\n" +
			"The comment at its end is the person's name in the book's activity. Over SSH, commands read standard input and write\n" +
			"standard output; the files of this machine are for role=\"admin\" alone.",
		Example: "  cartwire serve --listen :23234\n  cartwire serve --listen 127.0.0.1:23234 --log /var/log/cartwire.jsonl --metrics 127.0.0.1:9464",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if c.visitor != nil {
				return &store.InUseError{Path: c.host.book.Path(), PID: os.Getpid(), Command: store.OwnerOf(c.host.book.Path()).Command}
			}
			return c.runServe(cmd.Context(), cmd.CommandPath(), &f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.listen, "listen", "", "let people in by SSH on this `address`, such as :23234 or 127.0.0.1:23234")
	flags.StringVar(&f.keys, "authorized-keys", "", "the `file` of public keys that may come in (default: authorized_keys beside the book)")
	flags.StringVar(&f.hostKey, "host-key", "", "the `file` of the key that visitors recognise this place by (default: ssh_host_key beside the book; made where there is none)")
	flags.DurationVar(&f.idle, "idle", 30*time.Minute, "end an SSH session after so long without a key")
	flags.IntVar(&f.sessions, "max-sessions", 64, "how many SSH sessions may be open at once")
	flags.IntVar(&f.ofOneKey, "max-sessions-per-key", 8, "how many of one key")
	flags.StringVar(&f.metrics, "metrics", "", "tell metrics in Prometheus' text format on this `address` of this machine, under /metrics")
	flags.StringVar(&f.log, "log", "", "write the log as JSON lines to this `file`; - is standard error")
	return cmd
}

// check holds the flags against what makes sense.
func (f *serveFlags) check() error {
	var list []problem
	for _, n := range []struct {
		flag string
		ok   bool
		say  string
	}{
		{"--idle", f.idle > 0, "--idle takes a time above zero, such as 30m."},
		{"--max-sessions", f.sessions > 0, "--max-sessions takes a number above zero."},
		{"--max-sessions-per-key", f.ofOneKey > 0, "--max-sessions-per-key takes a number above zero."},
	} {
		if !n.ok {
			list = append(list, problem{n.flag, usagef("%s", n.say)})
		}
	}
	return wrong(list)
}

// runServe serves until a signal ends it. A closed terminal doesn't: it is what SIGHUP means for what stays.
func (c *cli) runServe(ctx context.Context, words string, f *serveFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	logger, closeLog, err := c.serveLog(f.log)
	if err != nil {
		return err
	}
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	ctx, stop := signal.NotifyContext(context.WithoutCancel(ctx), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err = c.useBook(ctx, words, opening{making: store.MakeInFolder, stays: true, owns: true}, func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
		s := &serving{cli: c, flags: f, log: logger, book: book, engine: engine, began: time.Now()}
		return s.run(ctx, hangups)
	})
	switch {
	case err == nil:
		logger.Info("ended")
	case f.log == "": // the log is where the sentence is printed
	default:
		logger.Error("ended", "error", sentence(err))
	}
	if err != nil && f.log == "-" {
		err = &saidError{exitCode(err)} // by a line of JSON, as all there
	}
	return errors.Join(err, closeLog())
}

// serveLog is where it is told what happens: for a person on standard error, or as lines of JSON.
func (c *cli) serveLog(path string) (*log.Logger, func() error, error) {
	level := log.InfoLevel
	if c.quiet {
		level = log.WarnLevel
	}
	options := log.Options{Level: level, ReportTimestamp: true, TimeFormat: time.RFC3339Nano, TimeFunction: log.NowUTC, Formatter: log.JSONFormatter}
	switch path {
	case "":
		options.Formatter, options.TimeFormat = log.TextFormatter, time.DateTime
		return log.NewWithOptions(c.err, options), func() error { return nil }, nil
	case "-":
		return log.NewWithOptions(c.err, options), func() error { return nil }, nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, err
	}
	return log.NewWithOptions(file, options), file.Close, nil
}

// serving is a `serve` that runs.
type serving struct {
	*cli
	flags  *serveFlags
	log    *log.Logger
	book   *store.Book
	engine *syncer.Engine
	began  time.Time
	door   *remote.Server
	runs   sync.WaitGroup
}

func (s *serving) run(ctx context.Context, hangups <-chan os.Signal) (err error) {
	if err := s.openDoor(); err != nil {
		return err
	}
	if s.door != nil {
		defer func() { err = errors.Join(err, s.door.Close()) }()
	}
	if s.flags.metrics != "" {
		m, err := remote.ServeMetrics(s.flags.metrics, func(w io.Writer) { s.host.metrics(w, s.began, s.door) })
		if no, ok := errors.AsType[*remote.NotLoopbackError](err); ok {
			return usagef("%s", no)
		}
		if err != nil {
			return err
		}
		defer m.Close()
		s.log.Info("metrics", "address", m.Addr(), "path", "/metrics")
	}
	if s.book.Made() {
		s.log.Warn("there was no book, so a new one was made", "book", s.book.Path())
	}
	s.log.Info("serving", "book", s.book.Path(), "process", os.Getpid())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		scheduler := syncer.NewScheduler(s.engine)
		scheduler.Started, scheduler.Refused = s.started, s.refused
		_ = scheduler.Run(ctx) // its only error is that it was ended
	}()
	for {
		select {
		case <-hangups:
			s.log.Info("hangup: reading the authorized keys again")
			if s.door != nil {
				s.door.Reload()
			}
		case <-ctx.Done():
			s.log.Info("stopping")
			<-ended
			closed := s.engine.Close() // cancels what runs, and waits until its record is written
			s.runs.Wait()
			return closed
		}
	}
}

// openDoor lets people in by SSH, where it was asked for.
func (s *serving) openDoor() (err error) {
	if s.flags.listen == "" {
		return nil
	}
	beside := func(path, name string) string {
		if path != "" {
			return path
		}
		return filepath.Join(filepath.Dir(s.book.Path()), name)
	}
	s.door, err = remote.Listen(remote.Config{
		Addr: s.flags.listen, AuthorizedKeys: beside(s.flags.keys, "authorized_keys"), HostKey: beside(s.flags.hostKey, "ssh_host_key"),
		Idle: s.flags.idle, MaxSessions: s.flags.sessions, MaxOfOneKey: s.flags.ofOneKey,
		Fell:  func(r any) string { return report.Crash(filepath.Dir(s.book.Path()), time.Now(), r).File },
		Visit: s.host.comeIn, Log: s.log, Now: time.Now,
	})
	if err == nil {
		s.log.Info("ssh", "address", s.door.Addr(), "host_key", s.door.Fingerprint(), "keys", s.door.Counts().Keys)
	}
	return err
}

// comeIn runs what somebody who came by SSH wants. The files of this machine are for those who may do everything here.
func (h *Host) comeIn(ctx context.Context, v remote.Visit) int {
	visit := Visit{
		Args: v.Args, Env: v.Env, In: v.In, Out: v.Out, Err: v.Err, InTTY: v.TTY, OutTTY: v.TTY, ErrTTY: v.TTY,
		Width: v.Width, Height: v.Height, Resizes: v.Resizes, Who: v.Who, From: seat(true), Role: v.Role,
	}
	if v.Terminal != nil {
		visit.Terminal = v.Terminal
		visit.In = typist{v.In, v.Terminal}
	}
	if v.Role.May(Admin) {
		visit.Dir = filepath.Dir(h.book.Path())
		visit.Home, _ = os.UserHomeDir() // without one, ~ stands for nothing
	}
	return h.Serve(ctx, visit)
}

// started tells of a job that the schedule has begun, and of its end.
func (s *serving) started(r *syncer.Run) {
	said := s.log.With("run", uint64(r.ID()), "connection", clean(r.Connection().Name))
	said.Info("job started", "option", string(r.Snapshot().Option))
	s.runs.Go(func() {
		<-r.Done()
		snap := r.Snapshot()
		j := snap.Job
		f := syncer.FiguresOf(&j)
		fields := []any{"option", string(snap.Option), "state", string(j.State), "fetched", f.Read, "new", f.New, "updated", f.Updated,
			"unchanged", f.Unchanged, "skipped", f.Skipped, "unreadable", f.Unreadable, "pushed", f.Sent, "failed", j.Failed, "requests", f.Requests, "waited", fmt.Sprint(j.Throttled.Round(time.Millisecond)), "took", fmt.Sprint(snap.Elapsed.Round(time.Millisecond))}
		if snap.Err != nil {
			said.Warn("job failed", append(fields, "error", clean(sentence(snap.Err)))...)
			return
		}
		said.Info("job ended", fields...)
	})
}

func (s *serving) refused(conn store.Connection, option syncer.Option, err error) {
	s.log.Warn("job can't start", "connection", clean(conn.Name), "option", string(option), "error", clean(sentence(err)))
}
