package settings

import (
	"strings"
	"testing"

	"cartwire/store"
)

// What the screen says of the key is where it is, wherever that may be.
func TestSealingSaysWhereTheKeyIs(t *testing.T) {
	for _, tc := range []struct {
		key  store.KeyState
		want string
	}{
		{store.KeyState{Kind: store.KeyFile, Path: "/b/book.db.key", Mode: 0o600, Sealed: 1}, "The key is /b/book.db.key, which only you can read (mode 0600)."},
		{store.KeyState{Kind: store.KeyFile, Path: "/b/book.db.key", Mode: 0o644, Sealed: 1}, "others on this computer can read (mode 0644): run chmod 600 on it"},
		{store.KeyState{Kind: store.KeyFile, Path: "/b/book.db.key", Missing: true}, "none is saved yet. Their key will be /b/book.db.key."},
		{store.KeyState{Kind: store.KeyFile, Path: "/b/book.db.key", Missing: true, Sealed: 2}, "the key is missing: it should be /b/book.db.key."},
		{store.KeyState{Kind: store.KeyRing, Sealed: 2}, "in the operating system's keyring."},
		{store.KeyState{Kind: store.KeyPassphrase, Path: "/b/book.db.key", Mode: 0o600, Sealed: 2}, "A passphrase opens the key, which is /b/book.db.key."},
		{store.KeyState{Kind: store.KeyCredential, Path: "/run/c/cartwire.key", Sealed: 2}, "a credential that systemd gives, /run/c/cartwire.key."},
		{store.KeyState{Kind: store.KeyCredential, Missing: true, Sealed: 2}, "it is not here"},
	} {
		if got := sealing(tc.key); !strings.Contains(got, tc.want) {
			t.Errorf("%+v: %q, want %q", tc.key, got, tc.want)
		}
		if said := keep(tc.key); tc.key.Kind == store.KeyRing && strings.Contains(said, "apart") || !strings.Contains(said, "can't be opened") {
			t.Errorf("%+v: %q", tc.key, said)
		}
	}
}
