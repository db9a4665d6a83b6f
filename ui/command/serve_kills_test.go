//go:build unix

package command_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// siege is a `serve` that is killed again and again, with people at work on its book and in its store meanwhile.
type siege struct {
	t    *testing.T
	sb   *sandbox.Sandbox
	p    *process
	keys string // the file of authorized keys
	key  ssh.Signer
	r    *mathrand.Rand

	served, target atomic.Int64 // requests of the store since the server began, and the one that the kill follows
	reached        chan struct{}

	skus    []string
	shipped map[uint64]bool // orders that somebody has shipped, or is about to
	waiting []act           // what a kill has cut off, and is done again
	done    []act           // what the book has said yes to, in its order
	serial  int

	kills, inJobs, opening, again int
	cutJobs                       int            // of those that people have started
	quiet                         bool           // the schedule has started nothing in the last round
	began                         map[string]int // jobs of the schedule by option
}

// act is something that somebody does to the book, and that matters to be done once.
type act struct {
	words    string
	sku      string // a count of it
	onHand   int
	order    uint64 // a shipment of it
	tracking string
	tries    int
	unsure   bool // it was refused when it was done again: the first time may have been enough
}

// TestServerKillsLoseNothing ends `serve` with SIGKILL at random moments: while it starts, while what is scheduled runs,
// while somebody counts, ships or starts a job over SSH or through a window. It is started again at once. The book always
// opens, and when all has come to rest nothing is lost and nothing doubled, in the book and in the store.
//
// CARTWIRE_LONG=1 kills it 1,000 times, CARTWIRE_SEED=7 draws other moments.
func TestServerKillsLoseNothing(t *testing.T) {
	kills, between := 8, 50
	if testing.Short() { // under the race detector
		kills = 2
	}
	if os.Getenv("CARTWIRE_LONG") != "" {
		kills = 1000
	}
	seed := uint64(1)
	if chosen := os.Getenv("CARTWIRE_SEED"); chosen != "" {
		var err error
		if seed, err = strconv.ParseUint(chosen, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	g := besiege(t, seed)
	defer func() {
		t.Logf("seed %d: %d kills, %d of them within 60 ms of the start, %d into jobs of the schedule, %d into others; scheduled %v; %d of %d acts were cut off and done again; %d orders in the store",
			seed, g.kills, g.opening, g.inJobs, g.cutJobs, g.began, g.again, len(g.done), len(g.sb.OrderIDs()))
	}()
	for g.kills < kills {
		g.round()
		if g.kills%10 == 0 {
			g.wantSound(true)
			g.age()
		}
		if g.kills%between == 0 || g.kills == kills {
			g.rest()
			g.check()
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	if kills >= 100 && g.inJobs+g.cutJobs == 0 { // a few may all miss
		t.Error("no kill fell into a job")
	}
}

func besiege(t *testing.T, seed uint64) *siege {
	g := &siege{t: t, r: mathrand.New(mathrand.NewPCG(seed, 5)), reached: make(chan struct{}, 1), shipped: map[uint64]bool{}, began: map[string]int{}}
	g.sb, g.p = connected(t, sandbox.Config{
		Orders: 40, Customers: 8, Products: 12, PlainProducts: true, Seed: seed, Latency: 2 * time.Millisecond,
		OnRequest: func(*http.Request) {
			if g.served.Add(1) == g.target.Load() {
				select {
				case g.reached <- struct{}{}:
				default:
				}
			}
		},
	}, "--statuses", "all", "--update-inventory", "--update-order-status", "--guard-empty", "100", "--guard-drop", "100",
		"--schedule", "orders=1m", "--schedule", "inventory=1m", "--schedule", "status=1m")
	g.key = newKey(t)
	g.keys = filepath.Join(t.TempDir(), "keys")
	line := `role="operator" ` + string(ssh.MarshalAuthorizedKey(g.key.PublicKey()))
	if err := os.WriteFile(g.keys, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	// Every item is counted before the first order is read, so that what is on hand is known from the start.
	counts := "sku,location,on_hand\n"
	for _, row := range g.sb.Stock() {
		if row.Tracking != "none" {
			g.skus = append(g.skus, row.SKU)
			g.done = append(g.done, act{sku: row.SKU, onHand: 60})
			counts += row.SKU + ",Main,60\n"
		}
	}
	file := filepath.Join(t.TempDir(), "counts.csv")
	if err := os.WriteFile(file, []byte(counts), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := g.p.run("stock", "import", file); code != 0 || len(g.skus) < 5 {
		t.Fatalf("stock import: exit code %d: %s", code, errs)
	}
	return g
}

// round starts the server, lets people work for a moment, and kills it.
func (g *siege) round() {
	select {
	case <-g.reached:
	default:
	}
	g.served.Store(0)
	g.target.Store(1 + g.r.Int64N(30))
	s := g.p.serve("--listen", "127.0.0.1:0", "--authorized-keys", g.keys)
	if g.r.IntN(5) == 0 {
		time.Sleep(time.Duration(g.r.IntN(60)) * time.Millisecond) // a random moment is what is tested here
		g.opening++
		g.kill(s)
		return
	}
	addr := s.line("ssh", 0)["address"].(string)
	acts := g.acts()
	ctx, end := context.WithCancel(context.Background())
	var gone sync.WaitGroup
	gone.Go(func() { g.work(ctx, addr, acts) })
	if job := g.r.IntN(3); g.quiet { // else the schedule has work
		gone.Go(func() { g.sync(ctx, addr, job) })
	}
	select {
	case <-g.reached:
		time.Sleep(time.Duration(g.r.IntN(20)) * time.Millisecond) // while it is answered, or what it says is written
	case <-time.After(time.Duration(50+g.r.IntN(250)) * time.Millisecond):
	}
	end()
	g.kill(s)
	gone.Wait()
}

// kill ends the server, and reads in its log what it was at.
func (g *siege) kill(s *server) {
	_ = s.cmd.Process.Kill()
	<-s.done
	g.kills++
	running, started := 0, 0
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.log {
		switch msg, _ := l["msg"].(string); {
		case msg == "job started":
			running++
			started++
			g.began[fmt.Sprint(l["option"])]++
		case msg == "job ended", msg == "job failed":
			running--
			if msg == "job failed" {
				g.t.Errorf("kill %d: %v", g.kills, l)
			}
		case strings.HasPrefix(msg, "no JSON"), l["level"] == "error":
			g.t.Errorf("kill %d: the server said %v", g.kills, l)
		}
	}
	if running > 0 {
		g.inJobs++
	}
	g.quiet = started == 0
}

// acts are what people do in this round; in the store things happen at once.
func (g *siege) acts() []act {
	var ids []uint64 // an order that left before the first count, and is opened again, is package shelves' affair
	for _, o := range g.sb.Orders() {
		if store.IsOpen(o.StatusID) || o.ID >= 140 {
			ids = append(ids, o.ID)
		}
	}
	for range g.r.IntN(3) {
		id := ids[g.r.IntN(len(ids))]
		switch n := g.r.IntN(8); {
		case n < 2:
			g.sb.PlaceOrder(nil)
		case id%2 == 0: // these are for shipping
		case n < 6:
			to := []int{11, 9, 7, 12, 5}[g.r.IntN(5)] // what the store ships by its own means, package shelves judges
			g.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = to })
		case n == 6:
			g.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StaffNotes = fmt.Sprint("note ", g.kills) })
		default:
			g.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.AddLine("Gift box", "BOX-1", 1) })
		}
	}
	acts := g.waiting
	g.waiting = nil
	for range g.r.IntN(4) {
		g.serial++
		switch g.r.IntN(2) {
		case 0:
			a := act{sku: g.skus[g.r.IntN(len(g.skus))], onHand: 40 + g.r.IntN(60)}
			a.words = fmt.Sprintf("stock set %s --on-hand %d", a.sku, a.onHand)
			acts = append(acts, a)
		default:
			id := ids[g.r.IntN(len(ids))]
			if id%2 == 1 || g.shipped[id] {
				continue
			}
			g.shipped[id] = true
			a := act{order: id, tracking: fmt.Sprint("T-", g.serial)}
			a.words = fmt.Sprintf("ship %d --carrier UPS --tracking %s", id, a.tracking)
			acts = append(acts, a)
		}
	}
	return acts
}

