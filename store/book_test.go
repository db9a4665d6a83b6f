package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTokenIsSealedAndOpensAgain(t *testing.T) {
	const token = "zzsecrettokenzzsecrettokenzz9f2c"
	path := filepath.Join(t.TempDir(), "book.db")
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := Connection{Name: "Acme"}
	if err := b.SaveConnection(&c, token); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Token(c.ID); err != nil || got != token {
		t.Errorf("opened %q, %v", got, err)
	}
	if c.TokenEnd != "9f2c" {
		t.Errorf("token's end is %q", c.TokenEnd)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, []byte(token)) {
		t.Error("the token stands in the file in clear text")
	}
	for _, f := range []string{path, path + ".key"} {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", filepath.Base(f), info.Mode(), err)
		}
	}
}

func TestATokenWithoutItsKeyIsAClearError(t *testing.T) {
	b := open(t)
	c := addConnection(t, b, "Acme")
	key := b.keys.path
	saved, _ := os.ReadFile(key)
	for name, spoil := range map[string]func(){
		"missing": func() { os.Remove(key) },
		"empty":   func() { os.WriteFile(key, nil, 0o600) },
		"another": func() {
			os.Remove(key)
			if _, err := (keyFile{key}).ensure(); err != nil {
				t.Fatal(err)
			}
		},
	} {
		spoil()
		_, err := b.Token(c.ID)
		if _, ok := errors.AsType[*KeyError](err); !ok {
			t.Errorf("%s key: %v", name, err)
		}
	}
	os.WriteFile(key, saved, 0o600)
	if _, err := b.Token(c.ID); err != nil {
		t.Errorf("with its key back: %v", err)
	}
}

