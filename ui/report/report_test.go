package report

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cartwire/store"
)

const (
	token  = "k3x9w0q7z1v5t2r8p4m6n0b9c7x9f2c"
	client = "8f3kq0x1n5v7b2m4c6z8a0s1d3f5g7h"
)

// a book in which every secret has got everywhere that text can get to.
func spilled(t *testing.T) *store.Book {
	t.Helper()
	book, err := store.Open(filepath.Join(t.TempDir(), "book.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	})
	spill := "token " + token + " of zoe.müller+shop@example.co.uk, +49 30 12345678, BigCommerceAPI-credentials-" + client + "-.txt of store-ab12cd \x1b[31m"
	c := store.Connection{
		Name: "Acme Outdoors", ClientID: client, APIPath: "https://api.bigcommerce.com/stores/ab12cd", Problem: "Acme Outdoors: " + spill,
		AllowInsecureHost: "shop.internal:8080", Store: store.StoreFacts{Name: "Acme Inc"},
		Legacy: store.LegacyAPI{APIURL: "https://legacy.acme.example/api/v2", Username: "acme-user"},
		Test:   store.LastTest{Checks: []store.TestedCheck{{ID: "store", Label: "Store", State: "passed", Detail: "Acme Inc, " + spill}}},
	}
	err = errors.Join(book.SaveConnectionTokens(&c, token, "legacytoken0123456789abcdef"), book.Update(func(tx *store.Tx) error {
		j := store.Job{Connection: c.ID, Option: "orders", Started: time.Unix(0, 0)}
		if err := tx.StartJob(&j); err != nil {
			return err
		}
		j.State, j.Errors = store.JobFailed, []store.JobError{{Ref: "1023", Reason: "refused by shop.internal:8080: " + spill}}
		j.Notes = []store.JobError{{Ref: "TENT-2", Reason: "acme-user: " + spill}}
		if err := tx.PutJob(j); err != nil {
			return err
		}
		return tx.AddActivity(store.Activity{Who: "maria", What: "Saved Acme Outdoors with " + spill, Connection: c.ID})
	}))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// Neither a secret nor an e-mail address is in a report, and no name either unless the person agrees; what helps is.
func TestReportHoldsNoSecret(t *testing.T) {
	book := spilled(t)
	for _, names := range []bool{false, true} {
		o := Options{Now: time.Unix(0, 0), Terminal: "xterm, 120x40", Names: names, Who: []string{"maria"}, Problem: "It stopped: " + token}
		out, err := Build(book, o)
		if err != nil {
			t.Fatal(err)
		}
		bad := []string{token, client, "@", "example.co.uk", "zoe", "12345678", "legacytoken", "acme-user", "BigCommerceAPI", "\x1b", token[len(token)-4:]}
		if !names {
			bad = append(bad, "Acme", "shop.internal", "legacy.acme", "ab12cd", "maria", filepath.Dir(book.Path()))
		}
		for _, b := range bad {
			if strings.Contains(out, b) {
				t.Errorf("names %t: %q is in the report:\n%s", names, b, out)
			}
		}
		for _, want := range []string{"xterm, 120x40", "1023", "TENT-2", "orders of connection 1: failed"} {
			if !strings.Contains(out, want) {
				t.Errorf("names %t: %q is missing:\n%s", names, want, out)
			}
		}
		if names != strings.Contains(out, "Acme Outdoors") {
			t.Errorf("names %t:\n%s", names, out)
		}
	}
}

// The file is new, and nobody else's to read.
func TestReportIsAFile(t *testing.T) {
	book := spilled(t)
	o := Options{Now: time.Unix(0, 0)}
	one, err := Write(book, o)
	two, err2 := Write(book, o)
	if err != nil || err2 != nil || one == two {
		t.Fatalf("%q, %q, %v, %v", one, two, err, err2)
	}
	info, err := os.Stat(two)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Errorf("%v, %v", info, err)
	}
}
