// Command measure makes what the README tells under "What was measured": it runs the benchmarks of the packages, one after
// another, keeps what they print in ui/measure/results, and writes the tables and the plot from there.
//
//	go run ./ui/measure                  everything, about 25 minutes on two cores
//	go run ./ui/measure import screen    these parts only; the others stay as they were measured before
//	go run ./ui/measure -draw            the tables anew, without measuring
//	go run ./ui/measure -quick screen    small sizes, in a minute: prints the tables and keeps nothing
//
// The results are in the format of Go's benchmarks, so that benchstat compares two of them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	draw := flag.Bool("draw", false, "write the tables from the kept results, without measuring")
	quick := flag.Bool("quick", false, "small sizes: print the tables and keep nothing")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "go run ./ui/measure [-draw | -quick] [PART...]\nParts, all of them unless some are named:")
		for _, p := range parts {
			fmt.Fprintf(flag.CommandLine.Output(), "  %-12s %s\n", p.name, p.what)
		}
		flag.PrintDefaults()
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := measure(ctx, *draw, *quick, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

// measure runs the parts that are named and writes the README; quick prints the tables instead. A part that fails keeps the
// results that it had, and the others go on.
func measure(ctx context.Context, draw, quick bool, names []string) (failed error) {
	chosen, err := choose(names)
	if err != nil {
		return err
	}
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	kept := filepath.Join(root, "ui", "measure", "results")
	if quick {
		if kept, err = os.MkdirTemp("", "cartwire-measure-*"); err != nil {
			return err
		}
		defer os.RemoveAll(kept)
	}
	if !draw {
		head, err := machine(ctx)
		if err != nil {
			return err
		}
		for _, p := range chosen {
			failed = errors.Join(failed, p.keep(ctx, root, kept, head, quick))
		}
	}
	r, err := readResults(os.DirFS(kept))
	switch {
	case err != nil:
	case quick:
		_, err = io.WriteString(os.Stdout, r.tables())
	default:
		err = errors.Join(os.WriteFile(filepath.Join(root, "assets", "pictures", "growth.svg"), []byte(r.plot()), 0o644),
			writeREADME(filepath.Join(root, "README.md"), r.tables()))
	}
	return errors.Join(failed, err)
}

func choose(names []string) ([]part, error) {
	if len(names) == 0 {
		return parts, nil
	}
	var chosen []part
	for _, name := range names {
		i := slices.IndexFunc(parts, func(p part) bool { return p.name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no part %q; see go run ./ui/measure -help", name)
		}
		chosen = append(chosen, parts[i])
	}
	return chosen, nil
}

// What is between these lines of the README is written by this command.
const (
	begins = "<!-- measured -->\n"
	ends   = "<!-- end of measured -->\n"
)

// place cuts the README at the markers.
func place(readme string) (before, tables, after string, err error) {
	before, rest, found := strings.Cut(readme, begins)
	tables, after, closed := strings.Cut(rest, ends)
	if !found || !closed {
		return "", "", "", fmt.Errorf("the README lacks %q or %q", strings.TrimSpace(begins), strings.TrimSpace(ends))
	}
	return before, tables, after, nil
}

func writeREADME(path, tables string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, _, after, err := place(string(text))
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(before+begins+tables+ends+after), 0o644)
}
