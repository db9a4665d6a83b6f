package shelves_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// binary drives the program itself, a process a command, over HTTP on loopback. What it can't is asked of inProcess.
type binary struct {
	byTheRules // what isn't overridden does nothing
	t          testing.TB
	program    string
	dir        string
	shops      []*shop
	servers    []*httptest.Server
	serial     int
}

func driveBinary(t testing.TB, program string, shops ...*shop) *binary {
	b := &binary{t: t, program: program, dir: folder(t), shops: shops}
	for _, s := range shops {
		b.servers = append(b.servers, httptest.NewServer(s))
	}
	return b
}

func (b *binary) close() {
	for _, s := range b.servers {
		s.Close()
	}
}

func name(shop int) string { return fmt.Sprint("Shop", shop) }

// run runs a command; reached, where it isn't nil, is when it is killed.
func (b *binary) run(reached <-chan struct{}, args ...string) (out string, code int, killed bool) {
	cmd := exec.Command(b.program, args...)
	cmd.Dir = b.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + b.dir, "XDG_DATA_HOME=" + b.dir, "XDG_RUNTIME_DIR=" + b.dir, "CARTWIRE_BOOK=" + filepath.Join(b.dir, "book.db"), "NO_COLOR=1", "TZ=UTC"}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-reached:
		_ = cmd.Process.Kill()
		<-ended
		return said.String(), -1, true
	case <-ended:
		return said.String(), cmd.ProcessState.ExitCode(), false
	}
}

func (b *binary) must(args ...string) {
	b.t.Helper()
	if out, code, _ := b.run(nil, args...); code != 0 {
		b.t.Fatalf("%v: exit code %d: %s", args, code, out)
	}
}

func (b *binary) file(text string) string {
	b.serial++
	file := filepath.Join(b.dir, fmt.Sprint("file", b.serial, ".txt"))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return file
}

func (b *binary) connect(i int, o options) {
	u, _ := url.Parse(b.servers[i].URL)
	creds := b.file(fmt.Sprintf("ACCESS TOKEN: k%030d\nCLIENT NAME: Acme\nCLIENT ID: %s\nCLIENT SECRET: %s\nNAME: Acme\nAPI PATH: %s/stores/%s/v3/\n",
		i, strings.Repeat("c", 31), strings.Repeat("a", 64), b.servers[i].URL, b.shops[i].hash))
	b.must("connect", name(i), "--credentials", creds, "--allow-insecure-host", u.Host, "--import-orders", "--update-inventory", "--update-order-status",
		"--statuses", "all", "--guard-empty", "100", "--guard-drop", "100", "--skip-test")
}

func (b *binary) job(i int, what string, o pushOptions) (out outcome) {
	var reached chan struct{}
	if s := b.shops[i]; o.kill > 0 {
		reached = make(chan struct{})
		left := o.kill
		s.trouble = func(string, string) mishap {
			if left--; left == 0 {
				close(reached)
			}
			return mishap{}
		}
		defer func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.trouble = nil
		}()
	}
	said, code, killed := b.run(reached, "sync", name(i), what, "--json", "--quiet")
	if killed {
		return outcome{killed: true}
	}
	for _, line := range strings.Split(said, "\n") {
		var job struct {
			Errors []struct{ Ref, Reason string }
		}
		if json.Unmarshal([]byte(line), &job) == nil {
			for _, e := range job.Errors {
				out.errors = append(out.errors, e.Ref+": "+e.Reason)
			}
		}
	}
	if code != 0 && len(out.errors) == 0 {
		out.errors = append(out.errors, fmt.Sprintf("exit code %d: %s", code, said))
	}
	return out
}

func (b *binary) pull(i int) outcome                { return b.job(i, "orders", pushOptions{}) }
func (b *binary) tell(i, kill int) outcome          { return b.job(i, "status", pushOptions{kill: kill}) }
func (b *binary) push(i int, o pushOptions) outcome { return b.job(i, "inventory", o) }

func (b *binary) ship(i int, order uint64, tracking string, lines map[uint64]int) error {
	args := []string{"ship", fmt.Sprint(order), "--connection", name(i), "--carrier", "UPS", "--tracking", tracking}
	for id, n := range lines {
		args = append(args, "--line-id", fmt.Sprintf("%d=%d", id, n))
	}
	if out, code, _ := b.run(nil, args...); code != 0 {
		return fmt.Errorf("ship: %s", out)
	}
	return nil
}

func (b *binary) takeBack(int, uint64) (string, error) { return "", errNotThere }

func (b *binary) count(_ time.Time, rows ...count) error {
	text := "sku,location,on_hand\n"
	for _, r := range rows {
		text += fmt.Sprintf("%s,%s,%d\n", r.sku, r.place, r.n)
	}
	if out, code, _ := b.run(nil, "stock", "import", b.file(text)); code != 0 {
		return fmt.Errorf("stock import: %s", out)
	}
	return nil
}

// TestBinary has the program itself push, and kills it in the middle; nothing sold is shown for sale again. It is built for
// that, so that it is tried with CARTWIRE_LONG alone.
func TestBinary(t *testing.T) {
	if os.Getenv("CARTWIRE_LONG") == "" {
		t.Skip("set CARTWIRE_LONG=1")
	}
	program := filepath.Join(t.TempDir(), "cartwire")
	if out, err := exec.Command("go", "build", "-o", program, "cartwire").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for seed := uint64(1); seed <= 20; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			h := newHistory(t, class{name: "killed", killed: true, acts: ordinary, places: 1}, seed, func(h *history, shops []*shop) driver {
				h.bound, h.w.hurry = true, true
				return driveBinary(t, program, shops...)
			})
			defer h.w.d.close()
			h.do()
			if len(h.wrong) > 0 {
				t.Errorf("%s\n%s", strings.Join(h.wrong, "\n"), h.w.told())
			}
		})
	}
}
