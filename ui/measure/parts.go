package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// part is what is measured in one go.
type part struct {
	name, what string
	runs       []run
}

// run is one call of go test.
type run struct {
	pkg, bench string
	times      string // -benchtime; "": a second of each
}

var parts = []part{
	{"pages", "decoding and writing a page (20 s)", []run{
		{"./bigcommerce", "^BenchmarkDecodePage$/^object$", ""}, {"./store", "^(BenchmarkPutPage|BenchmarkPutPageUnsynced)$", ""},
	}},
	{"import", "importing and exporting 1,000 to 1,000,000 orders (8 minutes)", []run{{"./ui/command", "^BenchmarkGrowth$", "1x"}}},
	{"stores", "a quiet pass of 1, 10 and 100 stores (30 s)", []run{{"./ui/command", "^BenchmarkQuietPass$", "1x"}}},
	{"stock", "planning and pushing, importing counts (1 minute)", []run{
		{"./bigcommerce/syncer", "^BenchmarkInventory$", ""}, {"./ui/command", "^BenchmarkCounts$", "1x"},
	}},
	{"screen", "opening, keys, filters over 1,000,000 orders (4 minutes)", []run{
		{"./ui/app", "^Benchmark(Memory|Idle|OpenBook|FirstFrame|Key|Move|Filter|Count)$", ""},
	}},
	{"ssh", "200 sessions (1 minute)", []run{{"./ui/command", "^BenchmarkSessions$", "1x"}}},
	{"sidebyside", "beside other clients (10 minutes)", []run{{"./ui/measure/sidebyside", "^BenchmarkSideBySide$", ""}}},
}

// run runs the part's benchmarks and returns what they print, shown to progress meanwhile.
func (p part) run(ctx context.Context, root string, quick bool, progress io.Writer) (string, error) {
	var all strings.Builder
	for _, r := range p.runs {
		args := []string{"test", "-run", "^$", "-bench", r.bench, "-timeout", "60m", "-count", "1"}
		switch {
		case quick:
			args = append(args, "-benchtime", "1x")
		case r.times != "":
			args = append(args, "-benchtime", r.times)
		}
		cmd := exec.CommandContext(ctx, "go", append(args, r.pkg)...)
		cmd.Dir, cmd.Stderr = root, progress
		if !quick {
			cmd.Env = append(os.Environ(), "CARTWIRE_LONG=1")
		}
		var out bytes.Buffer
		cmd.Stdout = io.MultiWriter(&out, progress)
		if err := cmd.Run(); err != nil {
			return "", fmt.Errorf("go %s: %w", strings.Join(cmd.Args[1:], " "), err)
		}
		for line := range strings.Lines(out.String()) {
			if strings.HasPrefix(line, "pkg: ") || strings.HasPrefix(line, "Benchmark") && strings.Contains(line, " ns/op") {
				all.WriteString(line)
			}
		}
	}
	return all.String(), nil
}

// keep runs the part and writes what it told into its file.
func (p part) keep(ctx context.Context, root, folder, head string, quick bool) error {
	fmt.Fprintf(os.Stderr, "== %s: %s\n", p.name, p.what)
	text, err := p.run(ctx, root, quick, os.Stderr)
	if err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, p.name+".txt"), []byte(head+text), 0o644)
}

func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	return strings.TrimSpace(string(out)), err
}

// machine tells what a run is made on, as the lines that head its results. What the system doesn't tell is left out.
func machine(ctx context.Context) (string, error) {
	goVersion, err := exec.CommandContext(ctx, "go", "env", "GOVERSION").Output()
	if err != nil {
		return "", err
	}
	cpu := field("/proc/cpuinfo", "model name", ":")
	if cpu == "" {
		cpu = runtime.GOARCH
	}
	on := fmt.Sprintf("%d cores of %s", runtime.NumCPU(), cpu)
	var kib float64
	if _, err := fmt.Sscan(field("/proc/meminfo", "MemTotal", ":"), &kib); err == nil {
		on += fmt.Sprintf(", %.0f GiB of memory", kib/(1<<20))
	}
	system := strings.Trim(field("/etc/os-release", "PRETTY_NAME", "="), `"`)
	if system == "" {
		system = runtime.GOOS
	}
	on += ", " + system + ", " + strings.Replace(strings.TrimSpace(string(goVersion)), "go", "Go ", 1)
	load := "not known"
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = strings.Fields(string(text))[0]
	}
	return fmt.Sprintf("machine: %s\ndate: %s\nload: %s\n", on, time.Now().UTC().Format("2 January 2006"), load), nil
}

// field is the value of a line "name separator value" of a file of the system; "" where there is none.
func field(file, name, separator string) string {
	text, _ := os.ReadFile(file)
	for line := range strings.Lines(string(text)) {
		if key, value, found := strings.Cut(line, separator); found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
