package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// KeyKind is where the key that seals tokens is kept.
type KeyKind string

// Where a key can be kept.
const (
	KeyFile       KeyKind = "file"       // a file beside the book that only its owner can read
	KeyRing       KeyKind = "keyring"    // the operating system's keyring
	KeyPassphrase KeyKind = "passphrase" // a file beside the book, sealed by a passphrase (age's scrypt)
	KeyCredential KeyKind = "credential" // given by systemd at every start: $CREDENTIALS_DIRECTORY/cartwire.key
)

// KeyKinds lists them, the default first.
var KeyKinds = []KeyKind{KeyFile, KeyRing, KeyPassphrase, KeyCredential}

// credentialName is the file that systemd puts into its credentials folder (systemd.exec(5), LoadCredential=).
const credentialName = "cartwire.key"

// minPassphrase is the shortest passphrase that is taken, in bytes: who has stolen the file can try as many as they like.
const minPassphrase = 12

// AskPassphrase says what a passphrase is asked for.
type AskPassphrase struct {
	New   bool // a new one: to be typed twice
	Again int  // how many that were given before it did not fit
}

// keyPlace is where one key is. None of it is secret.
type keyPlace struct {
	Kind KeyKind `json:"kind"`
	ID   string  `json:"id,omitempty"`   // its public half; "" in books of before rekey
	Book string  `json:"book,omitempty"` // keyring: the book's path when it was put there
}

func (p keyPlace) inFile() bool { return p.Kind == KeyFile || p.Kind == KeyPassphrase }

// keyRecord is what the book says of its key.
type keyRecord struct {
	keyPlace
	Pending *keyPlace `json:"pending,omitempty"` // a new key that is being put somewhere; nothing is sealed by it yet
	Former  *keyPlace `json:"former,omitempty"`  // an old key that is to be removed; nothing is sealed by it any more
}

var keyRecordKey = []byte("key")

// keyRecord reads what the book says; a book that never said anything has its key in a file.
func (tx *Tx) keyRecord() (keyRecord, error) {
	r, err := load[keyRecord](tx, tableMeta, keyRecordKey)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	if r.Kind == "" {
		r.Kind = KeyFile
	}
	return r, err
}

func (tx *Tx) putKeyRecord(r keyRecord) error { return save(tx, tableMeta, keyRecordKey, r) }

func (b *Book) keyRecord() (keyRecord, error) { return read(b, (*Tx).keyRecord) }

// KeyState says where a book's key is, for a person. It touches no keyring and asks for no passphrase.
type KeyState struct {
	Kind    KeyKind
	Path    string      // the key's file; "" for a keyring
	Missing bool        // the file is not there
	Mode    fs.FileMode // of the file
	Sealed  int         // how many tokens it seals
}

// KeyState looks where the book's key is.
func (b *Book) KeyState() (KeyState, error) {
	var s KeyState
	err := b.View(func(tx *Tx) error {
		r, err := tx.keyRecord()
		s.Kind = r.Kind
		for range tx.scan(tableSecrets, nil, nil, false) {
			s.Sealed++
		}
		return err
	})
	switch {
	case err != nil:
		return s, err
	case s.Kind == KeyCredential:
		s.Path = b.keys.credential()
	case s.Kind != KeyRing:
		s.Path = b.keys.path
	}
	if s.Path != "" {
		info, err := os.Stat(s.Path)
		if s.Missing = err != nil; err == nil {
			s.Mode = info.Mode().Perm()
		}
	}
	return s, nil
}

// Unlock asks for the passphrase where the book's key needs one and it was not given yet, so that it need not be asked for
// while something else has the terminal. Errors: *KeyError, or what Options.Passphrase answered.
func (b *Book) Unlock() error {
	r, err := b.keyRecord()
	if err != nil || r.Kind != KeyPassphrase {
		return err
	}
	_, err = b.keys.load(r.keyPlace)
	return err
}

// absolute is the path as it is told apart from others.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
