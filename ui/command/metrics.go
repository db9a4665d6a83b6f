package command

import (
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"
	"time"

	"cartwire/ui/remote"
)

// exposition writes metrics in Prometheus' text format.
type exposition struct{ w io.Writer }

// one writes a metric without labels.
func (e exposition) one(kind, name, help string, value float64) {
	e.head(kind, name, help)
	e.row(name, "", value)
}

func (e exposition) head(kind, name, help string) {
	fmt.Fprintf(e.w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

// row writes a value; labels are as between the braces.
func (e exposition) row(name, labels string, value float64) {
	if labels != "" {
		labels = "{" + labels + "}"
	}
	fmt.Fprintf(e.w, "%s%s %s\n", name, labels, strconv.FormatFloat(value, 'g', -1, 64))
}

var labelEscape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func label(name, value string) string { return name + `="` + labelEscape.Replace(value) + `"` }

// metrics tells how this process is doing. door is the front door; nil where there is none.
func (h *Host) metrics(w io.Writer, began time.Time, door *remote.Server) {
	const counter, gauge = "counter", "gauge"
	e := exposition{w}
	t := h.engine.Totals()
	e.one(gauge, "cartwire_jobs_running", "Jobs under way.", float64(t.Running))
	e.head(counter, "cartwire_jobs_total", "Jobs that have ended, by how.")
	e.row("cartwire_jobs_total", label("outcome", "done"), float64(t.Done))
	e.row("cartwire_jobs_total", label("outcome", "failed"), float64(t.Failed))
	e.row("cartwire_jobs_total", label("outcome", "cancelled"), float64(t.Cancelled))
	e.one(counter, "cartwire_records_read_total", "Records that were read from stores.", float64(t.Fetched))
	e.one(counter, "cartwire_orders_new_total", "Orders that were imported for the first time.", float64(t.New))
	e.one(counter, "cartwire_orders_updated_total", "Orders that were changed by an import.", float64(t.Updated))
	e.one(counter, "cartwire_changes_sent_total", "Changes that were sent to stores.", float64(t.Pushed))
	e.one(counter, "cartwire_requests_total", "Requests to stores.", float64(t.Requests))
	e.one(counter, "cartwire_requests_retried_total", "Requests that were sent again.", float64(t.Retries))
	e.one(counter, "cartwire_waited_seconds_total", "Time that jobs have waited for quotas and busy stores.", t.Waited.Seconds())
	h.orderMetrics(e)
	e.one(gauge, "cartwire_visits", "Windows and sessions that are open.", float64(h.Visits()))
	if door != nil {
		c := door.Counts()
		e.one(gauge, "cartwire_ssh_sessions", "SSH sessions that are open.", float64(c.Sessions))
		e.one(counter, "cartwire_ssh_sessions_total", "SSH sessions so far.", float64(c.Served))
		e.one(counter, "cartwire_ssh_refused_total", "SSH connections and sessions that were refused.", float64(c.Refused))
		e.one(counter, "cartwire_ssh_panics_total", "SSH sessions that ended by a mistake of the program.", float64(c.Panics))
		e.one(gauge, "cartwire_ssh_authorized_keys", "Keys that may come in.", float64(c.Keys))
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	e.one(gauge, "go_goroutines", "Number of goroutines that currently exist.", float64(runtime.NumGoroutine()))
	e.one(gauge, "go_memstats_alloc_bytes", "Number of bytes allocated and still in use.", float64(m.Alloc))
	e.one(gauge, "go_memstats_sys_bytes", "Number of bytes obtained from system.", float64(m.Sys))
	e.one(gauge, "go_memstats_heap_inuse_bytes", "Number of heap bytes that are in use.", float64(m.HeapInuse))
	e.one(counter, "go_memstats_mallocs_total", "Total number of mallocs.", float64(m.Mallocs))
	e.one(counter, "go_gc_cycles_total", "Number of completed garbage collections.", float64(m.NumGC))
	e.one(gauge, "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", float64(began.Unix()))
}

// orderMetrics tells how many orders of each connection are in the book. Where the book can't be read, it tells of none.
func (h *Host) orderMetrics(e exposition) {
	list, err := h.book.Connections()
	if err != nil {
		return
	}
	e.head("gauge", "cartwire_orders", "Orders in the book, by connection.")
	for _, c := range list {
		if counts, err := h.book.OrderCounts(c.ID); err == nil {
			e.row("cartwire_orders", label("connection", c.Name), float64(counts.Total))
		}
	}
	e.head("gauge", "cartwire_last_sync_timestamp_seconds", "When the last job of a connection went through.")
	for _, c := range list {
		if !c.LastSync.IsZero() {
			e.row("cartwire_last_sync_timestamp_seconds", label("connection", c.Name), float64(c.LastSync.Unix()))
		}
	}
}
