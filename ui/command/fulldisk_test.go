//go:build unix

package command_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cartwire/bigcommerce/sandbox"
)

// on is the same book on a disk with room for so many bytes in a file.
func (p *process) on(bytes int64) *process {
	return &process{t: p.t, book: p.book, env: []string{fmt.Sprint(fileSizeLimit, "=", bytes)}}
}

// tells asks for one sentence of a command that a full disk has stopped.
func tells(t *testing.T, errs string, code int, what ...string) {
	t.Helper()
	if code != 1 || strings.Count(strings.TrimSpace(errs), "\n") != 0 {
		t.Errorf("exit code %d: %q", code, errs)
	}
	for _, w := range append(what, "room") {
		if !strings.Contains(strings.ToLower(errs), strings.ToLower(w)) {
			t.Errorf("%q does not say %q", errs, w)
		}
	}
}

func TestAFullDiskLeavesNoHalfBackup(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 300, Seed: 14}, "--statuses", "all")
	if _, errs, code := p.run("sync", "--quiet"); code != 0 {
		t.Fatal(errs)
	}
	folder := filepath.Dir(p.book)
	to := filepath.Join(folder, "copy.db")
	_, errs, code := p.on(100_000).run("backup", to, "--quiet")
	tells(t, errs, code, to, "Make room")
	left, err := filepath.Glob(filepath.Join(folder, ".copy-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if _, err := os.Stat(to); err == nil {
		t.Error("half a backup has a name")
	}
	if _, errs, code := p.run("backup", to, "--quiet"); code != 0 {
		t.Error(errs)
	}
	// Nor does a restore that finds no room touch the book.
	_, errs, code = p.on(100_000).run("restore", to, "--yes")
	tells(t, errs, code, "Make room")
	if n := len(p.exported()); n != 300 {
		t.Errorf("%d orders", n)
	}
}

func TestAFullDiskStopsAnImportOfCounts(t *testing.T) {
	_, p := connected(t, sandbox.Config{Seed: 15})
	counts := filepath.Join(t.TempDir(), "counts.csv")
	var b bytes.Buffer
	b.WriteString("sku,location,on_hand\n")
	const rows = 20_000
	for n := range rows {
		fmt.Fprintf(&b, "SKU-%06d,Main,%d\n", n, n)
	}
	if err := os.WriteFile(counts, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	_, errs, code := p.on(2_000_000).run("stock", "import", counts, "--quiet")
	tells(t, errs, code, "is full", "run it again")
	out, errs, code := p.run("stock", "import", counts, "--json", "--quiet")
	if code != 0 {
		t.Fatalf("with room again: exit code %d: %s", code, errs)
	}
	t.Log(strings.TrimSpace(out))
	out, _, _ = p.run("stock", "export", "--format", "csv")
	if n := strings.Count(out, "\n"); n != rows+1 {
		t.Errorf("%d lines of counts", n)
	}
}

func TestAFullDiskIsNamedByAnExport(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 300, Seed: 16}, "--statuses", "all")
	if _, errs, code := p.run("sync", "--quiet"); code != 0 {
		t.Fatal(errs)
	}
	for _, args := range [][]string{{"orders", "export", "--new"}, {"orders", "export", "--format", "csv"}} {
		out, err := os.Create(filepath.Join(t.TempDir(), "orders"))
		if err != nil {
			t.Fatal(err)
		}
		// The limit is the same for every file: the output begins where the book's end is.
		info, err := os.Stat(p.book)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Seek(info.Size()-1000, 0); err != nil {
			t.Fatal(err)
		}
		cmd := p.on(info.Size()).command(append(args, "--quiet")...)
		var errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = out, &errs
		_ = cmd.Run()
		tells(t, errs.String(), cmd.ProcessState.ExitCode(), "Make room")
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
	}
	// What did not get out is not marked.
	if n := strings.Count(first(p.run("orders", "export", "--new", "--quiet")), "\n"); n != 300 {
		t.Errorf("%d orders are exported when there is room again", n)
	}
}

func first(out, _ string, _ int) string { return out }