func TestABookInUseNamesItsHolder(t *testing.T) {
	b := open(t)
	_, err := Open(b.Path(), Options{Command: "cartwire sync"})
	e, ok := errors.AsType[*InUseError](err)
	if !ok || e.PID != os.Getpid() || e.Command != "cartwire test" {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestWhatIsNoBookIsLeftAlone(t *testing.T) {
	for name, content := range map[string]string{
		"text": strings.Repeat("not a book ", 2000), "short": "x",
	} {
		path := filepath.Join(t.TempDir(), "book.db")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path, Options{})
		if _, ok := errors.AsType[*DamagedError](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
		if after, _ := os.ReadFile(path); string(after) != content {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

func TestANewerBookIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "book.db")
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Update(func(tx *Tx) error { return tx.put(tableMeta, []byte("version"), []byte{layoutVersion + 1}) }); err != nil {
		t.Fatal(err)
	}
	b.Close()
	_, err = Open(path, Options{})
	if _, ok := errors.AsType[*VersionError](err); !ok {
		t.Errorf("%v", err)
	}
}

func TestConnectionNamesAreUniqueWhateverTheirCase(t *testing.T) {
	b := open(t)
	acme := addConnection(t, b, "Acme")
	other := Connection{Name: "ACME"}
	if _, ok := errors.AsType[*NameTakenError](b.SaveConnection(&other, "")); !ok {
		t.Error("a second ACME was saved")
	}
	acme.Name = "acme"
	if err := b.SaveConnection(&acme, ""); err != nil {
		t.Errorf("a connection can't change the case of its own name: %v", err)
	}
	if _, err := b.Token(acme.ID); err != nil {
		t.Errorf("saving without a token lost the saved one: %v", err)
	}
	if found, err := b.ConnectionByName("AcMe"); err != nil || found.ID != acme.ID {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestLocations(t *testing.T) {
	b := open(t)
	list, err := b.Locations()
	if err != nil || len(list) != 1 || list[0].Name != "Main" {
		t.Fatalf("a new book has %+v, %v", list, err)
	}
	main := list[0]
	if err := b.RemoveLocation(main.ID); !errors.Is(err, ErrLastLocation) {
		t.Errorf("removing the last: %v", err)
	}
	east := Location{Name: " East "}
	if err := b.SaveLocation(&east); err != nil || east.Name != "East" {
		t.Fatalf("%+v, %v", east, err)
	}
	if _, ok := errors.AsType[*NameTakenError](b.SaveLocation(&Location{Name: "east"})); !ok {
		t.Error("a second east was saved")
	}
	if err := b.SaveLocation(&Location{Name: "  "}); !errors.Is(err, ErrNoName) {
		t.Errorf("an empty name: %v", err)
	}
	c := Connection{Name: "Acme", Locations: []LocationID{east.ID}}
	if err := b.SaveConnection(&c, ""); err != nil {
		t.Fatal(err)
	}
	at := func() (id LocationID) {
		b.View(func(tx *Tx) error {
			c, _ := tx.Connection(c.ID)
			id, err = tx.DefaultLocation(c)
			return err
		})
		return id
	}
	if at() != east.ID {
		t.Errorf("default is %d, the first ticked is %d", at(), east.ID)
	}
	// The only selected one stays: without it all would be looked at.
	only, ok := errors.AsType[*OnlySelectedError](b.RemoveLocation(east.ID))
	if !ok || only.Location != "East" || only.Connection != "Acme" || at() != east.ID {
		t.Fatalf("%+v, default %d", only, at())
	}
	c.Locations = []LocationID{east.ID, main.ID}
	if err := b.SaveConnection(&c, ""); err != nil {
		t.Fatal(err)
	}
	if err := b.RemoveLocation(east.ID); err != nil {
		t.Fatal(err)
	}
	if c, err := b.Connection(c.ID); err != nil || len(c.Locations) != 1 || at() != main.ID {
		t.Errorf("%v selected, %v; default is %d after the first one was removed, the other is %d", c.Locations, err, at(), main.ID)
	}
	if err := b.RemoveLocation(99); !errors.Is(err, ErrNotFound) {
		t.Errorf("removing what is not there: %v", err)
	}
}

func TestAJobThatItsProcessLeftIsMarkedInterrupted(t *testing.T) {
	b := open(t)
	start := func() Job {
		j := Job{Connection: 1, Option: "orders", State: JobRunning, Started: time.Now()}
		if err := b.Update(func(tx *Tx) error { return tx.StartJob(&j) }); err != nil {
			t.Fatal(err)
		}
		return j
	}
	first := start()
	second := start()
	list, err := b.Jobs(1, 0)
	if err != nil || len(list) != 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	if list[0].Run != second.Run || list[0].State != JobRunning || list[1].Run != first.Run || list[1].State != JobInterrupted {
		t.Errorf("%+v", list)
	}
}

func TestExportedIsRemembered(t *testing.T) {
	b := open(t)
	if err := b.MarkExported(1, []uint64{9, 4}, time.Now()); err != nil {
		t.Fatal(err)
	}
	done, err := b.Exported(1, []uint64{4, 5, 9})
	if err != nil || !done[4] || done[5] || !done[9] {
		t.Errorf("%v, %v", done, err)
	}
	if done, _ := b.Exported(2, []uint64{4}); done[4] {
		t.Error("the mark shows on another connection")
	}
}

func TestAFailedTransactionLeavesTheBookAsItWas(t *testing.T) {
	b := open(t)
	put(t, b, 1, order(1, 11))
	failure := errors.New("no")
	err := b.Update(func(tx *Tx) error {
		if _, err := tx.PutOrders(1, []Order{order(2, 11)}); err != nil {
			return err
		}
		return failure
	})
	if !errors.Is(err, failure) {
		t.Errorf("%v", err)
	}
	if counts, _ := b.OrderCounts(1); counts.Total != 1 {
		t.Errorf("%+v", counts)
	}
}

func FuzzDecode(f *testing.F) {
	good, _ := encode(order(1, 11))
	f.Add(good)
	f.Add([]byte{})
	f.Add([]byte{valueVersion})
	f.Add([]byte{9, '{', '}'})
	f.Fuzz(func(t *testing.T, raw []byte) {
		var o Order
		if decode(raw, &o) != nil {
			return
		}
		again, err := encode(o)
		if err != nil {
			t.Fatalf("decoded but not encoded: %v", err)
		}
		if err := decode(again, &o); err != nil {
			t.Fatalf("encoded but not decoded: %v", err)
		}
	})
}
