package soak_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// TestEverythingTogether makes a store and a book for each seed. While things happen in both, and answers go wrong or lie, a
// process runs the jobs, is killed and started again. When all has come to rest and the jobs have run to their ends, the
// book and the store must agree, or a sync and a comparison must name what the book lacks; and the records must add up.
//
// CARTWIRE_LONG=1 takes 1,000 seeds, CARTWIRE_SEED=7 that one alone, CARTWIRE_SEED=101-200 those.
func TestEverythingTogether(t *testing.T) {
	first, last := seeds(t)
	var sum tally
	t.Run("seeds", func(t *testing.T) {
		for seed := first; seed <= last; seed++ {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				if end, ok := t.Deadline(); ok && time.Until(end) < 40*time.Second {
					t.Fatal("there is no time left: give go test more of it with -timeout, or take fewer seeds at once")
				}
				defer func() {
					if t.Failed() {
						t.Log(replay(seed))
					}
				}()
				(&trial{T: t, seed: seed, recipe: recipeOf(seed), sum: &sum}).do()
			})
		}
	})
	t.Log(sum.String())
}

// seeds are the first and the last to try.
func seeds(t *testing.T) (first, last uint64) {
	chosen := os.Getenv("CARTWIRE_SEED")
	switch {
	case chosen != "":
		from, to, several := strings.Cut(chosen, "-")
		if !several {
			to = from
		}
		first, err := strconv.ParseUint(from, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		last, err := strconv.ParseUint(to, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return first, last
	case os.Getenv("CARTWIRE_LONG") != "":
		return 1, 1000
	case testing.Short(): // under the race detector
		return 1, 2
	}
	return 1, 6
}

// tally is what all seeds together came to.
type tally struct {
	mu                     sync.Mutex
	seeds, runs, kills     int
	requests, interruption int
	lacking                int // seeds whose import had to say that something is missing
	acts                   map[string]int
}

func (s *tally) add(f func(*tally)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.acts == nil {
		s.acts = map[string]int{}
	}
	f(s)
}

func (s *tally) String() string {
	return fmt.Sprintf("%d seeds: %d processes, %d killed, %d jobs interrupted, %d requests, %d lacked orders and said so; %v", s.seeds, s.runs, s.kills, s.interruption, s.requests, s.lacking, s.acts)
}

// trial is one seed.
type trial struct {
	*testing.T
	recipe
	seed  uint64
	sum   *tally
	shop  *shop
	path  string
	book  *store.Book
	conn  store.ConnectionID
	wire  *http.Transport
	kills int
	said  bytes.Buffer // what the processes printed
}

func (t *trial) do() {
	t.path = filepath.Join(t.TempDir(), "book.db")
	var err error
	if t.shop, err = openShop(t.seed, t.recipe); err != nil {
		t.Fatal(err)
	}
	t.wire = &http.Transport{}
	defer func() {
		t.wire.CloseIdleConnections()
		_ = t.shop.sb.Close()
	}()
	defer func() {
		if t.Failed() {
			t.Log(strings.Join(t.shop.diary, "\n"))
		}
	}()
	t.connect()
	r := dice(t.seed, streamKills)
	for round := range t.rounds {
		t.shop.sb.SetFaults(trouble(r))
		at, late := 1+r.IntN(45), time.Duration(r.IntN(40))*time.Millisecond
		if chance(r, 0.15) {
			at = 0
		}
		t.shop.round(t.upset, at)
		t.process(round, late)
		for range r.IntN(4) {
			t.shop.happen()
		}
		t.shop.forward(time.Duration(r.IntN(900)) * time.Second)
	}
	t.shop.sb.SetFaults(sandbox.Faults{})
	t.shop.round(0, 0)
	t.check()
	t.sum.add(func(s *tally) {
		s.seeds, s.runs, s.kills, s.requests = s.seeds+1, s.runs+t.rounds, s.kills+t.kills, s.requests+t.shop.total
		for what, n := range t.shop.acts {
			s.acts[what] += n
		}
	})
}

func (t *trial) open() {
	t.Helper()
	var err error
	if t.book, err = store.Open(t.path, store.Options{Command: "soak"}); err != nil {
		t.Fatal("the book does not open: ", err)
	}
}

func (t *trial) connect() {
	t.open()
	defer t.book.Close()
	creds, _, err := bigcommerce.ParseCredentials(t.shop.sb.CredentialsFile())
	if err != nil {
		t.Fatal(err)
	}
	engine := syncer.NewEngine(t.book, syncer.Config{})
	defer engine.Close()
	c, err := engine.Save(syncer.Draft{Token: creds.AccessToken, Connection: store.Connection{
		Name: "Acme", Active: true, APIPath: creds.APIPath.String(), AllowInsecureHost: t.shop.sb.Host(), Options: t.options,
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.conn = c.ID
}

// process starts the process and kills it where it is due.
func (t *trial) process(round int, late time.Duration) {
	text, err := json.Marshal(order{
		Seed: t.seed, Round: round, Book: t.path, Connection: t.conn, PageSize: t.pageSize, Locations: max(1, t.store.Locations), Lies: t.lies, Deadline: 2 * time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.Background(), os.Args[0])
	cmd.Env = append(os.Environ(), asChild+"="+string(text))
	cmd.Stdout, cmd.Stderr = &t.said, &t.said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-t.shop.reached:
		time.Sleep(late) // a random moment is what is tested here
		_ = cmd.Process.Kill()
		<-ended
		t.kills++
		if code := cmd.ProcessState.ExitCode(); code > 0 {
			t.Fatalf("round %d: exit code %d: %s", round, code, t.said.String())
		}
	case err = <-ended:
		if err != nil {
			t.Fatalf("round %d: %v: %s", round, err, t.said.String())
		}
	}
}
