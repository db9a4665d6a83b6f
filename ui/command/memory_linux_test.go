package command_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

// memoryOf reads a process's anonymous memory (RssAnon) and the most that it ever held of any kind (VmHWM), in KiB; only the
// second counts the pages of the mapped book.
func memoryOf(pid int) (anonymous, peak int) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0 // it has ended
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			_, _ = fmt.Sscan(rest, &anonymous)
		}
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			_, _ = fmt.Sscan(rest, &peak)
		}
	}
	return anonymous, peak
}

// watched is what a process of cartwire printed, how much anonymous memory it took at most, and its VmHWM, in KiB.
type watched struct {
	out                 string
	most, peak, samples int
	took, cpu           time.Duration
}

// watch runs cartwire to its end and looks at its memory meanwhile.
func (p *process) watch(args ...string) watched {
	p.t.Helper()
	return watch(p.t, p.command(args...))
}

// watch runs a command to its end; what it prints is kept unless the command has a place for it.
func watch(t testing.TB, cmd *exec.Cmd) watched {
	t.Helper()
	started := time.Now()
	var out bytes.Buffer
	if cmd.Stdout == nil {
		cmd.Stdout = &out
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	var w watched
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("%v: %s", err, out.String())
			}
			w.out, w.took = out.String(), time.Since(started).Round(time.Millisecond)
			w.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			return w
		case <-tick.C:
			anonymous, peak := memoryOf(cmd.Process.Pid)
			w.most, w.peak = max(w.most, anonymous), max(w.peak, peak)
			w.samples++
		}
	}
}

// TestMemoryStaysFlat imports many orders in a process of its own and watches its memory.
func TestMemoryStaysFlat(t *testing.T) {
	orders := 8000
	if os.Getenv("CARTWIRE_LONG") != "" {
		orders = 1_000_000
	}
	sb, p := connected(t, sandbox.Config{Orders: orders, Customers: 2000, Products: 200, Seed: 16}, "--statuses", "all")
	sb.ResetStats()
	w := p.watch("sync", "--json", "--quiet")
	t.Logf("%d orders in %s and %d requests, at most %d MiB of anonymous memory in %d samples", orders, w.took, sb.Stats().Total, w.most>>10, w.samples)
	if !strings.Contains(w.out, fmt.Sprintf(`"new":%d`, orders)) {
		t.Errorf("%s", w.out)
	}
	if w.most == 0 || w.most > 128<<10 {
		t.Errorf("%d KiB of anonymous memory", w.most)
	}
}

// countFile is a format of counts.
type countFile struct{ ending, head, row string }

var countFiles = []countFile{
	{".csv", "sku,on_hand,on_order\n", "SKU-%07d,%d,3\n"},
	{".jsonl", "", `{"sku":"SKU-%07d","on_hand":%d}` + "\n"},
}

// write makes a file of many counts.
func (c countFile) write(t testing.TB, rows int) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "counts"+c.ending)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	b := bufio.NewWriter(f)
	b.WriteString(c.head)
	for i := range rows {
		// Not in the order of the skus: a file is sorted as its maker likes.
		fmt.Fprintf(b, c.row, i*7919%rows, i%50+len(c.ending))
	}
	if err := errors.Join(b.Flush(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestStockImportStaysFlat imports many counts, in both formats.
func TestStockImportStaysFlat(t *testing.T) {
	rows := 20_000
	if os.Getenv("CARTWIRE_LONG") != "" {
		rows = 1_000_000
	}
	p := &process{t: t, book: filepath.Join(t.TempDir(), "book.db")}
	for _, format := range countFiles {
		w := p.watch("stock", "import", format.write(t, rows), "--json", "--quiet")
		t.Logf("%d rows of %s in %s, at most %d MiB of anonymous memory in %d samples", rows, format.ending, w.took, w.most>>10, w.samples)
		if !strings.Contains(w.out, fmt.Sprintf(`{"rows":%d,`, rows)) || !strings.Contains(w.out, fmt.Sprintf(`:%d,"unchanged":0,"failed":0}`, rows)) &&
			!strings.Contains(w.out, fmt.Sprintf(`"new":%d,`, rows)) {
			t.Errorf("%s", w.out)
		}
		if w.most == 0 || w.most > 128<<10 {
			t.Errorf("%d KiB of anonymous memory", w.most)
		}
	}
}
