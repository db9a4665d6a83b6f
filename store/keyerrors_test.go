package store

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"
	"github.com/zalando/go-keyring"
)

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
		s := newSafe(t, memoryDir(t))
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
		s := newSafe(t, memoryDir(t))
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
	s := newSafe(t, memoryDir(t))
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

// A file that is stolen is worth a guess a second, on a computer like this one.
func TestAGuessOfAPassphraseTakesItsTime(t *testing.T) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	text, err := wrapKey(id, []byte("correct horse battery staple"))
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(text, []byte(armorStart))
	head, err := io.ReadAll(armor.NewReader(bytes.NewReader(text[max(0, at):])))
	if err != nil {
		t.Fatal(err)
	}
	if work := regexp.MustCompile(`(?m)^-> scrypt \S+ (\d+)$`).FindSubmatch(head); work == nil || string(work[1]) != "18" {
		t.Errorf("the work of a guess: %q in %.100q", work, head)
	}
}

// A copy's rekey leaves the key that the first book needs.
func TestRekeyOfACopyLeavesTheOthersKey(t *testing.T) {
	s := newSafe(t, memoryDir(t))
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
	s := newSafe(t, memoryDir(t))
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
	s := newSafe(t, memoryDir(t))
	defer func() { s.book.Close() }()
	s.next = "short"
	if _, err := s.rekey(KeyPassphrase, -1); err == nil || !strings.Contains(err.Error(), "12 characters") {
		t.Errorf("%v", err)
	}
	s.check("after a refusal")
	s.tidy("after a refusal")
}
