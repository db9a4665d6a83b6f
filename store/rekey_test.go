package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/zalando/go-keyring"
	"pgregory.net/rapid"
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
	work := scryptWork
	scryptWork = 4
	t.Cleanup(func() { scryptWork = work })
}

// A key goes from anywhere to anywhere, and one is left.
func TestRekeyEveryWay(t *testing.T) {
	quickScrypt(t)
	for _, from := range KeyKinds {
		for _, to := range KeyKinds {
			s := newSafe(t, t.TempDir())
			for _, step := range []KeyKind{from, to, ""} {
				if step == KeyCredential || step == "" && to == KeyCredential {
					s.credentialOutOfUse(step)
				}
				if _, err := s.rekey(step, -1); err != nil {
					if to == KeyCredential && (step == "" || from == to) && strings.Contains(err.Error(), "in use already") {
						continue
					}
					t.Fatalf("%s to %s, step %q: %v", from, to, step, err)
				}
				s.check(fmt.Sprintf("%s to %s", from, to))
				s.tidy(fmt.Sprintf("%s to %s", from, to))
				s.reopen()
				s.check(fmt.Sprintf("%s to %s, opened again", from, to))
			}
			if got := s.state(); got.Kind != to || got.Sealed != 6 {
				t.Errorf("%s to %s: %+v", from, to, got)
			}
			s.book.Close()
		}
	}
}

// credentialOutOfUse gives another credential where the book does not use the present one.
func (s *safe) credentialOutOfUse(KeyKind) {
	if s.state().Kind != KeyCredential {
		s.credential()
	}
}

// A kill between any two steps of any rekey leaves a book whose tokens open, and that can be tidied.
func TestRekeyKilledAtEveryStep(t *testing.T) {
	quickScrypt(t)
	for _, from := range KeyKinds {
		for _, to := range KeyKinds {
			if from == KeyCredential && to == from {
				continue
			}
			kills := 0
			for step := 0; ; step++ {
				s := newSafe(t, t.TempDir())
				if _, err := s.rekey(from, -1); err != nil && from != KeyFile {
					t.Fatal(err)
				}
				s.next = fmt.Sprint("another passphrase ", step)
				when := fmt.Sprintf("%s to %s, killed at step %d", from, to, step)
				if to == KeyCredential {
					s.credentialOutOfUse(to)
				}
				killed, err := s.rekey(to, step)
				if err != nil {
					t.Fatalf("%s: %v", when, err)
				}
				s.check(when)
				s.passphrase = s.next
				if _, err := s.rekey(KeyFile, -1); err != nil {
					t.Fatalf("%s, and again: %v", when, err)
				}
				s.check(when + ", and again")
				s.tidy(when + ", and again")
				s.book.Close()
				if !killed {
					break
				}
				kills++
			}
			if kills < 6 {
				t.Errorf("%s to %s: killed %d times", from, to, kills)
			}
		}
	}
}

// The first token that is used after a kill tidies up.
func TestATokenUsedAfterAKillTidiesUp(t *testing.T) {
	quickScrypt(t)
	for _, to := range []KeyKind{KeyFile, KeyRing, KeyPassphrase} {
		for step := range 6 {
			s := newSafe(t, t.TempDir())
			if _, err := s.rekey(to, step); err != nil {
				t.Fatal(err)
			}
			when := fmt.Sprintf("to %s, killed at step %d", to, step)
			s.check(when)
			s.tidy(when)
			s.book.Close()
		}
	}
}

