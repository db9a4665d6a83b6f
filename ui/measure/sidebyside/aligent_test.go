package sidebyside_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// installWithin is how long the registry may take.
const installWithin = 2 * time.Minute

// aligentIn gives a function that puts the public client and the script that drives it into dir, once, and tells where it
// is. It leaves the client out where this machine can't run it.
func aligentIn(dir string) func(*testing.B) string {
	install := sync.OnceValue(func() error {
		err := installAligent(dir)
		if err != nil {
			// A skipped benchmark keeps why to itself, unless go test is asked to tell everything.
			fmt.Fprintf(os.Stderr, "%s is left out: %v\n", aligent, err)
		}
		return err
	})
	return func(b *testing.B) string {
		if install() != nil {
			b.SkipNow()
		}
		return dir
	}
}

func installAligent(dir string) error {
	if !long {
		return errors.New("it is installed from the npm registry where CARTWIRE_LONG=1 is set only")
	}
	npm, err := exec.LookPath("npm")
	if err == nil {
		_, err = exec.LookPath("node")
	}
	if err != nil {
		return fmt.Errorf("it needs Node.js and npm: %w", err)
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "aligent"))); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), installWithin)
	defer cancel()
	install := exec.CommandContext(ctx, npm, "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund",
		"--fetch-retries=0", "--loglevel=error")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("npm can't install it: %w\n%s", err, bytes.TrimSpace(out))
	}
	return nil
}

// intoFile has the public client write a JSON Lines file; dir is where it is installed.
func intoFile(dir string) reader {
	return func(tb testing.TB, p *practice) (outcome, use, map[uint64]kept) {
		tb.Helper()
		out := filepath.Join(tb.TempDir(), "orders.jsonl")
		cmd := exec.CommandContext(tb.Context(), "node", "import.mjs", p.base()+"/v2", out)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "ACCESS_TOKEN="+p.AccessToken())
		o, u := follow(tb, cmd)
		return o, u, inFile(tb, out)
	}
}
