package command_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

// needsShell skips where the commands of these tests can't run.
func needsShell(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the test's commands are written for sh")
	}
}

// ordersIn reads the ids of the orders that a command has appended to a file, as they came.
func ordersIn(t *testing.T, file string) (ids []uint64) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var o struct {
			ID         uint64 `json:"store_order_id"`
			Connection string `json:"connection"`
		}
		if err := json.Unmarshal([]byte(line), &o); err != nil || o.Connection != "Acme" {
			continue // a kill may cut a line: its order comes again
		}
		ids = append(ids, o.ID)
	}
	return ids
}

func storeIDs(sb *sandbox.Sandbox) (ids []uint64) {
	for _, o := range sb.Orders() {
		ids = append(ids, o.ID)
	}
	slices.Sort(ids)
	return ids
}

// TestOnOrderHandsOverEveryNewOrder: once each where nothing goes wrong, as they came, and only new ones.
func TestOnOrderHandsOverEveryNewOrder(t *testing.T) {
	needsShell(t)
	sb, p := connected(t, sandbox.Config{Orders: 20, Seed: 21}, "--statuses", "all")
	file := filepath.Join(t.TempDir(), "orders.jsonl")
	command := "cat >> " + file + `; echo "got $CARTWIRE_ORDER of $CARTWIRE_CONNECTION"; printf 'no end' >&2`
	out, errs, code := p.run("sync", "--json", "--on-order", command)
	if code != 0 || !strings.Contains(out, `{"job":"on-order","connection":"Acme","handed_over":20,"failed":0,"waiting":0}`) {
		t.Fatalf("exit code %d: %s%s", code, out, errs)
	}
	if got := ordersIn(t, file); !slices.Equal(slices.Sorted(slices.Values(got)), storeIDs(sb)) {
		t.Errorf("handed over %v, the store has %v", got, storeIDs(sb))
	}
	first := strconv.FormatUint(storeIDs(sb)[0], 10)
	for _, said := range []string{"order " + first + ": got " + first + " of Acme\n", "order " + first + ": no end\n"} {
		if !strings.Contains(errs, said) {
			t.Errorf("standard error lacks %q: %s", said, errs)
		}
	}
	// A change is no new order. What another sync imports meanwhile waits for the next one with the flag.
	before := storeIDs(sb)
	sb.PlaceOrders(3)
	if _, errs, code := p.run("sync", "--full", "--quiet"); code != 0 {
		t.Fatal(errs)
	}
	if _, errs, code := p.run("sync", "--quiet", "--on-order", command); code != 0 {
		t.Fatal(errs)
	}
	if got := ordersIn(t, file)[len(before):]; len(got) != 3 || slices.Contains(before, got[0]) || !slices.IsSorted(got) {
		t.Errorf("handed over %v, new were the last 3 of %v", got, storeIDs(sb))
	}
	// An empty command stops it, and forgets.
	sb.PlaceOrders(2)
	for _, command := range []string{"", command} {
		if _, errs, code := p.run("sync", "--on-order", command); code != 0 || command == "" && !strings.Contains(errs, "no longer kept") {
			t.Fatalf("exit code %d: %s", code, errs)
		}
	}
	if got := ordersIn(t, file); len(got) != len(before)+3 {
		t.Errorf("%d orders were handed over in all", len(got))
	}
}

// TestOnOrderTriesAgain: a command that fails, one that is killed and one that never works.
func TestOnOrderTriesAgain(t *testing.T) {
	t.Parallel()
	needsShell(t)
	sb, p := connected(t, sandbox.Config{Orders: 2, Seed: 22}, "--statuses", "all")
	dir := t.TempDir()
	file, marks := filepath.Join(dir, "orders.jsonl"), filepath.Join(dir, "mark")
	never := `cat > /dev/null; exit 3`
	out, errs, code := p.run("sync", "--on-order", never)
	if code != 6 || !strings.Contains(errs, "the command ended with exit status 3") || !strings.Contains(errs, "2 orders are still to be handed") {
		t.Errorf("exit code %d: %s%s", code, out, errs)
	}
	if !strings.Contains(out, "2 new") {
		t.Errorf("the import waited for the command: %s", out)
	}
	// Fails, is killed, works: for each order.
	twice := "n=$(cat " + marks + "-$CARTWIRE_ORDER 2>/dev/null || echo 0); echo $((n+1)) > " + marks + "-$CARTWIRE_ORDER; " +
		"case $n in 0) exit 1;; 1) kill -9 $$;; *) cat >> " + file + ";; esac"
	out, errs, code = p.run("sync", "--json", "--on-order", twice)
	if code != 0 || !strings.Contains(out, `"handed_over":2,"failed":4,"waiting":0}`) || !strings.Contains(errs, "signal: killed") {
		t.Errorf("exit code %d: %s%s", code, out, errs)
	}
	if got := ordersIn(t, file); !slices.Equal(slices.Sorted(slices.Values(got)), storeIDs(sb)) {
		t.Errorf("handed over %v, the store has %v", got, storeIDs(sb))
	}
}

// TestOnOrderSurvivesKills ends the process with SIGKILL again and again: every order comes at least once.
func TestOnOrderSurvivesKills(t *testing.T) {
	needsShell(t)
	orders, kills := 50, 6
	if testing.Short() {
		kills = 2
	}
	if os.Getenv("CARTWIRE_LONG") != "" {
		orders, kills = 400, 50
	}
	sb, p := connected(t, sandbox.Config{Orders: orders, Seed: 23, Latency: time.Millisecond}, "--statuses", "all")
	file := filepath.Join(t.TempDir(), "orders.jsonl")
	command := "cat >> " + file
	rng := rand.New(rand.NewPCG(3, 4))
	for k := range kills {
		cmd := p.command("sync", "--quiet", "--on-order", command)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		// The kill falls when a few more orders have come: before, while or after the command takes one.
		until := len(ordersIn(t, file)) + 1 + rng.IntN(max(1, orders/kills))
		for alive := true; alive; {
			select {
			case <-ended:
				alive = false
			case <-time.After(time.Duration(rng.IntN(2000)) * time.Microsecond):
				if len(ordersIn(t, file)) >= until {
					_ = cmd.Process.Kill()
					<-ended
					alive = false
				}
			}
		}
		if k%3 == 0 {
			sb.PlaceOrders(1)
		}
	}
	if _, errs, code := p.run("sync", "--quiet", "--on-order", command); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	got := ordersIn(t, file)
	want := storeIDs(sb)
	times := map[uint64]int{}
	for _, id := range got {
		times[id]++
	}
	for _, id := range want {
		if times[id] == 0 {
			t.Errorf("order %d was not handed over", id)
		}
	}
	t.Logf("%d orders, handed over %d times, in spite of %d kills", len(want), len(got), kills)
	p.wantAll(sb)
}

// TestWatchHandsOver: while it watches, and it is no failure that an interrupt leaves some.
func TestWatchHandsOver(t *testing.T) {
	needsShell(t)
	_, p := connected(t, sandbox.Config{Orders: 3, Seed: 24}, "--statuses", "all", "--schedule", "orders=1h")
	w := p.watching("--on-order", `test -n "$CARTWIRE_ORDER" && echo taken`)
	for range 3 {
		w.line(": taken")
	}
	if code := w.interrupt(); code != 0 {
		t.Errorf("exit code %d: %q", code, w.said)
	}
}
