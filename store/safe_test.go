package store

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// errKilled ends a rekey as a kill would: nothing is done after it.
var errKilled = errors.New("killed")

// failer is what a test and a rapid one have in common.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// safe is a book whose key is moved about, with a keyring of its own and somebody who knows the passphrases.
type safe struct {
	t          failer
	dir        string
	book       *Book
	passphrase string // the one in force
	next       string // the one that is given for a new key
	tokens     map[ConnectionID]string
	ring       *fakeRing
	asked      int
}

// fakeRing is a keyring that can be locked.
type fakeRing struct {
	entries map[string]string
	locked  error
}

func (r *fakeRing) get(id string) (string, error) {
	if r.locked != nil {
		return "", r.locked
	}
	if s, ok := r.entries[id]; ok {
		return s, nil
	}
	return "", errNotInRing
}

func (r *fakeRing) set(id, secret string) error {
	if r.locked == nil {
		r.entries[id] = secret
	}
	return r.locked
}

func (r *fakeRing) remove(id string) error {
	if r.locked == nil {
		delete(r.entries, id)
	}
	return r.locked
}

func newSafe(t failer, dir string) *safe {
	s := &safe{t: t, dir: dir, tokens: map[ConnectionID]string{}, ring: &fakeRing{entries: map[string]string{}}, passphrase: "none was given yet", next: "correct horse battery staple"}
	s.credential()
	s.open()
	for i := range 3 {
		c := Connection{Name: fmt.Sprint("Store ", i)}
		token := fmt.Sprintf("token-%d-0123456789abcdef", i)
		if err := s.book.SaveConnectionTokens(&c, token, "legacy-"+token); err != nil {
			t.Fatal(err)
		}
		s.tokens[c.ID] = token
	}
	return s
}

// closed closes the book and gives what opens the safe as it is now, each time it is called. The folder stays the same: the
// keyring's entry is for the book at its path.
func (s *safe) closed() func() *safe {
	s.t.Helper()
	if err := s.book.Close(); err != nil {
		s.t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, pattern := range []string{"book.db*", "credentials/*"} {
		found, _ := filepath.Glob(filepath.Join(s.dir, pattern))
		for _, path := range found {
			content, err := os.ReadFile(path)
			if err != nil {
				s.t.Fatal(err)
			}
			files[path] = content
		}
	}
	ring := maps.Clone(s.ring.entries)
	return func() *safe {
		s.t.Helper()
		err := errors.Join(os.RemoveAll(s.dir), os.MkdirAll(filepath.Join(s.dir, "credentials"), 0o700))
		for path, content := range files {
			err = errors.Join(err, os.WriteFile(path, content, 0o600))
		}
		if err != nil {
			s.t.Fatal(err)
		}
		again := *s
		again.tokens, again.ring = maps.Clone(s.tokens), &fakeRing{entries: maps.Clone(ring)}
		again.open()
		return &again
	}
}

// credential makes systemd give another key from now on.
func (s *safe) credential() {
	s.t.Helper()
	path := filepath.Join(s.dir, "credentials", credentialName)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), keyFile{path}.remove()); err != nil {
		s.t.Fatal(err)
	}
	if _, err := MakeKeyFile(path); err != nil {
		s.t.Fatal(err)
	}
}

func (s *safe) open() {
	s.t.Helper()
	b, err := Open(filepath.Join(s.dir, "book.db"), Options{Credentials: filepath.Join(s.dir, "credentials"), Passphrase: func(a AskPassphrase) ([]byte, error) {
		s.asked++
		if a.New {
			return []byte(s.next), nil
		}
		if a.Again == 1 { // a crash may have come before or after the new one was in force
			return []byte(s.next), nil
		}
		return []byte(s.passphrase), nil
	}})
	if err != nil {
		s.t.Fatal(err)
	}
	b.keys.ring = s.ring
	unsynced(b)
	s.book = b
}

func (s *safe) reopen() {
	s.t.Helper()
	if err := s.book.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.open()
}

// check opens every token.
func (s *safe) check(when string) {
	s.t.Helper()
	for id, want := range s.tokens {
		got, err := s.book.TokenOf(id, KindStore)
		old, legacyErr := s.book.TokenOf(id, KindLegacy)
		if got != want || old != "legacy-"+want || errors.Join(err, legacyErr) != nil {
			s.t.Fatalf("%s: connection %d: %d and %d characters, %v", when, id, len(got), len(old), errors.Join(err, legacyErr))
		}
	}
}

// tidy asks that one key is left, where the book says, and that nothing is left to be done.
func (s *safe) tidy(when string) {
	s.t.Helper()
	r, err := s.book.keyRecord()
	if err != nil || r.Pending != nil || r.Former != nil {
		s.t.Fatalf("%s: %+v, %v", when, r, err)
	}
	files, _ := filepath.Glob(filepath.Join(s.dir, "book.db.key*"))
	aside, _ := filepath.Glob(filepath.Join(s.dir, ".key-*"))
	wantFiles, wantRing := 0, 0
	if r.inFile() {
		wantFiles = 1
	}
	if r.Kind == KeyRing {
		wantRing = 1
	}
	if len(files) != wantFiles || len(aside) > 0 || len(s.ring.entries) != wantRing {
		s.t.Fatalf("%s: the key is in the %s; there are %v %v and %d in the keyring", when, r.Kind, files, aside, len(s.ring.entries))
	}
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			s.t.Fatalf("%s: %v, %v", f, info, err)
		}
	}
}

// rekey ends after so many steps; -1 for none. It tells whether it was killed.
func (s *safe) rekey(to KeyKind, steps int) (killed bool, err error) {
	s.book.keys.step = func(string) error {
		if killed = killed || steps == 0; killed {
			return errKilled
		}
		steps--
		return nil
	}
	_, err = s.book.Rekey(RekeyOptions{To: to})
	if killed {
		s.reopen() // what was in memory is gone
		return true, nil
	}
	s.book.keys.step = nil
	if err == nil && s.state().Kind == KeyPassphrase {
		s.passphrase = s.next
	}
	return false, err
}

func (s *safe) state() KeyState {
	s.t.Helper()
	state, err := s.book.KeyState()
	if err != nil {
		s.t.Fatal(err)
	}
	return state
}

func quickScrypt(t *testing.T) {
	work := ScryptWork
	ScryptWork = 4
	t.Cleanup(func() { ScryptWork = work })
}
