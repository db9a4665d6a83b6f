package command_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"cartwire/ui/command"
)

// fallen is a standard input that makes whoever reads it panic, with a token.
type fallen struct{}

const fallenToken = "k3x9w0q7z1v5t2r8p4m6n0b9c7x9f2c"

func (fallen) Read([]byte) (int, error) { panic("with " + fallenToken) }

// A process of Cartwire leaves no memory behind, and a panic in a command is a sentence. It runs in a process of its own: what
// it changes can't be changed back.
func TestNothingOfTheMemoryComesToLight(t *testing.T) {
	const child = "CARTWIRE_TEST_HARDENED"
	if os.Getenv(child) == "" {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNothingOfTheMemoryComesToLight$")
		cmd.Env = append(os.Environ(), child+"=1")
		out, err := cmd.CombinedOutput()
		if err != nil || strings.Contains(string(out), "goroutine") {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	book := filepath.Join(t.TempDir(), "book.db")
	env := func(name string) string { return map[string]string{"CARTWIRE_BOOK": book}[name] }
	var out, errs bytes.Buffer
	args := []string{"connect", "Acme", "--api-path", "https://api.bigcommerce.com/stores/ab12cd/v3/", "--client-id", "x", "--access-token-file", "-", "--import-orders"}
	code := command.Main(args, env, command.Streams{In: fallen{}, Out: &out, Err: &errs})
	if code != 1 || !strings.Contains(errs.String(), "made a mistake") || strings.Contains(out.String()+errs.String(), fallenToken) || strings.Contains(errs.String(), ".go:") {
		t.Errorf("exit code %d: %s%s", code, out.String(), errs.String())
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(book), "cartwire-crash-*.txt"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	if text, err := os.ReadFile(files[0]); err != nil || bytes.Contains(text, []byte(fallenToken)) || !bytes.Contains(text, []byte("harden_linux_test.go")) {
		t.Errorf("%v\n%s", err, text)
	}
	var core unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &core); err != nil || core.Cur != 0 || core.Max != 0 {
		t.Errorf("cores of %d to %d bytes, %v", core.Cur, core.Max, err)
	}
	if on, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || on != 0 {
		t.Errorf("others can read the memory: %d, %v", on, err)
	}
}
