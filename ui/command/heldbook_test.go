//go:build unix

package command_test

import (
	"path/filepath"
	"strings"
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// A backup is made and the book is checked while another process works on it; only a restore needs it alone.
func TestAHeldBookIsBackedUpAndChecked(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 60, Products: 5, Seed: 43}, "--statuses", "all", "--schedule", "orders=24h")
	if _, errs, code := p.run("sync", "--quiet"); code != 0 {
		t.Fatal(errs)
	}
	w := p.watching()
	w.line("Interrupt it to stop")
	dir := t.TempDir()
	cmd := p.command("backup", "copy.db", "--json")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil || !strings.Contains(string(out), `"file":"copy.db"`) || !strings.Contains(string(out), `"orders":60`) {
		t.Errorf("%s, %v", out, err)
	}
	s, err := store.Inspect(t.Context(), filepath.Join(dir, "copy.db"), store.InspectOptions{Book: p.book})
	if err != nil || s.Orders != 60 || s.Tokens != 1 || s.Opened != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	said, errs, code := p.run("doctor")
	if code != 0 || !strings.Contains(said, "checks passed") {
		t.Errorf("exit code %d: %s%s", code, said, errs)
	}
	_, errs, code = p.run("restore", filepath.Join(dir, "copy.db"), "--yes")
	if code != 5 || !strings.Contains(errs, "in use by") {
		t.Errorf("exit code %d: %s", code, errs)
	}
	if code := w.interrupt(); code != 0 {
		t.Errorf("exit code %d: %q", code, w.said)
	}
	if _, errs, code := p.run("restore", filepath.Join(dir, "copy.db"), "--yes"); code != 0 {
		t.Errorf("exit code %d: %s", code, errs)
	}
}
