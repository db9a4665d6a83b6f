package main

import (
	"cmp"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
)

// every is how often a connection is looked at, in seconds.
const every = 300.0

// perStore is what one more store costs, from passes over 1 and over 100.
type perStore struct {
	requests, cpu, pass, memory, first float64 // seconds, MiB; first is the memory of a process with one store
}

func (r results) perStore() perStore {
	const one, many, stores = "QuietPass/stores=1", "QuietPass/stores=100", 100
	more := func(unit string) float64 { return (r.get(many, unit) - r.get(one, unit)) / (stores - 1) }
	return perStore{more("requests"), more("s-cpu"), r.get(many, "s-pass") / stores, more("MiB-RssAnon"), r.get(one, "MiB-RssAnon")}
}

// paper works out what one process carries at more stores than were tried, and where that ends.
func (r results) paper() string {
	p := r.perStore()
	var b strings.Builder
	b.WriteString("\n### On paper: 10, 100 and 1,000 stores in one process\n\n" +
		"Each store is looked at every 5 minutes, and nothing has changed in it.\n\n" +
		"| stores | requests a pass | a pass, all at once | of one core | RssAnon |\n|---|---|---|---|---|\n")
	for _, n := range []float64{10, 100, 1000} {
		fmt.Fprintf(&b, "| %s | %s | %s | %s %% | %s |\n", count(n), count(n*p.requests), span(n*p.pass), short(100*n*p.cpu/every), mib(p.first+(n-1)*p.memory))
	}
	fmt.Fprintf(&b, "\nFrom runs over 1 and 100 stores: one more store costs %s requests, %s of the processor and %s of memory a pass; a pass over 100\n"+
		"took %s. A thousand are 1,000 × %s / 300 s = %s %% of a core.\n",
		short(p.requests), span(p.cpu), mib(p.memory), span(100*p.pass), span(p.cpu), short(100*1000*p.cpu/every))
	cores, page, unsynced := float64(r.cores()), r.took("PutPage"), r.took("PutPageUnsynced")
	b.WriteString("Each store has a quota of its own.\n\nWhere it ends, the nearest first:\n\n")
	ends := []end{
		{every / p.pass, fmt.Sprintf("one book has one writer, and each run ends with writes that wait for the disk: at %s a store, all else included, a pass takes more than the 5 minutes (300 s / %s)", span(p.pass), span(p.pass))},
		{cores * every / p.cpu, fmt.Sprintf("the processor: %s cores × 300 s / %s", count(cores), span(p.cpu))},
		{4096 / p.memory, fmt.Sprintf("4 GiB of memory, at %s a store; over TLS a connection weighs more than here", mib(p.memory))},
	}
	slices.SortFunc(ends, func(a, b end) int { return cmp.Compare(a.stores, b.stores) })
	for _, e := range ends {
		fmt.Fprintf(&b, "- %s stores: %s.\n", short(e.stores), e.why)
	}
	fmt.Fprintf(&b, "\nWhere orders come in, each page of 250 is one more write of %s, of which %s wait for the disk. Stores that are imported for the\n"+
		"first time at the same moment share that one writer: at most %s orders a second in all.\n", span(page), span(max(page-unsynced, 0)), short(250/page))
	return b.String()
}

// end is how many stores something carries, and what it is.
type end struct {
	stores float64
	why    string
}

// cores is on how many the passes were measured.
func (r results) cores() int {
	n := runtime.NumCPU()
	if h := r.heads["stores"]; h != nil {
		_, _ = fmt.Sscan(h[0], &n)
	}
	return n
}

// ratio is how many times as much a is as b.
func ratio(a, b float64) string {
	if math.IsNaN(a / b) {
		return missing
	}
	return short(a/b) + " ×"
}
