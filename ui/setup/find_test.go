package setup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const content = "ACCESS TOKEN: " + token + "\nNAME: Acme\nAPI PATH: https://api.bigcommerce.com/stores/ab12cd/v3/\n"

func write(t *testing.T, folder, name, body string, at time.Time) string {
	t.Helper()
	file := filepath.Join(folder, name)
	if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(file, at, at); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestFindCredentials(t *testing.T) {
	home, here := t.TempDir(), t.TempDir()
	downloads := filepath.Join(home, "Downloads")
	if err := os.Mkdir(downloads, 0o700); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 14, 10, 42, 0, 0, time.UTC)
	name := func(i int) string { return fmt.Sprintf("BigCommerceAPI-credentials-%d-.txt", i) }
	write(t, downloads, name(1), content, at.Add(-time.Hour))
	write(t, here, name(2), content, at)
	write(t, here, name(3), "no credentials", at.Add(time.Hour))
	write(t, here, "notes.txt", content, at.Add(2*time.Hour))
	if err := os.Mkdir(filepath.Join(here, name(4)), 0o700); err != nil {
		t.Fatal(err)
	}
	found := FindCredentials(Folders(here, home))
	if len(found) != 2 || found[0].In != "this folder" || found[1].In != "Downloads" || found[0].Credentials.Name != "Acme" {
		t.Fatalf("%+v", found)
	}
	if got := found[0].Label(at.Add(time.Hour)); got != "a credentials file of today 10:42 in this folder" {
		t.Error(got)
	}
	// The current folder may be Downloads itself: no file is offered twice.
	if found = FindCredentials(Folders(downloads, home)); len(found) != 1 {
		t.Errorf("%+v", found)
	}
	for i := range 9 {
		write(t, downloads, name(10+i), content, at.Add(time.Duration(i)*time.Minute))
	}
	if found = FindCredentials(Folders("", home)); len(found) != maxFound || !found[0].At.Equal(at.Add(8*time.Minute)) {
		t.Errorf("%d files, the first of %s", len(found), found[0].At)
	}
	if found = FindCredentials(Folders(filepath.Join(home, "nowhere"), "")); found != nil {
		t.Errorf("%+v", found)
	}
}

func TestLabel(t *testing.T) {
	berlin := time.FixedZone("CET", 3600)
	now := time.Date(2026, 3, 14, 0, 30, 0, 0, berlin)
	for at, want := range map[time.Time]string{
		time.Date(2026, 3, 13, 23, 5, 0, 0, time.UTC): "today 00:05",
		time.Date(2026, 3, 13, 22, 5, 0, 0, time.UTC): "yesterday 23:05",
		time.Date(2025, 3, 14, 11, 5, 0, 0, time.UTC): "2025-03-14 12:05",
		time.Date(2026, 3, 16, 11, 5, 0, 0, time.UTC): "2026-03-16 12:05", // a clock that is wrong
	} {
		if got := (Found{At: at, In: "Downloads"}).Label(now); got != "a credentials file of "+want+" in Downloads" {
			t.Errorf("%s: %s", at, got)
		}
	}
}

func TestReadFound(t *testing.T) {
	home := t.TempDir()
	at := time.Date(2026, 3, 14, 10, 42, 0, 0, time.UTC)
	file := write(t, home, "secret-name.txt", content, at)
	for _, path := range []string{file, "~/secret-name.txt"} {
		if f, err := ReadFound(path, home); err != nil || f.Credentials.Name != "Acme" || !f.At.Equal(at) || len(f.Notes) == 0 {
			t.Errorf("%s: %+v, %v", path, f, err)
		}
	}
	if _, err := ReadFound("~", home); !errors.Is(err, ErrNoFile) {
		t.Errorf("a folder without one: %v", err)
	}
	write(t, home, "BigCommerceAPI-credentials-x-.txt", content, at)
	if f, err := ReadFound(home, ""); err != nil || f.Credentials.Name != "Acme" {
		t.Errorf("a folder with one: %+v, %v", f, err)
	}
	write(t, home, "wrong-name.txt", "nothing", at)
	for _, path := range []string{"~/wrong-name.txt", "~/missing-name.txt", "~other/secret-name.txt", ""} {
		if _, err := ReadFound(path, home); err == nil || strings.Contains(err.Error(), "name.txt") {
			t.Errorf("%s: %v", path, err)
		}
	}
}
