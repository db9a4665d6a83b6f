package command

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
)

// load is what BenchmarkSessions puts on the front door.
type load struct {
	sessions int
	lasts    time.Duration
	orders   int
}

// The load, and with CARTWIRE_LONG the one that the budget is of.
func loadOf() load {
	if os.Getenv("CARTWIRE_LONG") != "" {
		return load{sessions: 200, lasts: 30 * time.Second, orders: 60_000}
	}
	return load{sessions: 20, lasts: 4 * time.Second, orders: 12_000}
}

// mover moves a cursor twice a second and takes the time until something is drawn.
type mover struct {
	s    *ssh.Session
	in   io.Writer
	drew chan struct{}
	took []time.Duration
	lost int
}

func (m *mover) Write(p []byte) (int, error) {
	select {
	case m.drew <- struct{}{}:
	default:
	}
	return len(p), nil
}

// BenchmarkSessions opens sessions at 80x24 over the loopback, each of which moves the cursor of the orders list twice a
// second, while an import runs at 150 requests in 30 seconds: load, server, store and book are one process. It tells from a
// key press to the first bytes of its frame, and what memory all of it takes. It stops by itself.
func BenchmarkSessions(b *testing.B) {
	l := loadOf()
	// A benchmark has no time limit of its own.
	defer time.AfterFunc(l.lasts+time.Minute, func() { panic("the load does not end") }).Stop()
	for range b.N {
		f := openFront(b, sandbox.Config{Orders: l.orders, Seed: 3, Latency: 200 * time.Millisecond, Quota: sandbox.Limit{Requests: 150, Window: 30 * time.Second}})
		run, err := f.engine.Start(f.conn.ID, syncer.ImportOrders, syncer.StartOptions{})
		if err != nil {
			b.Fatal(err)
		}
		for run.Snapshot().Job.New < 100 {
			time.Sleep(10 * time.Millisecond)
		}
		movers := f.movers(b, l.sessions)
		began := time.Now()
		var wg sync.WaitGroup
		for i, m := range movers {
			wg.Go(func() { m.move(b, time.Duration(i)*500*time.Millisecond/time.Duration(len(movers)), l.lasts) })
		}
		wg.Wait()
		var all []time.Duration
		lost := 0
		for _, m := range movers {
			all, lost = append(all, m.took...), lost+m.lost
			m.s.Close()
		}
		slices.Sort(all)
		if len(all) == 0 {
			b.Fatal("nothing was drawn")
		}
		at := func(share float64) float64 {
			return float64(all[min(len(all)-1, int(share*float64(len(all))))].Microseconds()) / 1000
		}
		b.ReportMetric(at(0.5), "p50-ms")
		b.ReportMetric(at(0.99), "p99-ms")
		b.ReportMetric(at(1), "max-ms")
		b.ReportMetric(float64(len(all)), "keys")
		b.ReportMetric(float64(lost), "lost")
		b.ReportMetric(statusMiB("RssAnon"), "MiB-RssAnon")
		b.ReportMetric(statusMiB("VmHWM"), "MiB-VmHWM")
		b.ReportMetric(float64(l.sessions), "sessions")
		snap := run.Snapshot()
		b.Logf("%d sessions for %s; the import has made %d requests in %s and read %d orders (running: %v)", l.sessions, time.Since(began).Round(time.Second),
			snap.Job.Requests, snap.Elapsed.Round(time.Second), snap.Job.Fetched, !snap.Ended)
		if err := f.engine.Cancel(run); err != nil {
			b.Fatal(err)
		}
		<-run.Done()
	}
}

// statusMiB is what the kernel tells of the process's memory: RssAnon, or VmHWM with the book's mapped pages; 0 where it
// does not tell.
func statusMiB(field string) float64 {
	text, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(text)) {
		var kib float64
		if n, _ := fmt.Sscanf(line, field+": %f kB", &kib); n == 1 {
			return kib / 1024
		}
	}
	return 0
}

// movers opens terminals and goes to the orders list in each.
func (f *front) movers(b *testing.B, n int) []*mover {
	b.Helper()
	movers := make([]*mover, n)
	var wg sync.WaitGroup
	turn := make(chan struct{}, 4)
	for i := range movers {
		wg.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			term := f.sit("vera", 80, 24) // who may look only always begins at home
			term.until("Acme Outdoors", "help")
			term.press("o").until("find")
			term.press("\x1b[B\x1b[B\x1b[B") // away from the top, which shows what arrives
			m := &mover{s: term.s, drew: make(chan struct{}, 1)}
			term.mu.Lock()
			term.then = m
			term.mu.Unlock()
			m.in = term.in
			movers[i] = m
		})
	}
	wg.Wait()
	return movers
}

// move presses keys, up and down, and takes the times.
func (m *mover) move(b *testing.B, after, lasts time.Duration) {
	time.Sleep(after + 500*time.Millisecond)
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for n := 0; time.Duration(n)*500*time.Millisecond < lasts; n++ {
		select {
		case <-m.drew: // of the last key, or of nobody's
		default:
		}
		key := "\x1b[B"
		if n/8%2 == 1 {
			key = "\x1b[A"
		}
		pressed := time.Now()
		if _, err := m.in.Write([]byte(key)); err != nil {
			b.Error(err)
			return
		}
		select {
		case <-m.drew:
			m.took = append(m.took, time.Since(pressed))
		case <-time.After(5 * time.Second):
			m.lost++
		}
		<-tick.C
	}
}
