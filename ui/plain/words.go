package plain

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// checkWords are how an ended check's state is said.
var checkWords = map[bigcommerce.CheckState]string{
	bigcommerce.CheckPassed:   "ok",
	bigcommerce.CheckFailed:   "FAILED",
	bigcommerce.CheckNotShown: "-",
	bigcommerce.CheckSkipped:  "skipped",
	bigcommerce.CheckUnknown:  "?",
}

// CheckLine is a row of the connection test that has ended, on one line; ended is false while it runs. What went wrong
// is told in a few words here, and in sentences by the result's error.
func CheckLine(k bigcommerce.Check) (line string, ended bool) {
	word, ended := checkWords[k.State]
	if !ended {
		return "", false
	}
	detail := k.Detail
	if k.Err != nil {
		detail = "" // said once, as the result's error
	}
	if missing, ok := errors.AsType[*bigcommerce.ScopeError](k.Err); ok {
		detail = missing.Permission.String() + " is missing"
	}
	if k.NeededBy != "" {
		detail += fmt.Sprintf(" (needed by %s)", k.NeededBy)
	}
	return strings.TrimRight(fmt.Sprintf("%-8s %-14s %s", word, k.Label, strings.TrimSpace(detail)), " "), true
}

// BoxesLine lists what a new API account must have, where a permission is missing; "" where none is. An API account
// can't be changed later, so that all of them are to be ticked again.
func BoxesLine(r *bigcommerce.TestResult) string {
	if len(r.Missing) == 0 {
		return ""
	}
	var boxes []string
	for _, box := range r.BoxList() {
		boxes = append(boxes, box.String())
	}
	if len(boxes) == 0 { // of a legacy account, which has none
		return ""
	}
	return fmt.Sprintf("The boxes to tick on the new API account: %s.", strings.Join(boxes, ", "))
}

// ProgressLine is how a run stands, on one line.
func ProgressLine(name string, s syncer.Snapshot) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", name, s.Phase)
	if s.Total > 0 {
		fmt.Fprintf(&b, ", %d of %d", s.Done, s.Total)
	} else if s.Done > 0 {
		fmt.Fprintf(&b, ", %d", s.Done)
	}
	if s.Rate > 0 {
		fmt.Fprintf(&b, ", %.0f a second", s.Rate)
	}
	if s.Left > 0 {
		fmt.Fprintf(&b, ", %s left", s.Left.Round(time.Second))
	}
	if s.Waiting != "" {
		fmt.Fprintf(&b, ", waiting for %s", s.Waiting)
	}
	return b.String()
}

// ReadLine is what a job read and what became of it, in numbers that add up.
func ReadLine(f syncer.Figures) string {
	line := count(f.Read, f.Unit, f.Unit+"s") + " read"
	if f.Unit == "product" && f.Items > 0 {
		line += " (" + count(f.Items, "item", "items") + ")"
	}
	line += fmt.Sprintf(", %s new, %s updated, %s unchanged", grouped(f.New), grouped(f.Updated), grouped(f.Unchanged))
	if f.Skipped > 0 {
		line += fmt.Sprintf(", %s skipped (%s)", grouped(f.Skipped), f.SkippedWhy())
	}
	if f.Unreadable > 0 {
		line += fmt.Sprintf(", %s unreadable", grouped(f.Unreadable))
	}
	return line
}

// JobLine is how a run ended, on one line.
func JobLine(name string, s syncer.Snapshot) string {
	j := s.Job
	j.Option = string(s.Option)
	f := syncer.FiguresOf(&j)
	line := name + ": "
	switch s.Option {
	case syncer.ImportOrders, syncer.ImportProducts:
		line += ReadLine(f)
		if f.DryRun {
			line += " (plan only)"
		}
	case syncer.Reconcile:
		line += fmt.Sprintf("%s, %s read", s.Option.Title(), count(f.Read, "order", "orders"))
	default:
		line += fmt.Sprintf("%s, %s sent to the store, %s left out", syncer.JobTitle(&j), grouped(f.Sent), grouped(f.LeftOut))
		if f.Conflicts > 0 {
			line += ", " + count(f.Conflicts, "conflict", "conflicts")
		}
		line += ", " + ReadLine(f)
	}
	line += fmt.Sprintf(", in %s and %s", count(f.Requests, "request", "requests"), s.Elapsed.Round(time.Millisecond))
	if j.State != store.JobDone {
		line += " (" + string(j.State) + ")"
	}
	return line + "."
}

// Ago tells how long ago something was: "5 minutes ago". A zero time is "never".
func Ago(now, at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	switch d := now.Sub(at); {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return count(int(d.Minutes()), "minute", "minutes") + " ago"
	case d < 48*time.Hour:
		return count(int(d.Hours()), "hour", "hours") + " ago"
	default:
		return count(int(d.Hours()/24), "day", "days") + " ago"
	}
}
