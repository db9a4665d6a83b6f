package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// The clients of the comparison, as its benchmark names them.
const (
	ours     = "cartwire"
	byOrder  = "order-by-order"
	sideMark = "SideBySide/"
)

// scene is a store that several clients have read.
type scene struct{ name, orders, latency, quota string }

// scenes finds what was measured, by client and scene, in the order of the runs.
func (r results) scenes() (clients []string, scenes []scene) {
	for _, name := range r.names {
		rest, found := strings.CutPrefix(name, sideMark)
		client, at, cut := strings.Cut(rest, "/")
		if !found || !cut {
			continue
		}
		s := scene{name: at}
		for _, f := range strings.Split(at, "/") {
			switch key, value, _ := strings.Cut(f, "="); key {
			case "orders":
				s.orders = value
			case "latency":
				s.latency = value
			case "quota":
				s.quota = value
			}
		}
		if !slices.Contains(clients, client) {
			clients = append(clients, client)
		}
		if !slices.Contains(scenes, s) {
			scenes = append(scenes, s)
		}
	}
	return clients, scenes
}

// sideBySide writes a row for each client in each scene, and how many times as much it needs as Cartwire in the same run.
func (r results) sideBySide() string {
	var b strings.Builder
	b.WriteString("\n### Beside other clients\n\n" +
		"In one run, against the same practice store: what each client reads and keeps, and what is not compared, is told in\n" +
		"[ui/measure/sidebyside](ui/measure/sidebyside/sidebyside_test.go). Ratios are to Cartwire's row above them.\n\n" +
		"| store | client | time | × | requests | × | processor | received | RssAnon | VmHWM | refused (429) | complete orders | budget |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	clients, scenes := r.scenes()
	for _, s := range scenes {
		mine := sideMark + ours + "/" + s.name
		for _, client := range clients {
			name := sideMark + client + "/" + s.name
			if r.values[name] == nil {
				continue
			}
			at, is := r.importTime(name)
			base, _ := r.importTime(mine)
			store, times, asks := "", "", ""
			if client == ours {
				store = s.String()
			} else {
				times, asks = ratio(at, base), ratio(r.get(name, "requests"), r.get(mine, "requests"))
			}
			refused := "not tried"
			if n, tried := r.values[name]["429s"]; tried {
				refused = count(n)
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s MB | %s | %s | %s | %s | %s |\n", store, client, is, times, count(r.get(name, "requests")), asks,
				span(r.get(name, "s-cpu")), short(r.get(name, "MB-in")), mib(r.get(name, "MiB-RssAnon")), mib(r.get(name, "MiB-VmHWM")), refused,
				count(r.get(name, "orders")), sideBudget(client, s, at/base))
		}
	}
	b.WriteString("\nA computed time was not waited for: so many requests need at least so many whole windows of the quota.\n")
	return b.String()
}

// importTime is how long an import took, in seconds, and how to write it.
func (r results) importTime(name string) (seconds float64, text string) {
	if s := r.get(name, "s-import"); !math.IsNaN(s) {
		return s, span(s)
	}
	s := r.get(name, "s-import-computed")
	return s, "computed: " + span(s)
}

// sideBudget is what the design asks of the order-by-order client's time beside ours, both without a quota.
func sideBudget(client string, s scene, times float64) string {
	if client != byOrder || s.quota != "none" {
		return ""
	}
	least := 50.0
	if s.latency == "0s" {
		least = 10
	}
	if math.IsNaN(times) || times >= least {
		return fmt.Sprintf("%.0f ×: held", least)
	}
	return fmt.Sprintf("%.0f ×: missed", least)
}

func (s scene) String() string {
	var n float64
	_, _ = fmt.Sscan(s.orders, &n)
	text := count(n) + " orders"
	if d, err := time.ParseDuration(s.latency); err == nil && d > 0 {
		text += ", " + d.String() + " latency"
	}
	if s.quota != "none" {
		text += ", " + strings.Replace(s.quota, "per", " / ", 1)
	}
	return text
}
