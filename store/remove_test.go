package store

import (
	"context"
	"errors"
	"os"
	"regexp"
	"slices"
	"testing"
)

// withConnections makes two connections with a row in every table that a connection has rows in.
func withConnections(t *testing.T, orders uint64) (b *Book, gone, kept Connection) {
	t.Helper()
	b = open(t)
	gone, kept = addConnection(t, b, "Gone"), addConnection(t, b, "Kept")
	for _, c := range []Connection{gone, kept} {
		var batch []Order
		for id := range orders {
			batch = append(batch, order(id+1, 11))
		}
		put(t, b, c.ID, batch...)
		if err := b.MarkExported(c.ID, []uint64{1, 2}, day); err != nil {
			t.Fatal(err)
		}
		c.Legacy = LegacyAPI{APIURL: "https://shop.example/api/v2", Username: "me"}
		if err := b.SaveConnectionTokens(&c, "", "legacytokenlegacytoken"); err != nil {
			t.Fatal(err)
		}
		if err := b.Update(func(tx *Tx) error {
			if err := tx.PutImportState(c.ID, ImportState{Since: day}); err != nil {
				return err
			}
			return tx.StartJob(&Job{Connection: c.ID, Option: "orders", State: JobDone})
		}); err != nil {
			t.Fatal(err)
		}
	}
	return b, gone, kept
}

// rows counts what every table holds that begins with the connection, and the connection's jobs.
func rows(t *testing.T, b *Book, c ConnectionID) (n int) {
	t.Helper()
	if err := b.View(func(tx *Tx) error {
		for _, tb := range append(slices.Clone(ofConnection), tableConnections) {
			for range tx.scan(tb, key(uint64(c)), after(c), false) {
				n++
			}
		}
		for range tx.scan(tableMeta, removingKey(c), removingKey(c+1), false) {
			n++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	jobs, err := b.Jobs(c, 0)
	if err != nil {
		t.Fatal(err)
	}
	return n + len(jobs)
}

func TestRemoveConnectionTakesEverythingOfItAndNothingElse(t *testing.T) {
	b, gone, kept := withConnections(t, 2*removeChunk+7)
	before := rows(t, b, kept.ID)
	if err := b.RemoveConnection(t.Context(), gone.ID, Activity{Who: "me", What: "removed"}); err != nil {
		t.Fatal(err)
	}
	if n := rows(t, b, gone.ID); n != 0 {
		t.Errorf("%d rows of it are left", n)
	}
	if n := rows(t, b, kept.ID); n != before {
		t.Errorf("the other connection had %d rows and has %d", before, n)
	}
	if diary, err := b.Activities(1); err != nil || diary[0].What != "removed" {
		t.Errorf("%v, %v", diary, err)
	}
	if err := b.RemoveConnection(t.Context(), gone.ID, Activity{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a second time: %v", err)
	}
	if c := addConnection(t, b, "Gone"); c.ID == gone.ID {
		t.Error("the number of a removed connection is given out again")
	}
}

// A removal that is cut short has taken the connection away; the rest goes when the book is opened next.
func TestARemovalThatIsCutShortIsFinishedLater(t *testing.T) {
	b, gone, kept := withConnections(t, removeChunk+7)
	path, before := b.Path(), rows(t, b, kept.ID)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.RemoveConnection(ctx, gone.ID, Activity{}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if _, err := b.Connection(gone.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("the connection is still there: %v", err)
	}
	if _, err := b.TokenOf(gone.ID, KindLegacy); !errors.Is(err, ErrNotFound) {
		t.Errorf("its token is still there: %v", err)
	}
	if rows(t, b, gone.ID) == 0 {
		t.Fatal("nothing was left to do later")
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if n := rows(t, again, gone.ID); n != 0 {
		t.Errorf("%d rows of it are left", n)
	}
	if n := rows(t, again, kept.ID); n != before {
		t.Errorf("the other connection had %d rows and has %d", before, n)
	}
}

// Every table that the package's documentation keys by connection is in the list that a removal goes through.
func TestEveryTableOfAConnectionIsRemoved(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, m := range regexp.MustCompile(`(?m)^//\t(\w+) +connection\b`).FindAllStringSubmatch(string(doc), -1) {
		if name := table(m[1]); name != tableConnections {
			found++
			if !slices.Contains(ofConnection, name) {
				t.Errorf("the table %q is keyed by connection, but a removal leaves it", name)
			}
		}
	}
	if found != len(ofConnection) {
		t.Errorf("%d tables are keyed by connection, a removal goes through %d", found, len(ofConnection))
	}
}
