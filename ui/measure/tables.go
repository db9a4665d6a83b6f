package main

import (
	"cmp"
	"fmt"
	"math"
	"strings"
)

// budget is what the design allows: "" where it says nothing. A value above the limit is said to miss it.
func budget(text string, value, limit float64) string {
	switch {
	case math.IsNaN(value):
		return text
	case value > limit:
		return text + ": missed"
	}
	return text + ": held"
}

// row is what was measured, and the budget beside it.
type row struct{ what, measured, budget string }

// section is a table of the README.
type section struct {
	title string
	rows  []row
	after string // a sentence or two
}

// tables writes all that stands between the README's markers.
func (r results) tables() string {
	var b strings.Builder
	b.WriteString(r.where())
	for _, s := range []section{r.pages(), r.imports(), r.stock(), r.screen(), r.ssh()} {
		fmt.Fprintf(&b, "\n### %s\n\n| what | measured | budget |\n|---|---|---|\n", s.title)
		for _, row := range s.rows {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", row.what, row.measured, row.budget)
		}
		if s.after != "" {
			b.WriteString("\n" + s.after + "\n")
		}
	}
	b.WriteString(r.growth())
	b.WriteString(r.paper())
	b.WriteString(r.sideBySide())
	return b.String()
}

// where says on what machine, when, and beside what load the parts were measured.
func (r results) where() string {
	var heads []string
	of := map[string][]string{}
	for _, p := range parts {
		h := r.heads[p.name]
		if h == nil {
			continue
		}
		head := fmt.Sprintf("on %s, on %s, with a load of %s before the run", h[0], h[1], h[2])
		if of[head] == nil {
			heads = append(heads, head)
		}
		of[head] = append(of[head], p.name)
	}
	for i, head := range heads {
		if len(heads) > 1 {
			heads[i] = strings.Join(of[head], ", ") + ": " + head
		}
	}
	return "Made by `go run ./ui/measure`, which runs the packages' benchmarks: " + strings.Join(heads, "; ") + ".\n" +
		"The practice store runs on the same machine, on the same cores. Memory is that of the whole process: RssAnon leaves out the\n" +
		"pages of the mapped book, which the system takes back when it needs them; VmHWM is the most that was ever held, with them.\n"
}

func (r results) pages() section {
	const decode, put, unsynced = "DecodePage/object", "PutPage", "PutPageUnsynced"
	return section{title: "A page of 250 orders", rows: []row{
		{"decode it, four lines an order", fmt.Sprintf("%s, %s MB/s, %s allocations", span(r.took(decode)), short(r.get(decode, "MB/s")), count(r.get(decode, "allocs/op"))), ""},
		{"write it, to the disk", fmt.Sprintf("%s; without waiting for the disk %s", span(r.took(put)), span(r.took(unsynced))), ""},
	}}
}

// share is how many requests of BigCommerce's 150 in 30 seconds Cartwire takes by itself.
const (
	share  = 135
	window = 30.0 // seconds
)

func grown(orders int, quota string) string {
	return fmt.Sprintf("Growth/orders=%d/quota=%s", orders, quota)
}

func (r results) imports() section {
	whole := func(orders int) string {
		name := grown(orders, "none")
		s := r.get(name, "s-import")
		return fmt.Sprintf("%s, %s requests, %s orders/s", span(s), count(r.get(name, "requests")), short(float64(orders)/s))
	}
	small, large, quota := grown(1000, "none"), grown(1_000_000, "none"), grown(10_000, "150per30s")
	requests := r.get(quota, "requests")
	windows := math.Ceil(r.get(large, "requests")/share) - 1
	costs := "fit into one window, so that the quota costs nothing"
	if requests > share {
		costs = "are more than one window holds for it"
	}
	return section{title: "Import and export", rows: []row{
		{"import 1,000 orders, no quota", whole(1000), budget("8 requests", r.get(small, "requests"), 8)},
		{"import 10,000 orders, no quota", whole(10_000), ""},
		{"import 1,000,000 orders, no quota", whole(1_000_000) + "; " + r.memory(large, ""), budget("under 128 MiB RssAnon", r.get(large, "MiB-RssAnon"), 128)},
		{"import 10,000 orders at 150 requests / 30 s", fmt.Sprintf("%s, %s requests, %s refused", span(r.get(quota, "s-import")), count(requests), count(r.get(quota, "429s"))),
			budget("not one refused", r.get(quota, "429s"), 0)},
		{"import 1,000,000 orders at 150 requests / 30 s", "computed: " + span(math.Max(windows*window, r.get(large, "s-import"))), ""},
		{"export 1,000,000 orders, JSON Lines", fmt.Sprintf("%s, %s orders/s; %s", span(r.get(large, "s-export")), short(1e6/r.get(large, "s-export")), r.memory(large, "-export")), ""},
	}, after: fmt.Sprintf("Of 150 requests Cartwire takes %d for itself. The %s requests of 10,000 orders %s.\nThe %s of a million orders have to wait for %s new windows: %s × 30 s.",
		share, count(requests), costs, count(r.get(large, "requests")), count(windows), count(windows))}
}

