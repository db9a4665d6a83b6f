package main

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../.."

// TestREADMEIsMadeByTheCommand holds the README's tables and the plot against the kept results: no figure is written by hand.
func TestREADMEIsMadeByTheCommand(t *testing.T) {
	r, err := readResults(os.DirFS("results"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, got, _, err := place(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		if r.heads[p.name] == nil {
			t.Errorf("%s was never measured; run: go run ./ui/measure %s", p.name, p.name)
		}
	}
	want := r.tables()
	if got != want {
		t.Errorf("the README's tables are not those of the kept results; run: go run ./ui/measure -draw\nwanted:\n%s", want)
	}
	if strings.Contains(want, missing) {
		t.Errorf("the kept results lack a figure:\n%s", want)
	}
	plot, err := os.ReadFile(filepath.Join(root, "assets", "pictures", "growth.svg"))
	if err != nil || string(plot) != r.plot() {
		t.Errorf("the plot is not that of the kept results; run: go run ./ui/measure -draw (%v)", err)
	}
}

// TestTables makes them from results in which every benchmark is known, and looks at what is worked out.
func TestTables(t *testing.T) {
	r, err := readResults(os.DirFS("testdata"))
	if err != nil {
		t.Fatal(err)
	}
	got := r.tables()
	for _, want := range []string{
		"pages, import, stores, stock, screen, sidebyside: on 2 cores of A Fast One, 16 GiB of memory, An OS 1, Go 1.99, on 1 May 2026, with a load of 0.05 before the run; ssh: ",
		"| import 10,000 orders, no quota | 2.5 s, 45 requests, 4,000 orders/s |  |",
		"computed: 14 min 30 s",                                             // 30 windows are needed, 29 waited for, of 30 s
		"| 8 requests: held |", "| 100 ms at the 99th percentile: missed |", // 104 ms
		"8.7 ms at the 99th percentile; 978 allocations, 63 KB | 8 ms at the 99th percentile: missed |",
		"| a filter's first screenful | 1.7 ms to 17 ms, by what is looked for | 100 ms: held |",
		"| 1,000,000 | 4,050 | 4 min 10 s | 4,000 | 4 min 10 s | 60 MiB | 4,000 MiB | 4,000 MiB | 50 s | 10 MiB |",
		"- requests, 0.98: ", "- time, 1.00: ", "- memory, RssAnon, 0.19: ",
		"| 1,000 | 2,000 | 10 s | 1.7 % | 204 MiB |",          // 1,000 × 5 ms / 300 s; 4 MiB + 999 × 0.2 MiB
		"- 20,500 stores: 4 GiB", "- 30,000 stores: one book", // 300 s / 10 ms
		"| 1,000 orders, 20ms latency | cartwire |",
		"|  | order-by-order | 24 s | 48 × | 3,004 | 376 × | 9 s | 6 MB | 20 MiB |", // 24 / 0.5, 3,004 / 8
		"| 50 ×: missed |", "| order-by-order | computed: 10 min 0 s | 2,400 × |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q", want)
		}
	}
	if strings.Contains(got, missing) || t.Failed() {
		t.Errorf("a figure is missing, or wrong:\n%s", got)
	}
	for _, c := range curves {
		if !strings.Contains(r.plot(), c.name) {
			t.Errorf("the plot lacks %s", c.name)
		}
	}
}

// TestPartsNameBenchmarks finds every benchmark that a part runs in its package.
func TestPartsNameBenchmarks(t *testing.T) {
	declared := regexp.MustCompile(`(?m)^func (Benchmark\w+)\(`)
	for _, p := range parts {
		for _, r := range p.runs {
			top, _, _ := strings.Cut(r.bench, "/")
			files, err := fs.Glob(os.DirFS(filepath.Join(root, r.pkg)), "*_test.go")
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, f := range files {
				text, err := os.ReadFile(filepath.Join(root, r.pkg, f))
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
					if ok, err := regexp.MatchString(top, m[1]); err != nil {
						t.Fatal(err)
					} else if ok {
						found++
					}
				}
			}
			if want := strings.Count(top, "|") + 1; found != want {
				t.Errorf("%s: %s has %d benchmarks of %s, not %d", p.name, r.pkg, found, r.bench, want)
			}
		}
	}
}

// TestATinyPart runs a real benchmark, and reads what it tells.
func TestATinyPart(t *testing.T) {
	p := part{name: "pages", runs: []run{{"./bigcommerce", "^BenchmarkDecodePage$/^object$", "1x"}}}
	folder := t.TempDir()
	head, err := machine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := p.keep(t.Context(), root, folder, head, true); err != nil {
		t.Fatal(err)
	}
	r, err := readResults(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	if head := r.heads["pages"]; !strings.Contains(head[0], "Go 1.") || head[1] == "" || head[2] == "" {
		t.Errorf("%q", head)
	}
	if !(r.took("DecodePage/object") > 0) || !(r.get("DecodePage/object", "allocs/op") > 0) {
		t.Errorf("%+v", r.values)
	}
	if _, err := p.run(context.Background(), root+"/nowhere", true, io.Discard); err == nil {
		t.Error("a part that can't run says nothing")
	}
}

func TestFigures(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{count(1_234_567), "1,234,567"}, {count(999), "999"}, {count(0), "0"}, {count(-1234), "-1,234"},
		{short(0.123), "0.12"}, {short(3.456), "3.5"}, {short(45.6), "46"}, {short(7894), "7,890"}, {short(123_456), "123,000"}, {short(0), "0"},
		{short(9.97), "10"}, {short(0.00012), "0.00012"},
		{span(12e-6), "12 µs"}, {span(0.0123), "12 ms"}, {span(2.94), "2.9 s"}, {span(236), "3 min 56 s"}, {span(9000), "2.5 h"},
		{mib(61.7), "62 MiB"}, {mib(20480), "20 GiB"},
	} {
		if c.got != c.want {
			t.Errorf("%q, not %q", c.got, c.want)
		}
	}
}

// What stands around the tables is nobody's business here; without its place nothing is written.
func TestOnlyTheTablesAreWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "README.md")
	for _, c := range []struct{ before, after string }{
		{"# A\n\n" + begins + "old\n" + ends + "\nthe rest\n", "# A\n\n" + begins + "new\n" + ends + "\nthe rest\n"},
		{"# A\n\nnothing\n" + begins, ""},
	} {
		if err := os.WriteFile(path, []byte(c.before), 0o600); err != nil {
			t.Fatal(err)
		}
		err := writeREADME(path, "new\n")
		got, _ := os.ReadFile(path)
		switch {
		case c.after == "" && (err == nil || string(got) != c.before):
			t.Errorf("%v, %q", err, got)
		case c.after != "" && (err != nil || string(got) != c.after):
			t.Errorf("%v, %q", err, got)
		}
	}
	if _, err := choose([]string{"pages", "nonsense"}); err == nil || !strings.Contains(err.Error(), `"nonsense"`) {
		t.Errorf("%v", err)
	}
}
