package command_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

var allOptions = []string{"--import-products", "--update-inventory", "--update-order-status", "--skip-test", "--statuses", "all"}

// jobsRun are the words of the jobs that sync --json printed, in their order.
func jobsRun(t *testing.T, out string) (jobs []string) {
	t.Helper()
	for line := range strings.Lines(out) {
		var row map[string]any
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		for _, field := range []string{"read", "new", "updated", "unchanged", "skipped", "unreadable"} {
			if _, ok := row[field].(float64); !ok {
				t.Fatalf("no %s in %s", field, line)
			}
		}
		n := func(field string) int { return int(row[field].(float64)) }
		if n("schema") != 2 || n("read") != n("new")+n("updated")+n("unchanged")+n("skipped")+n("unreadable") || n("read") != n("fetched") || n("sent") != n("pushed") {
			t.Errorf("the figures don't add up: %s", line)
		}
		jobs = append(jobs, fmt.Sprint(row["job"]))
	}
	return jobs
}

func TestAFirstSyncRunsWhatOthersBuildOnFirst(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 12, Products: 8, Seed: 41}, allOptions...)
	out, errs, code := p.run("sync", "--json")
	if got := jobsRun(t, out); code != 0 || !slices.Equal(got, []string{"products", "orders", "inventory", "status"}) {
		t.Errorf("%q, exit code %d, %s", got, code, errs)
	}
}

// An option that fails holds up those that build on it, and no others; both are named, however quiet the sync is to be.
func TestASyncGoesOnPastAnOptionThatFails(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 12, Products: 8, Seed: 42, Scopes: []string{"store_v2_orders", "store_v2_customers_read_only"}}, allOptions...)
	for _, quiet := range []string{"--quiet", "--json"} {
		out, errs, code := p.run("sync", "Acme", quiet)
		if code != 4 || !strings.Contains(errs, "Acme, Update Inventory: Not run: it builds on Import Products") || !strings.Contains(errs, "Products") {
			t.Errorf("%s: exit code %d: %s", quiet, code, errs)
		}
		for _, want := range []string{"orders", "status"} {
			if quiet == "--json" && !slices.Contains(jobsRun(t, out), want) {
				t.Errorf("%s didn't run: %s", want, out)
			}
		}
	}
}

func TestAQuietSyncSaysWhatFailed(t *testing.T) {
	sb, p := connected(t, sandbox.Config{Orders: 5, Seed: 43}, "--statuses", "all")
	id := sb.OrderIDs()[2]
	raw := fmt.Appendf(nil, `{"id":%d,"status_id":11,"items_total":"a few","date_created":%q,"date_modified":%[2]q,"total_inc_tax":"12.00"}`, id, time.Now().UTC().Format(time.RFC1123Z))
	if _, err := sb.AddRawOrder(raw); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"sync", "--quiet"}, {"sync", "--quiet", "--json"}, {"sync", "Acme", "orders", "--quiet"}} {
		if _, errs, code := p.run(args...); code != 6 || !strings.Contains(errs, fmt.Sprintf("order %d", id)) || !strings.Contains(errs, "items_total") {
			t.Errorf("%q: exit code %d: %q", args, code, errs)
		}
	}
}

func TestOrdersShowTellsRefundsAndChanges(t *testing.T) {
	sb, p := connected(t, sandbox.Config{Orders: 5, Seed: 44}, "--statuses", "all")
	id := sb.OrderIDs()[0]
	p.run("sync")
	if _, ok := sb.Refund(id, "1.23", "a dent in it"); !ok {
		t.Fatal("it can't be refunded")
	}
	sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = 14 })
	p.run("sync")
	out, errs, code := p.run("orders", "show", fmt.Sprint(id))
	if code != 0 {
		t.Fatal(errs)
	}
	for _, want := range []string{"REFUNDED", "-1.23", "a dent in it", "CHANGED", "Partially Refunded", "refunded"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
	}
}

// TestJobsTellALookFromAPush in the table, in the record, in JSON and in the activity.
func TestJobsTellALookFromAPush(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 3, Products: 4, Seed: 48}, allOptions...)
	p.run("sync", "Acme", "inventory")
	p.run("sync", "Acme", "inventory", "--dry-run")
	p.run("sync", "Acme", "inventory", "--undo", "--dry-run")
	out, errs, _ := p.run("jobs", "--json")
	var told []string
	for line := range strings.Lines(out) {
		var row struct {
			Run       int
			DryRun    *bool `json:"dry_run"`
			Undo      *bool
			ElapsedMS *int `json:"elapsed_ms"`
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil || row.DryRun == nil || row.Undo == nil || row.ElapsedMS == nil {
			t.Fatalf("%s: %v %s", line, err, errs)
		}
		told = append(told, fmt.Sprint(row.Run, *row.DryRun, *row.Undo))
	}
	if !slices.Equal(told, []string{"3 true true", "2 true false", "1 false false"}) {
		t.Errorf("%q", told)
	}
	for _, args := range [][]string{{"jobs"}, {"jobs", "show", "3"}, {"log"}} {
		if out, _, _ := p.run(args...); !strings.Contains(out, "Undo last stock push (plan only)") {
			t.Errorf("%q doesn't tell that it was a look:\n%s", args, out)
		}
	}
	if out, _, _ := p.run("log"); strings.Contains(out, "Undoing the last stock push done") || !strings.Contains(out, "Update Inventory (plan only) done") {
		t.Errorf("%s", out)
	}
}