func (r results) stock() section {
	const changed, same = "Inventory/items=10000/changed=50", "Inventory/items=10000/changed=0"
	requests := func(name string) string {
		return fmt.Sprintf("%s; reads of levels: %s, writes: %s, requests in all: %s", span(r.took(name)), count(r.get(name, "reads")), count(r.get(name, "writes")), count(r.get(name, "requests")))
	}
	counts := func(name string) string { return span(r.get(name, "s-import")) + "; " + r.memory(name, "") }
	return section{title: "Stock", rows: []row{
		{"plan and push 10,000 items, 50 changed", requests(changed), budget("10 reads and 1 write, beside the order import", r.get(changed, "reads")+r.get(changed, "writes"), 11)},
		{"the same, nothing changed", requests(same), budget("no write", r.get(same, "writes"), 0)},
		{"import 1,000,000 counts in no order, CSV", counts("Counts/csv"), ""},
		{"the same, JSON Lines", counts("Counts/jsonl"), ""},
	}}
}

func (r results) screen() section {
	const list, preview, move = "Key/list", "Key/preview", "Move"
	key := func(name string) string {
		return fmt.Sprintf("%s, %s at the 99th percentile; %s allocations, %s KB", span(r.took(name)), span(r.get(name, "µs-p99")/1e6),
			count(r.get(name, "allocs/op")), short(r.get(name, "B/op")/1000))
	}
	least, most := math.NaN(), math.NaN()
	for _, name := range r.names {
		if strings.HasPrefix(name, "Filter/") {
			s := r.took(name)
			if math.IsNaN(least) {
				least, most = s, s
			}
			least, most = min(least, s), max(most, s)
		}
	}
	const onTime = "8 ms at the 99th percentile"
	return section{title: "The screen, 1,000,000 orders in the book", rows: []row{
		{"open the book and close it", span(r.took("OpenBook")), ""},
		{"the first frame: book opened, home drawn", span(r.took("FirstFrame")), budget("50 ms", r.took("FirstFrame"), 0.050)},
		{"a key in the list of orders, `Update` and `View`", key(list), budget(onTime, r.get(list, "µs-p99"), 8000)},
		{"the same with the preview open", key(preview), budget(onTime, r.get(preview, "µs-p99"), 8000)},
		{"bytes that a cursor move sends, 120x40", fmt.Sprintf("%s, where the list scrolls %s", count(r.get(move, "B-inside")), count(r.get(move, "B-scrolling"))),
			budget("under 400", max(r.get(move, "B-inside"), r.get(move, "B-scrolling")), 399)},
		{"the same with the preview open", count(r.get(move, "B-preview")), budget("under 2,000", r.get(move, "B-preview"), 1999)},
		{"a filter's first screenful", fmt.Sprintf("%s to %s, by what is looked for", span(least), span(most)), budget("100 ms", most, 0.100)},
		{"the exact count behind it, a common word", span(r.took("Count")), ""},
		{"an idle screen", fmt.Sprintf("%s %% of a core, %s bytes", short(r.get("Idle", "%-core")), count(r.get("Idle", "B-sent"))),
			budget("0.5 % of a core, 0 bytes", cmp.Or(r.get("Idle", "B-sent"), r.get("Idle", "%-core")), 0.5)},
		{"memory after walking about in it", r.memory("Memory", ""), ""},
	}}
}

func (r results) ssh() section {
	const s = "Sessions"
	return section{title: "Over SSH", rows: []row{
		{count(r.get(s, "sessions")) + " sessions of 80x24 that move twice a second beside an import at 150 / 30 s: key to frame",
			fmt.Sprintf("%s in the middle, %s at the 99th percentile; %s of %s keys lost", span(r.get(s, "p50-ms")/1000), span(r.get(s, "p99-ms")/1000),
				count(r.get(s, "lost")), count(r.get(s, "keys")+r.get(s, "lost"))), budget("100 ms at the 99th percentile", r.get(s, "p99-ms"), 100)},
		{"memory of it all: server, book, practice store and the sessions' clients", r.memory(s, ""), ""},
	}}
}
