package command_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"cartwire/bigcommerce/sandbox"
)

// TestChangesToStockAreAskedForOnATerminal: a line is moved, and a kit applied, only after a y; whatever else is typed changes nothing.
func TestChangesToStockAreAskedForOnATerminal(t *testing.T) {
	t.Parallel()
	sb, p := connected(t, sandbox.Config{Seed: 19}, "--statuses", "all")
	order := strconv.FormatUint(sb.PlaceOrder(func(c *sandbox.OrderChange) {
		c.StatusID = 11
		c.AddLine("A lamp", "LAMP", 3)
		c.AddLine("A tent", "TENT", 2)
	}), 10)
	dir := t.TempDir()
	done := func(args ...string) string {
		t.Helper()
		out, errs, code := p.run(args...)
		if code != 0 {
			t.Fatalf("%v: exit code %d: %s", args, code, errs)
		}
		return out
	}
	kits := func(component string) {
		t.Helper()
		file := filepath.Join(dir, "kits.csv")
		if err := os.WriteFile(file, []byte("kit,component,quantity\nTENT,"+component+",2\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		done("kits", "import", file)
	}
	done("locations", "add", "Shop")
	kits("POLE")
	for _, sku := range []string{"LAMP", "POLE", "ROD"} {
		for _, at := range []string{"Main", "Shop"} {
			done("stock", "set", sku, "--on-hand", "9", "--location", at)
		}
	}
	done("sync", "Acme", "orders")
	kits("ROD")

	// allocated is what a count sheet has of an item at a location.
	allocated := func(sku, at string) string {
		t.Helper()
		for line := range strings.Lines(done("stock", "export", "--sheet")) {
			if cells := strings.Split(line, ","); cells[0] == sku && cells[2] == at {
				return cells[3]
			}
		}
		t.Fatalf("%s at %s isn't on the sheet", sku, at)
		return ""
	}
	for _, c := range []struct {
		args                      []string
		question, no, yes         string
		sku, at, asItWas, asAsked string
	}{
		{[]string{"orders", "move", order, "--line", "LAMP", "--to", "Shop"}, "Move 3 of LAMP, order " + order + ", from Main to Shop? [y/N]",
			"ot confirmed, so nothing was moved", "Moved 3 of LAMP, order " + order + ", from Main to Shop.", "LAMP", "Shop", "0", "3"},
		{[]string{"kits", "apply", "TENT"}, "Apply TENT as it is now to 1 open line? [y/N]",
			"ot confirmed, so nothing was changed", "Applied TENT to 1 open line.", "ROD", "Main", "0", "4"},
	} {
		for _, answer := range []string{"", "n", "yep", "Y es"} {
			got, err := p.converse([][2]string{{c.question, answer}}, c.args...)
			if err == nil || !strings.Contains(got, c.no) || strings.Contains(got, c.yes) {
				t.Errorf("%v, answered %q: %v: %q", c.args, answer, err, got)
			}
			if n := allocated(c.sku, c.at); n != c.asItWas {
				t.Errorf("%v, answered %q: %s of %s at %s are allocated, want %s", c.args, answer, n, c.sku, c.at, c.asItWas)
			}
		}
		if got := p.conversation([][2]string{{c.question, "y"}}, c.args...); !strings.Contains(got, c.yes) {
			t.Errorf("%v: %q", c.args, got)
		}
		if n := allocated(c.sku, c.at); n != c.asAsked {
			t.Errorf("%v: %s of %s at %s are allocated, want %s", c.args, n, c.sku, c.at, c.asAsked)
		}
	}
}