// Whatever is done in whatever order, and wherever it is cut short, no token is lost.
func TestRekeysAndCrashesLoseNoToken(t *testing.T) {
	quickScrypt(t)
	root := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		dir := filepath.Join(root, fmt.Sprint(n))
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		s := newSafe(t, dir)
		defer func() { s.book.Close() }()
		for i := range rapid.IntRange(1, 8).Draw(t, "rekeys") {
			to := rapid.SampledFrom(append([]KeyKind{""}, KeyKinds...)).Draw(t, "to")
			if to == KeyCredential || to == "" && s.state().Kind == KeyCredential {
				s.credentialOutOfUse(to)
			}
			s.next = fmt.Sprint("passphrase number ", i)
			killed, err := s.rekey(to, rapid.IntRange(-1, 8).Draw(t, "steps"))
			if err != nil && !strings.Contains(err.Error(), "in use already") {
				t.Fatal(err)
			}
			s.check("after a rekey")
			if killed && s.state().Kind == KeyPassphrase && s.asked > 0 {
				s.passphrase = s.wanted()
			}
			id := rapid.SampledFrom([]ConnectionID{1, 2, 3}).Draw(t, "connection")
			c, err := s.book.Connection(id)
			if err != nil {
				t.Fatal(err)
			}
			token := fmt.Sprintf("token-%d-%d-0123456789abcdef", id, i)
			if err := s.book.SaveConnectionTokens(&c, token, "legacy-"+token); err != nil {
				t.Fatal(err)
			}
			s.tokens[id] = token
			s.check("after a new token")
		}
	})
}

// wanted is which of the two passphrases opens the key now.
func (s *safe) wanted() string {
	r, err := s.book.keyRecord()
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.book.keys.fileOf(r.ID).unwrapKey([]byte(s.next)); err == nil {
		return s.next
	}
	return s.passphrase
}

func TestKeyErrorsNameAWayOut(t *testing.T) {
	quickScrypt(t)
	for name, tc := range map[string]struct {
		to    KeyKind
		spoil func(*safe)
		says  []string
	}{
		"others can read": {KeyFile, func(s *safe) { os.Chmod(s.book.KeyPath(), 0o640) }, []string{"others on this computer", "chmod 600"}},
		"no file":         {KeyFile, func(s *safe) { os.Remove(s.book.KeyPath()) }, []string{"missing", "Put the key file back"}},
		"sealed file": {KeyFile, func(s *safe) {
			id, _ := age.GenerateX25519Identity()
			text, _ := wrapKey(id, []byte("something long enough"))
			keyFile{s.book.KeyPath()}.write(text)
		}, []string{"sealed by a passphrase"}},
		"wrong passphrase": {KeyPassphrase, func(s *safe) { s.passphrase, s.next = "wrong", "wrong as well" }, []string{"does not fit", "Try again", "rekey --forget-tokens"}},
		"nobody to ask":    {KeyPassphrase, func(s *safe) { s.book.keys.ask = nil }, []string{"CARTWIRE_PASSPHRASE_FILE"}},
		"locked keyring":   {KeyRing, func(s *safe) { s.ring.locked = &KeyError{Reason: "it is locked", Next: "Unlock it."} }, []string{"locked"}},
		"another keyring":  {KeyRing, func(s *safe) { clear(s.ring.entries) }, []string{"not in this computer's keyring", "rekey --forget-tokens"}},
		"no keyring": {KeyRing, func(s *safe) { s.book.keys.ring = systemRing{func() bool { return false }} },
			[]string{"no keyring here", "SSH", "rekey --to file"}},
		"no credential folder": {KeyCredential, func(s *safe) { s.book.keys.credentials = "" }, []string{"systemd", "CREDENTIALS_DIRECTORY"}},
		"no credential":        {KeyCredential, func(s *safe) { os.Remove(s.book.keys.credential()) }, []string{"missing", "LoadCredential=cartwire.key"}},
		"another credential":   {KeyCredential, func(s *safe) { s.credential() }, []string{"does not fit"}},
	} {
		if runtime.GOOS == "windows" && name == "others can read" {
			continue
		}
		s := newSafe(t, t.TempDir())
		if _, err := s.rekey(tc.to, -1); err != nil {
			t.Fatal(err)
		}
		s.reopen()
		tc.spoil(s)
		_, err := s.book.Token(1)
		var e *KeyError
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", name, err)
			s.book.Close()
			continue
		}
		for _, says := range tc.says {
			if !strings.Contains(err.Error(), says) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, token := range s.tokens {
			if strings.Contains(err.Error(), token) || strings.Contains(err.Error(), "AGE-SECRET") {
				t.Errorf("%s tells a secret: %v", name, err)
			}
		}
		s.book.Close()
	}
}

