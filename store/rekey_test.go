package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A key goes from anywhere to anywhere, and one is left.
func TestRekeyEveryWay(t *testing.T) {
	quickScrypt(t)
	for _, from := range KeyKinds {
		for _, to := range KeyKinds {
			s := newSafe(t, memoryDir(t))
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
		before := newSafe(t, memoryDir(t))
		if _, err := before.rekey(from, -1); err != nil && from != KeyFile {
			t.Fatal(err)
		}
		opened := before.closed()
		for _, to := range KeyKinds {
			if from == KeyCredential && to == from {
				continue
			}
			kills := 0
			for step := 0; ; step++ {
				s := opened()
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
			s := newSafe(t, memoryDir(t))
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
	root := memoryDir(t)
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
