package main

import (
	"fmt"
	"math"
	"strings"
)

// The sizes of the stores whose growth is told.
var sizes = []int{1000, 10_000, 100_000, 1_000_000}

// curve is how one thing grows with the number of orders.
type curve struct {
	name, unit, metric string
	why                string
	light, dark        string // colours that are told apart with any kind of sight
	dash               string
}

var curves = []curve{
	{"requests", "", "requests", "one for each page of 250 orders, one for the refunds of up to 250 orders that had any, and four or five that every import needs, which weigh at the small end alone", "#0550ae", "#79c0ff", ""},
	{"time", "s", "s-import", "every page costs the same to fetch and decode; writing it costs more in a larger book, where the pages of the index that it changes lie further apart", "#953800", "#ffa657", "9 4"},
	{"memory, RssAnon", "MiB", "MiB-RssAnon", "no more than a few pages of orders are in hand at once, however many there are, and in a long import the collector leaves up to 24 MiB more behind before it runs; what else rises is what one transaction changes, more pages of the book the larger it is", "#1a7f37", "#7ee787", "2 4"},
	{"memory, VmHWM", "MiB", "MiB-VmHWM", "the book is mapped, and its pages count as the process's for as long as the system needs them for nothing else", "#6e40aa", "#d2a8ff", "9 4 2 4"},
	{"the book's file", "MiB", "MiB-book", "an order takes the same room in any book; bbolt grows its file in steps, which is seen at the small end", "#a40e26", "#ff9492", "5 3"},
}

// slope is how steep a curve is from 10,000 orders to 1,000,000 on logarithmic scales: 1 is as fast as the orders, 0 is flat.
func (r results) slope(metric string) float64 {
	return math.Log10(r.get(grown(1_000_000, "none"), metric)/r.get(grown(10_000, "none"), metric)) / 2
}

// growth writes the table, the plot's place, and the reason for each slope.
func (r results) growth() string {
	var b strings.Builder
	b.WriteString("\n### How it grows\n\n| orders | requests | time | orders/s | processor | RssAnon | VmHWM | file | export | RssAnon, export |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for _, n := range sizes {
		name := grown(n, "none")
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", count(float64(n)), count(r.get(name, "requests")), span(r.get(name, "s-import")),
			short(float64(n)/r.get(name, "s-import")), span(r.get(name, "s-cpu")), mib(r.get(name, "MiB-RssAnon")), mib(r.get(name, "MiB-VmHWM")),
			mib(r.get(name, "MiB-book")), span(r.get(name, "s-export")), mib(r.get(name, "MiB-RssAnon-export")))
	}
	b.WriteString("\n![Requests, time, memory and file size from 1,000 to 1,000,000 orders, on logarithmic scales](assets/pictures/growth.svg)\n\n" +
		"The slope from 10,000 to 1,000,000 orders on these scales (1 grows as fast as the orders, 0 is flat), and why:\n\n")
	for _, c := range curves {
		slope := "–"
		if s := r.slope(c.metric); !math.IsNaN(s) {
			slope = fmt.Sprintf("%.2f", s)
		}
		fmt.Fprintf(&b, "- %s, %s: %s.\n", c.name, slope, c.why)
	}
	return b.String()
}

// The plot's measures.
const (
	plotWidth, plotHeight = 820, 470
	left, right           = 64, 190
	top, bottom           = 44, 52
)

// plot draws the curves as SVG on logarithmic scales: each from its own measured points, in its own unit.
func (r results) plot() string {
	low, high := math.Inf(1), math.Inf(-1)
	for _, c := range curves {
		for _, n := range sizes {
			if v := r.get(grown(n, "none"), c.metric); v > 0 {
				low, high = min(low, math.Floor(math.Log10(v))), max(high, math.Ceil(math.Log10(v)))
			}
		}
	}
	if low > high { // nothing was measured
		low, high = 0, 1
	}
	first, last := math.Log10(float64(sizes[0])), math.Log10(float64(sizes[len(sizes)-1]))
	x := func(v float64) float64 {
		return left + (math.Log10(v)-first)/(last-first)*(plotWidth-left-right)
	}
	y := func(v float64) float64 {
		return plotHeight - bottom - (math.Log10(v)-low)/(high-low)*(plotHeight-top-bottom)
	}
	var b, style, dark strings.Builder
	for i, c := range curves {
		fmt.Fprintf(&style, ".c%d{stroke:%s}.t%d{fill:%s}", i, c.light, i, c.light)
		fmt.Fprintf(&dark, ".c%d{stroke:%s}.t%d{fill:%s}", i, c.dark, i, c.dark)
	}
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="Growth with the number of orders">
<style>.bg{fill:#ffffff}.grid{stroke:#d0d7de}text{font:13px system-ui,sans-serif;fill:#1f2328}.c{fill:none;stroke-width:2.2}%s
@media (prefers-color-scheme:dark){.bg{fill:#0d1117}.grid{stroke:#30363d}text{fill:#e6edf3}%s}</style>
<rect class="bg" width="%d" height="%d" rx="6"/>
<text x="%d" y="26">Import of a whole store: requests, seconds and MiB by orders, on logarithmic scales</text>
`, plotWidth, plotHeight, plotWidth, plotHeight, style.String(), dark.String(), plotWidth, plotHeight, left-40)
	for e := low; e <= high; e++ {
		at := y(math.Pow(10, e))
		fmt.Fprintf(&b, `<line class="grid" x1="%d" y1="%.1f" x2="%d" y2="%.1f"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n",
			left, at, plotWidth-right, at, left-8, at+4.5, short(math.Pow(10, e)))
	}
	for _, n := range sizes {
		at := x(float64(n))
		fmt.Fprintf(&b, `<line class="grid" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n",
			at, top, at, plotHeight-bottom, at, plotHeight-bottom+20, count(float64(n)))
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">orders</text>`+"\n", (left+plotWidth-right)/2, plotHeight-10)
	labels := r.labels(y)
	for i, c := range curves {
		var points, dots strings.Builder
		for _, n := range sizes {
			if v := r.get(grown(n, "none"), c.metric); v > 0 {
				fmt.Fprintf(&points, "%.1f,%.1f ", x(float64(n)), y(v))
				fmt.Fprintf(&dots, `<circle class="t%d" cx="%.1f" cy="%.1f" r="3.4"/>`, i, x(float64(n)), y(v))
			}
		}
		if labels[i] > 0 {
			fmt.Fprintf(&b, `<polyline class="c c%d" stroke-dasharray="%s" points="%s"/>%s<text class="t%d" x="%d" y="%.1f">%s</text>`+"\n",
				i, c.dash, strings.TrimSpace(points.String()), dots.String(), i, plotWidth-right+14, labels[i]+4.5, strings.TrimSuffix(c.name+", "+c.unit, ", "))
		}
	}
	return b.String() + "</svg>\n"
}

// labels places the curves' names beside their ends, one below the other where they would lie on each other; 0: not measured.
func (r results) labels(y func(float64) float64) []float64 {
	at := make([]float64, len(curves))
	for i, c := range curves {
		for _, n := range sizes {
			if v := r.get(grown(n, "none"), c.metric); v > 0 {
				at[i] = y(v)
			}
		}
	}
	const apart = 18
	for range curves { // each round settles one more
		for i := range at {
			for j := range at {
				if i != j && at[i] > 0 && at[j] >= at[i] && at[j]-at[i] < apart && (at[j] > at[i] || j > i) {
					at[j] = at[i] + apart
				}
			}
		}
	}
	return at
}