// Where the key is lost, a new one begins without the tokens, and only when that is asked for.
func TestRekeyWithoutTheOldKey(t *testing.T) {
	quickScrypt(t)
	for _, to := range KeyKinds {
		s := newSafe(t, t.TempDir())
		if err := os.Remove(s.book.KeyPath()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.book.Rekey(RekeyOptions{To: to}); !errors.As(err, new(*KeyError)) {
			t.Fatalf("%s: %v", to, err)
		}
		done, err := s.book.Rekey(RekeyOptions{To: to, ForgetTokens: true, Note: Activity{What: "Forgot"}})
		if err != nil || done.Tokens != 0 || !slices.Equal(done.Forgotten, []string{"Store 0", "Store 1", "Store 2"}) {
			t.Fatalf("%s: %+v, %v", to, done, err)
		}
		c, err := s.book.Connection(1)
		if err != nil || c.TokenEnd != "" || c.Legacy.TokenEnd != "" {
			t.Errorf("%s: %+v, %v", to, c, err)
		}
		if err := s.book.SaveConnectionTokens(&c, s.tokens[1], "legacy-"+s.tokens[1]); err != nil {
			t.Fatal(err)
		}
		s.tokens = map[ConnectionID]string{1: s.tokens[1]}
		s.passphrase = s.next
		s.reopen()
		s.check(string(to))
		s.tidy(string(to))
		s.book.Close()
	}
}

// The keyring of the system, as far as the library's own stand-in goes.
func TestRekeyToTheSystemsKeyring(t *testing.T) {
	keyring.MockInit()
	s := newSafe(t, t.TempDir())
	defer func() { s.book.Close() }()
	s.book.keys.ring = systemRing{func() bool { return true }}
	for _, to := range []KeyKind{KeyRing, "", KeyFile} {
		if done, err := s.book.Rekey(RekeyOptions{To: to}); err != nil || done.Left != "" || done.Tokens != 6 {
			t.Fatalf("%q: %+v, %v", to, done, err)
		}
		s.check(string(to))
	}
	keyring.MockInitWithError(errors.New("the collection is locked"))
	if _, err := s.book.Rekey(RekeyOptions{To: KeyRing}); !errors.As(err, new(*KeyError)) || !strings.Contains(err.Error(), "Unlock it") {
		t.Errorf("%v", err)
	}
	s.check("after a keyring that refused")
	s.tidy("after a keyring that refused")
}

// A copy's rekey leaves the key that the first book needs.
func TestRekeyOfACopyLeavesTheOthersKey(t *testing.T) {
	s := newSafe(t, t.TempDir())
	defer func() { s.book.Close() }()
	if _, err := s.rekey(KeyRing, -1); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(s.dir, "copy.db")
	if _, err := s.book.CopyTo(path); err != nil {
		t.Fatal(err)
	}
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	b.keys.ring = s.ring
	done, err := b.Rekey(RekeyOptions{To: KeyFile})
	if err != nil || !strings.Contains(done.Left, s.book.Path()) {
		t.Fatalf("%+v, %v", done, err)
	}
	s.reopen()
	s.check("after the copy's rekey")
	if got, err := b.Token(1); err != nil || got != s.tokens[1] {
		t.Errorf("%v", err)
	}
}

// An old key opens nothing any more, and stands nowhere.
func TestRekeyEndsTheOldKey(t *testing.T) {
	s := newSafe(t, t.TempDir())
	defer func() { s.book.Close() }()
	old, err := os.ReadFile(s.book.KeyPath())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.rekey("", -1); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.book.KeyPath(), old, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.book.Token(1); !errors.As(err, new(*KeyError)) {
		t.Errorf("%v", err)
	}
}

// What opens a short passphrase is soon guessed.
func TestShortPassphrasesAreRefused(t *testing.T) {
	s := newSafe(t, t.TempDir())
	defer func() { s.book.Close() }()
	s.next = "short"
	if _, err := s.rekey(KeyPassphrase, -1); err == nil || !strings.Contains(err.Error(), "12 characters") {
		t.Errorf("%v", err)
	}
	s.check("after a refusal")
	s.tidy("after a refusal")
}
