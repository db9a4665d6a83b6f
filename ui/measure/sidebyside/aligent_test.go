package sidebyside_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// installWithin is how long the registry may take.
const installWithin = 2 * time.Minute

// installAligent puts the public client and the script that drives it into a folder of its own. It leaves the client out,
// and says why, where this machine can't run it.
func installAligent(b *testing.B) (dir string) {
	b.Helper()
	if !long {
		leaveOut(b, "it is installed from the npm registry where CARTWIRE_LONG=1 is set only")
	}
	npm, err := exec.LookPath("npm")
	if err == nil {
		_, err = exec.LookPath("node")
	}
	if err != nil {
		leaveOut(b, "it needs Node.js and npm: "+err.Error())
	}
	dir = b.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "aligent"))); err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(b.Context(), installWithin)
	defer cancel()
	install := exec.CommandContext(ctx, npm, "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund",
		"--fetch-retries=0", "--loglevel=error")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		leaveOut(b, fmt.Sprintf("npm can't install it: %v\n%s", err, bytes.TrimSpace(out)))
	}
	return dir
}

// leaveOut skips, and says so also where go test isn't asked to tell everything.
func leaveOut(b *testing.B, why string) {
	b.Helper()
	fmt.Fprintf(os.Stderr, "%s is left out: %s.\n", aligent, why)
	b.SkipNow()
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