// work does them one after the other, over SSH, or now and then through a window. A count or a shipment that the kill has cut
// off is done again before any other, after the server is back.
func (g *siege) work(ctx context.Context, addr string, acts []act) {
	c, err := dial(addr, g.key)
	if err != nil {
		g.waiting = append(g.waiting, acts...)
		return
	}
	defer c.Close()
	for i, a := range acts {
		said, code := "", -1
		if ctx.Err() == nil {
			if i%4 == 3 {
				_, said, code = g.p.run(strings.Fields(a.words)...)
			} else {
				said, code = over(c, a.words)
			}
			acts[i].tries++
		}
		lost := code < 0 || code == 5 // the book's holder was killed
		switch {
		case lost:
			if acts[i].tries > 0 {
				g.again++
			}
			g.waiting = append(g.waiting, acts[i:]...)
			return
		case code == 0:
			g.done = append(g.done, a)
		case a.sku != "":
			g.t.Errorf("%s: exit code %d: %s", a.words, code, said)
		case acts[i].tries > 1:
			a.unsure = true
			g.done = append(g.done, a)
		}
	}
}

// sync has one job after the other run, beside those of the schedule, until the line is lost.
func (g *siege) sync(ctx context.Context, addr string, first int) {
	c, err := dial(addr, g.key)
	if err != nil {
		return
	}
	defer c.Close()
	for job := first; ctx.Err() == nil; job++ {
		option := []string{"orders", "inventory", "status"}[job%3]
		said, code := over(c, "sync Acme --quiet "+option)
		switch {
		case code < 0:
			g.cutJobs++
			return
		case code != 0 && !strings.Contains(said, "already running"):
			g.t.Errorf("sync %s: exit code %d: %s", option, code, said)
			return
		}
	}
}

// over runs a command line; -1 where the line was lost.
func over(c *ssh.Client, words string) (said string, code int) {
	sess, err := c.NewSession()
	if err != nil {
		return "", -1
	}
	defer sess.Close()
	var errs bytes.Buffer
	sess.Stderr = &errs
	err = sess.Run(words)
	if e, ok := errors.AsType[*ssh.ExitError](err); ok {
		return errs.String(), e.ExitStatus()
	}
	if err != nil {
		return "", -1
	}
	return errs.String(), 0
}
