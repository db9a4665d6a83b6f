package store

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// makeOld makes a book that has been used, and takes from it what layout 1 did not have.
func makeOld(t *testing.T, orders uint64) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "book.db")
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	unsynced(b)
	for _, name := range []string{"One", "Two"} {
		c := addConnection(t, b, name)
		var batch []Order
		for id := range orders {
			batch = append(batch, benchOrder(id*7))
		}
		put(t, b, c.ID, batch...)
		startJob(t, b, c.ID, "orders", JobDone)
	}
	leavePlain(t, b)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := makeLayout1(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".old", path); err != nil {
		t.Fatal(err)
	}
	return path
}

// checkMigrated holds an opened book against what a search by looking at every order finds.
func checkMigrated(t *testing.T, b *Book, orders uint64) {
	t.Helper()
	for _, q := range []OrderSearch{{}, {Connection: 1, Text: "ada"}, {Connection: 2, Statuses: []int{2}}, {Text: "shirt-00"}, {From: day, To: day.AddDate(0, 0, 1)}} {
		if got, want := bySearch(t, b, q, 30), byScan(t, b, q, []ConnectionID{1, 2}); !slices.Equal(got, want) {
			t.Errorf("%+v: found %d, want %d", q, len(got), len(want))
		}
	}
	if counts, err := b.OrderCounts(1); err != nil || counts.Total != int(orders) {
		t.Errorf("%+v, %v", counts, err)
	}
	checkDays(t, b, []ConnectionID{1, 2})
	if jobs, err := b.Jobs(2, 0); err != nil || len(jobs) != 1 || jobs[0].State != JobDone {
		t.Errorf("jobs: %+v, %v", jobs, err)
	}
	checkFile(t, b)
}

func layoutOf(t *testing.T, path string) (v byte) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.View(func(tx *bolt.Tx) error {
		v = tx.Bucket([]byte(tableMeta)).Get([]byte("version"))[0]
		return nil
	})
	return v
}

func TestAnOlderBookIsBroughtUpToDateAfterABackup(t *testing.T) {
	const orders = 700
	path := makeOld(t, orders)
	defer func(n int) { migrationChunk = n }(migrationChunk)
	migrationChunk = 100
	var told []int
	b, err := Open(path, Options{Migrating: func(done, total int) {
		if total != 2*orders {
			t.Errorf("%d of %d", done, total)
		}
		told = append(told, done)
	}})
	if err != nil {
		t.Fatal(err)
	}
	backup := b.Backup()
	checkMigrated(t, b, orders)
	if !slices.IsSorted(told) || told[len(told)-1] != 2*orders {
		t.Errorf("told %v", told)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if filepath.Dir(backup) != filepath.Dir(path) || layoutOf(t, backup) != 1 || layoutOf(t, path) != layoutVersion {
		t.Errorf("the backup %s has layout %d, the book %d", backup, layoutOf(t, backup), layoutOf(t, path))
	}
	if info, err := os.Stat(backup); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if b, err = Open(path, Options{Migrating: func(int, int) { t.Error("migrated again") }}); err != nil || b.Backup() != "" {
		t.Fatalf("%v, backup %q", err, b.Backup())
	}
	b.Close()
}

// A kill is as good as stopping between two transactions: the file has one or the other.
func TestAMigrationGoesOnWhereItWasKilled(t *testing.T) {
	orders, chunk := uint64(90), 21
	if long() {
		orders, chunk = 300, 70
	}
	defer func(n int) { migrationChunk = n }(migrationChunk)
	migrationChunk = chunk
	old := makeOld(t, orders)
	for steps := range 12 {
		path := filepath.Join(memoryDir(t), "book.db")
		if err := makeLayout1(old, path); err != nil {
			t.Fatal(err)
		}
		e, err := openBolt(path, lockWait)
		if err != nil {
			t.Fatal(err)
		}
		b := &Book{path: path, engine: e}
		unsynced(b)
		if err := b.beginMigration(1); err != nil {
			t.Fatal(err)
		}
		for range steps {
			err := b.update(func(tx *Tx) error { _, err := tx.migrateSome(); return err })
			if err != nil && !errors.Is(err, ErrNotFound) {
				t.Fatal(err)
			}
		}
		if err := b.engine.close(); err != nil {
			t.Fatal(err)
		}
		if b, err = Open(path, Options{}); err != nil {
			t.Fatal(err)
		}
		unsynced(b)
		checkMigrated(t, b, orders)
		b.Close()
	}
}

func TestABackupOverwritesNothing(t *testing.T) {
	path := makeOld(t, 1)
	if err := os.WriteFile(path+".layout1", []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if kept, _ := os.ReadFile(path + ".layout1"); string(kept) != "precious" || b.Backup() != path+".layout1-2" {
		t.Errorf("%q, the backup is %s", kept, b.Backup())
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".copy-*")); len(left) > 0 {
		t.Errorf("left over: %s", strings.Join(left, ", "))
	}
}
