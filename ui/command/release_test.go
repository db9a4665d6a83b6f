package command

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// listed reads a list of strings out of the release's description.
func listed(t *testing.T, key string) (items []string) {
	t.Helper()
	text, err := os.ReadFile("../../.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n    "+key+":\n")
	if !found {
		t.Fatalf("the release has no %s", key)
	}
	for line := range strings.Lines(rest) {
		item, found := strings.CutPrefix(line, "      - ")
		if !found {
			break
		}
		items = append(items, strings.TrimSpace(item))
	}
	return items
}

// TestReleaseBuilds builds what a release holds, with the release's own flags: a program for each system, which knows its
// version, and the same bytes a second time, from a folder of another name.
func TestReleaseBuilds(t *testing.T) {
	systems, machines := listed(t, "goos"), listed(t, "goarch")
	if want := []string{"linux", "darwin", "windows"}; !slices.Equal(systems, want) {
		t.Errorf("for %q, want %q", systems, want)
	}
	if want := []string{"amd64", "arm64"}; !slices.Equal(machines, want) {
		t.Errorf("for %q, want %q", machines, want)
	}
	if os.Getenv("CARTWIRE_LONG") == "" {
		t.Skip("CARTWIRE_LONG=1 builds them")
	}
	dir := t.TempDir()
	build := func(from, goos, goarch, name string) []byte {
		t.Helper()
		out := filepath.Join(dir, name)
		args := append([]string{"build", "-o", out}, listed(t, "flags")...)
		args = append(args, "-ldflags", strings.ReplaceAll(strings.Join(listed(t, "ldflags"), " "), "{{ .Version }}", "1.2.3"), ".")
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = from
		cmd.Env = append(append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "GOFLAGS=-buildvcs=false"), listed(t, "env")...)
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s/%s: %v\n%s", goos, goarch, err, said)
		}
		made, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	for _, goos := range systems {
		for _, goarch := range machines {
			build("../..", goos, goarch, goos+"-"+goarch)
		}
	}
	elsewhere := filepath.Join(dir, "elsewhere")
	if err := os.CopyFS(elsewhere, os.DirFS("../..")); err != nil {
		t.Fatal(err)
	}
	one := build("../..", runtime.GOOS, runtime.GOARCH, "cartwire.exe")
	two := build(elsewhere, runtime.GOOS, runtime.GOARCH, "again.exe")
	if !bytes.Equal(one, two) {
		t.Error("the same sources make other bytes in another folder")
	}
	said, err := exec.CommandContext(t.Context(), filepath.Join(dir, "cartwire.exe"), "version").Output()
	if err != nil || !strings.HasPrefix(string(said), "cartwire 1.2.3 (") {
		t.Errorf("its version: %q, %v", said, err)
	}
}
