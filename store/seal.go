package store

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"sync"

	"filippo.io/age"
)

// vault seals tokens to the book's key, an age identity, and opens them again. What is wiped: the bytes of a key's file, of
// a passphrase and of an opened token. What Go leaves no way to wipe: strings (age takes and the keyring gives keys and
// passphrases as such, and a token goes through HTTP as one), what age keeps of a key, and copies that the runtime makes.
type vault struct {
	path        string // the key's file
	credentials string // the folder that systemd puts credentials into; "" where there is none
	ask         func(AskPassphrase) ([]byte, error)
	ring        ring

	mu    sync.Mutex
	kept  *age.X25519Identity // one that was in a keyring or behind a passphrase: neither is bothered for every token
	swept bool                // what an earlier rekey left was looked after

	rekeying sync.Mutex
	step     func(string) error // tests end a rekey between two steps; nil
}

// keySuffix is what the key's file beside a book is called by.
const keySuffix = ".key"

func newVault(path string, o Options) *vault {
	return &vault{path: path + keySuffix, credentials: o.Credentials, ask: o.Passphrase, ring: systemRing{ringHere}}
}

func (v *vault) file() keyFile { return keyFile{v.path} }

func (v *vault) credential() string {
	if v.credentials == "" {
		return ""
	}
	return filepath.Join(v.credentials, credentialName)
}

// forget lets go of a key that was kept in memory.
func (v *vault) forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.kept = nil
}

// load gives the key that lies at p. Files are read each time; keyring and passphrase once.
func (v *vault) load(p keyPlace) (*age.X25519Identity, error) {
	switch p.Kind {
	case KeyFile, KeyCredential:
		return v.fetch(p, false, nil)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.kept != nil && v.kept.Recipient().String() == p.ID {
		return v.kept, nil
	}
	id, err := v.fetch(p, false, nil)
	if err != nil {
		return nil, err
	}
	v.kept = id
	return id, nil
}

// fetch gets the key from where it lies. A passphrase that is known is not asked for. lax takes a file others can read.
func (v *vault) fetch(p keyPlace, lax bool, passphrase []byte) (*age.X25519Identity, error) {
	switch p.Kind {
	case KeyRing:
		text, err := v.ring.get(p.ID)
		if err != nil {
			return nil, err
		}
		id, err := age.ParseX25519Identity(strings.TrimSpace(text))
		if err != nil {
			return nil, &KeyError{Reason: "what the keyring has under its name is no key", Next: errNotInRing.Next}
		}
		return id, nil
	case KeyCredential:
		return v.fromCredential()
	case KeyPassphrase:
		f := v.fileOf(p.ID)
		if len(passphrase) == 0 {
			return f.askToUnwrap(v.ask)
		}
		id, err := f.unwrapKey(passphrase)
		if errors.Is(err, errWrongPassphrase) {
			err = &KeyError{Path: f.path, Reason: "the passphrase does not fit its key"}
		}
		return id, err
	}
	return v.fileOf(p.ID).identity(lax)
}

// fileOf is the file that holds the key with this public half: after a rekey that was cut short it may be the new one's.
// Where none does, the key's own name is meant. It looks again where a rekey has renamed one while it looked.
func (v *vault) fileOf(id string) keyFile {
	for range 2 {
		for _, f := range []keyFile{v.file(), v.file().fresh()} {
			if id != "" && f.publicID() == id {
				return f
			}
		}
	}
	return v.file()
}

func (v *vault) fromCredential() (*age.X25519Identity, error) {
	if v.credentials == "" {
		return nil, &KeyError{Reason: "its key is a credential that systemd gives to the service, and there is none here",
			Next: "Run it in the service, or name the folder that holds " + credentialName + " in CREDENTIALS_DIRECTORY."}
	}
	id, err := keyFile{v.credential()}.identity(true) // who may read it is systemd's to say: it shows an ACL as a group's right
	if isMissing(err) {
		err = &KeyError{Path: v.credential(), Reason: "the credential with its key is missing",
			Next: "Give it to the service: LoadCredential=" + credentialName + ":FILE"}
	}
	return id, err
}

// forSealing gives the key that a token is sealed by, and makes one in a file where there is none at all.
func (v *vault) forSealing(tx *Tx) (*age.X25519Identity, error) {
	r, err := tx.keyRecord()
	if err != nil {
		return nil, err
	}
	id, err := v.load(r.keyPlace)
	if r.Kind == KeyFile && isMissing(err) {
		id, err = v.file().ensure()
	}
	if err != nil {
		return nil, err
	}
	if public := id.Recipient().String(); r.ID != public {
		r.ID = public
		err = tx.putKeyRecord(r)
	}
	return id, err
}

func (tx *Tx) sealToken(k []byte, token string) error {
	id, err := tx.book.keys.forSealing(tx)
	if err != nil {
		return err
	}
	plain := []byte(token)
	defer clear(plain)
	sealed, err := seal(id, plain)
	if err != nil {
		return err
	}
	return tx.put(tableSecrets, k, sealed)
}

func seal(id *age.X25519Identity, plain []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, id.Recipient())
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// unseal gives the token's bytes, to be wiped by the caller.
func unseal(id *age.X25519Identity, sealed []byte, where string) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return nil, &KeyError{Path: where, Reason: "its key does not fit this book"}
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		clear(plain)
		return nil, &KeyError{Path: where, Reason: "the sealed token is damaged"}
	}
	return plain, nil
}

// where names the place of a key for a person; "" where its kind says it all.
func (v *vault) where(p keyPlace) string {
	switch p.Kind {
	case KeyCredential:
		return v.credential()
	case KeyRing:
		return ""
	}
	return v.path
}
