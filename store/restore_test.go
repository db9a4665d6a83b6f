package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// bookOf makes a book with one connection of a name and so many orders, and closes it.
func bookOf(t *testing.T, path, name string, orders uint64) {
	t.Helper()
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := addConnection(t, b, name)
	var batch []Order
	for id := range orders {
		batch = append(batch, order(id+1, 11))
	}
	put(t, b, c.ID, batch...)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
}

// holds reads which connections a book has, whole.
func holds(t *testing.T, path string) string {
	t.Helper()
	s, err := Inspect(t.Context(), path, InspectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(s.Connections, ",")
}

func leftovers(t *testing.T, folder string) []string {
	t.Helper()
	var left []string
	for _, pattern := range []string{copyPattern, restorePattern} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		left = append(left, found...)
	}
	return left
}

func TestABackupIsCheckedAndComesBack(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "book.db"), filepath.Join(folder, "backups.db")
	bookOf(t, path, "Acme", 300)
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := b.WriteBackup(t.Context(), backup, BackupOptions{})
	if err != nil || s.Path != backup || s.Orders != 300 || s.Tokens != 1 || strings.Join(s.Connections, ",") != "Acme" {
		t.Fatalf("%+v, %v", s, err)
	}
	if _, err := b.WriteBackup(t.Context(), backup, BackupOptions{}); !errors.As(err, new(*ExistsError)) {
		t.Errorf("overwritten: %v", err)
	}
	addConnection(t, b, "Later")
	if s, err := b.WriteBackup(t.Context(), backup, BackupOptions{Force: true}); err != nil || len(s.Connections) != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	for _, own := range []string{path, path + ".key", path + ".owner"} {
		if _, err := b.WriteBackup(t.Context(), own, BackupOptions{Force: true}); !errors.As(err, new(*OwnFileError)) {
			t.Errorf("%s is overwritten: %v", own, err)
		}
	}
	key, err := os.ReadFile(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(backup)
	if err != nil || bytes.Contains(content, bytes.TrimSpace(key)) || bytes.Contains(content, []byte("abcdefghijklmnopqrstuvwxyz01234")) {
		t.Errorf("the key or the token is in the backup, %v", err)
	}
	if _, err := PrepareRestore(t.Context(), backup, path, RestoreOptions{}); !errors.As(err, new(*InUseError)) {
		t.Errorf("a book in use: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil { // the disk was lost, the key wasn't
		t.Fatal(err)
	}
	r, err := PrepareRestore(t.Context(), backup, path, RestoreOptions{})
	if err != nil || r.Orders != 300 || r.Tokens != 2 || r.Opened != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	if kept, err := r.Put(); err != nil || kept != "" {
		t.Errorf("%q, %v", kept, err)
	}
	if got := holds(t, path); got != "Acme,Later" {
		t.Error(got)
	}
	if left := leftovers(t, folder); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestABackupOfAnotherKeySaysSo(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "book.db"), filepath.Join(folder, "other", "book.db")
	bookOf(t, path, "Here", 1)
	bookOf(t, backup, "There", 1)
	r, err := PrepareRestore(t.Context(), backup, path, RestoreOptions{})
	if err != nil || r.Tokens != 1 || r.Opened != 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	if err := r.Drop(); err != nil {
		t.Error(err)
	}
	if got := holds(t, path); got != "Here" {
		t.Error(got)
	}
}

// A damaged backup never takes the place of the book.
func TestADamagedBackupIsRefused(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "book.db"), filepath.Join(folder, "backup.db")
	bookOf(t, path, "Here", 1)
	_, whole := wholeBook(t, 300)
	noise := bytes.Clone(whole)
	for i := len(noise) / 2; i < len(noise)/2+8192; i++ {
		noise[i] ^= 0x55
	}
	for name, content := range map[string][]byte{
		"empty": {}, "cut": whole[:len(whole)*2/3], "noise": noise, "text": []byte(strings.Repeat("no book ", 4000)),
	} {
		if err := os.WriteFile(backup, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := PrepareRestore(t.Context(), backup, path, RestoreOptions{}); !errors.As(err, new(*BadBackupError)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := PrepareRestore(t.Context(), filepath.Join(folder, "none"), path, RestoreOptions{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if got := holds(t, path); got != "Here" {
		t.Error(got)
	}
	if left := leftovers(t, folder); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// The way out of damage: a damaged book is kept beside, and the backup takes its place.
func TestADamagedBookIsReplaced(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "book.db"), filepath.Join(folder, "backup.db")
	bookOf(t, backup, "Saved", 10)
	if err := os.WriteFile(path, bytes.Repeat([]byte("x"), 100_000), 0o600); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 2; n++ {
		r, err := PrepareRestore(t.Context(), backup, path, RestoreOptions{})
		if err != nil {
			t.Fatal(err)
		}
		kept, err := r.Put()
		if want := fmt.Sprintf("%s.before-restore-%d", path, n); err != nil || kept != want {
			t.Errorf("%q, %v", kept, err)
		}
		if _, err := os.Stat(kept); err != nil {
			t.Error(err)
		}
	}
	if got := holds(t, path); got != "Saved" {
		t.Error(got)
	}
}

// killAt in the environment makes the test binary restore, and kill itself at a step.
const killAt = "CARTWIRE_TEST_KILL_RESTORE_AT"

func TestRestoreIsKilled(t *testing.T) {
	step := os.Getenv(killAt)
	if step == "" {
		t.Skip("it is run by TestAKilledRestoreLeavesOneOrTheOther")
	}
	restoring = func(at string) {
		if at == step {
			self, err := os.FindProcess(os.Getpid())
			if err != nil {
				t.Fatal(err)
			}
			_ = self.Kill()
			select {}
		}
	}
	r, err := PrepareRestore(t.Context(), os.Getenv("BACKUP"), os.Getenv("BOOK"), RestoreOptions{})
	if err != nil {
		t.Fatal(err)
	}
	restoring("prepared")
	if _, err := r.Put(); err != nil {
		t.Fatal(err)
	}
}

func TestAKilledRestoreLeavesOneOrTheOther(t *testing.T) {
	for step, want := range map[string]string{"prepared": "Old", "begin": "Old", "marked": "Old", "kept": "Old", "renamed": "New"} {
		t.Run(step, func(t *testing.T) {
			folder := t.TempDir()
			path, backup := filepath.Join(folder, "book.db"), filepath.Join(folder, "backup.db")
			bookOf(t, path, "Old", 50)
			bookOf(t, backup, "New", 50)
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRestoreIsKilled$")
			cmd.Env = append(os.Environ(), killAt+"="+step, "BOOK="+path, "BACKUP="+backup)
			if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(err.Error(), "killed") {
				t.Fatalf("%v\n%s", err, out)
			}
			if got := holds(t, path); got != want {
				t.Errorf("the book holds %s", got)
			}
			waitsForAPerson(t, path, want == "New")
			// The book opens, and the restore can be run again.
			bookOf(t, path, "More", 1)
			r, err := PrepareRestore(t.Context(), backup, path, RestoreOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := r.Put(); err != nil {
				t.Fatal(err)
			}
			if got := holds(t, path); got != "New" {
				t.Errorf("the book holds %s", got)
			}
			waitsForAPerson(t, path, true)
			waitsForAPerson(t, backup, false)
		})
	}
}

// waitsForAPerson asks whether each connection of a book sends nothing before a person has seen the plan, by its rows.
func waitsForAPerson(t *testing.T, path string, want bool) {
	t.Helper()
	e, err := readBolt(path)
	if err != nil {
		t.Fatal(err)
	}
	defer e.close()
	connections, waiting := 0, 0
	if err := e.view(func(tx txn) error {
		for k := range tx.scan(tableConnections, nil, nil, false) {
			connections++
			runs := string(tx.get(tableRuns, k))
			if strings.Contains(runs, `"inventory":{`) && strings.Contains(runs, `"status":{`) && strings.Count(runs, `"review":"`) == 2 {
				waiting++
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got := connections > 0 && waiting == connections; got != want {
		t.Errorf("%s: %d of %d connections wait, want %v", filepath.Base(path), waiting, connections, want)
	}
}

// Who waits for the book while it is being replaced gets the new one.
func TestOpeningWaitsForTheNewBook(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "book.db"), filepath.Join(folder, "backup.db")
	bookOf(t, path, "Old", 1)
	bookOf(t, backup, "New", 1)
	r, err := PrepareRestore(t.Context(), backup, path, RestoreOptions{})
	if err != nil {
		t.Fatal(err)
	}
	opened := make(chan string)
	go func() {
		for {
			b, err := Open(path, Options{})
			if errors.As(err, new(*InUseError)) {
				continue
			}
			if err != nil {
				opened <- err.Error()
				return
			}
			list, err := b.Connections()
			opened <- fmt.Sprint(list[0].Name, errors.Join(err, b.Close()))
			return
		}
	}()
	if _, err := r.Put(); err != nil {
		t.Fatal(err)
	}
	if got := <-opened; got != "New<nil>" {
		t.Error(got)
	}
}
