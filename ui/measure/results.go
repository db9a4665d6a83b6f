package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// results are what benchmarks told: values by the benchmark's name, without "Benchmark" and the number of cores, and by unit.
type results struct {
	values map[string]map[string]float64
	names  []string            // in the order in which they were measured
	heads  map[string][]string // by part: the machine, the date, the load before
}

var cores = regexp.MustCompile(`-\d+$`)

// readResults reads the file of each part; a part that was never measured has none.
func readResults(kept fs.FS) (results, error) {
	r := results{values: map[string]map[string]float64{}, heads: map[string][]string{}}
	for _, p := range parts {
		text, err := fs.ReadFile(kept, p.name+".txt")
		if err != nil {
			continue
		}
		r.heads[p.name] = make([]string, 3)
		lines := bufio.NewScanner(strings.NewReader(string(text)))
		for lines.Scan() {
			line := lines.Text()
			for i, key := range []string{"machine: ", "date: ", "load: "} {
				if value, found := strings.CutPrefix(line, key); found {
					r.heads[p.name][i] = value
				}
			}
			if !strings.HasPrefix(line, "Benchmark") {
				continue
			}
			if err := r.read(strings.Fields(line)); err != nil {
				return r, fmt.Errorf("%s.txt: %q: %w", p.name, line, err)
			}
		}
		if err := lines.Err(); err != nil {
			return r, err
		}
	}
	return r, nil
}

// read takes a line apart: a name, how often it ran, and pairs of a value and its unit.
func (r *results) read(fields []string) error {
	name := cores.ReplaceAllString(strings.TrimPrefix(fields[0], "Benchmark"), "")
	if r.values[name] == nil {
		r.names = append(r.names, name)
		r.values[name] = map[string]float64{}
	}
	for i := 2; i+1 < len(fields); i += 2 {
		v, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return err
		}
		r.values[name][fields[i+1]] = v
	}
	return nil
}

// get is one value; NaN where it was not measured.
func (r results) get(name, unit string) float64 {
	if v, found := r.values[name][unit]; found {
		return v
	}
	return math.NaN()
}

// took is how long one round of a benchmark takes, in seconds.
func (r results) took(name string) float64 { return r.get(name, "ns/op") / 1e9 }

// missing stands where a value was not measured.
const missing = "–"

// count writes a whole number with commas: 1,000,000.
func count(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return missing
	}
	s := strconv.FormatFloat(math.Abs(math.Round(v)), 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if v <= -0.5 {
		s = "-" + s
	}
	return s
}

// short writes a number with about two digits, and none that say nothing: 0.12, 3.4, 56, 7,890.
func short(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return missing
	case a >= 100:
		digits := math.Pow(10, math.Floor(math.Log10(a))-2) // three
		return count(math.Round(v/digits) * digits)
	case a >= 10:
		return count(v)
	case a == 0:
		return "0"
	}
	return strconv.FormatFloat(v, 'g', 2, 64)
}

// span writes a time in the unit that suits it.
func span(seconds float64) string {
	switch {
	case math.IsNaN(seconds) || math.IsInf(seconds, 0):
		return missing
	case seconds < 1e-3:
		return short(seconds*1e6) + " µs"
	case seconds < 1:
		return short(seconds*1e3) + " ms"
	case seconds < 120:
		return short(seconds) + " s"
	case seconds < 7200:
		return fmt.Sprintf("%d min %d s", int(seconds)/60, int(seconds)%60)
	}
	return short(seconds/3600) + " h"
}

func mib(v float64) string {
	if v >= 10_000 {
		return short(v/1024) + " GiB"
	}
	return short(v) + " MiB"
}

// memory writes both measures of memory.
func (r results) memory(name, suffix string) string {
	return fmt.Sprintf("%s RssAnon (VmHWM %s)", mib(r.get(name, "MiB-RssAnon"+suffix)), mib(r.get(name, "MiB-VmHWM"+suffix)))
}
