// Package report writes what somebody who helps has to know of a problem into one text file: no secret, no e-mail address,
// no customer, and the names of stores only where the person agrees.
package report

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// Options of a report.
type Options struct {
	Now      time.Time
	Terminal string   // what the terminal is: "xterm-256color, 120x40, dark"
	Problem  string   // what the person was told last; "" where nothing was
	Names    bool     // the names of stores, hosts, users and files stay as they are
	Who      []string // users' names, to be cut as well
}

// The bounds of a report: enough to see what happened, short enough to be read before it is sent.
const (
	maxJobs  = 30
	maxLines = 200
)

// Build makes the report's text.
func Build(book *store.Book, o Options) (string, error) {
	connections, err := book.Connections()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("Cartwire problem report, %s\n", o.Now.UTC().Format(time.RFC3339))
	p("Version   %s, %s", Version(), runtime.Version())
	p("System    %s/%s", runtime.GOOS, runtime.GOARCH)
	p("Terminal  %s", o.Terminal)
	p("Book      %s", book.Path())
	if info, err := os.Stat(book.Path()); err == nil {
		p("Size      %d bytes", info.Size())
	}
	if o.Problem != "" {
		p("Told last %s", o.Problem)
	}
	settings, err := book.Settings()
	if err != nil {
		return "", err
	}
	p("Settings  %+v", settings)
	for _, c := range connections {
		if err := connection(p, book, c); err != nil {
			return "", err
		}
	}
	if err := happened(p, book, connections); err != nil {
		return "", err
	}
	return newCutter(book, connections, o).cut(b.String()), nil
}

// connection tells of one, without what opens its store.
func connection(p func(string, ...any), book *store.Book, c store.Connection) error {
	counts, err := book.OrderCounts(c.ID)
	if err != nil {
		return err
	}
	last, err := book.LastRuns(c.ID)
	if err != nil {
		return err
	}
	aside, err := book.SetAsides(c.ID)
	if err != nil {
		return err
	}
	p("\nConnection %d: %s", c.ID, c.Name)
	p("  active %t, %s, %s account, %d orders, %d set aside", c.Active, c.State, orStore(c.Kind), counts.Total, len(aside))
	p("  address %s%s", c.APIPath, c.Legacy.APIURL)
	if c.AllowInsecureHost != "" {
		p("  without TLS to %s", c.AllowInsecureHost)
	}
	p("  options %v, statuses %v, locations %v", syncer.Ticked(c.Options), c.Options.Statuses, c.Locations)
	p("  stock options %+v, schedule %v", c.Options.Inventory, c.Options.Schedule)
	p("  last sync %s, failures %d", c.LastSync.UTC().Format(time.RFC3339), last.Failures)
	if c.Problem != "" {
		p("  problem: %s", c.Problem)
	}
	for _, t := range c.Test.Checks {
		p("  test: %s %s: %s", t.Label, t.State, t.Detail)
	}
	return nil
}

func orStore(k store.APIKind) store.APIKind {
	if k == "" {
		return store.KindStore
	}
	return k
}

// happened tells of the last jobs and the last lines of the activity.
func happened(p func(string, ...any), book *store.Book, connections []store.Connection) error {
	jobs, err := book.Jobs(0, maxJobs)
	if err != nil {
		return err
	}
	p("\nThe last %d jobs, the latest first", len(jobs))
	for _, j := range jobs {
		f := syncer.FiguresOf(&j)
		p("  %d %s of connection %d: %s, %s to %s; %d read, %d new, %d updated, %d unchanged, %d skipped, %d unreadable; "+
			"%d sent, %d conflicts, %d left out, %d failed; %d requests, %d again, waited %s; dry run %t, undo %t",
			j.Run, j.Option, j.Connection, j.State, j.Started.UTC().Format(time.RFC3339), j.Ended.UTC().Format(time.RFC3339),
			f.Read, f.New, f.Updated, f.Unchanged, f.Skipped, f.Unreadable,
			f.Sent, f.Conflicts, f.LeftOut, j.Failed, f.Requests, f.Retries, j.Throttled, f.DryRun, f.Undo)
		for _, e := range slices.Concat(j.Errors, j.Notes) {
			p("    %s: %s", e.Ref, e.Reason)
		}
	}
	lines, err := book.Activities(maxLines)
	if err != nil {
		return err
	}
	p("\nThe last %d lines of the activity, the latest first", len(lines))
	for _, a := range lines {
		p("  %s %s %s: %s", a.At.UTC().Format(time.RFC3339), a.Who, a.From, a.What)
	}
	return nil
}

// Write writes the report into a new file beside the book that only its owner can read, and returns the file's name.
func Write(book *store.Book, o Options) (string, error) {
	text, err := Build(book, o)
	if err != nil {
		return "", err
	}
	name := filepath.Join(filepath.Dir(book.Path()), "cartwire-report-"+o.Now.UTC().Format("20060102-150405"))
	for n := 1; ; n++ {
		path := name + ".txt"
		if n > 1 {
			path = fmt.Sprintf("%s-%d.txt", name, n)
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if os.IsExist(err) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.WriteString(text)
		if closed := f.Close(); err == nil {
			err = closed
		}
		return path, err
	}
}
