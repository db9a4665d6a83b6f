package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"filippo.io/age"
)

// keyFile is a key's file: an age identity, as age-keygen writes it, or one that a passphrase seals, see wrapKey. Beside it,
// in path + ".new", a new key stands until the old one is not needed any more.
type keyFile struct{ path string }

func (k keyFile) fresh() keyFile { return keyFile{k.path + ".new"} }

// publicLine tells a key's public half, as age-keygen does. A sealed key could not be told from another without it.
const publicLine = "# public key: "

// read gives the file's content, at most 64 KiB. lax takes a file that others can read: to move a key away from it.
func (k keyFile) read(lax bool) ([]byte, error) {
	info, err := os.Stat(k.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &KeyError{Path: k.path, Reason: "its key file is missing"}
	case err != nil || !info.Mode().IsRegular() || info.Size() > 64<<10:
		return nil, &KeyError{Path: k.path, Reason: "its key file can't be read"}
	case !lax && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return nil, &KeyError{Path: k.path, Reason: "others on this computer can read its key file",
			Next: "Take that right away (chmod 600), and make a new key with cartwire rekey if somebody else may have read it."}
	}
	text, err := os.ReadFile(k.path)
	if err != nil {
		return nil, &KeyError{Path: k.path, Reason: "its key file can't be read", Next: "Make it readable to the user that runs Cartwire."}
	}
	return text, nil
}

// identity reads a key that no passphrase seals.
func (k keyFile) identity(lax bool) (*age.X25519Identity, error) {
	text, err := k.read(lax)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] == '#' {
			continue
		}
		if id, err := age.ParseX25519Identity(string(line)); err == nil {
			return id, nil
		}
		break
	}
	reason := "its key file holds no key"
	if bytes.Contains(text, []byte(armorStart)) {
		reason = "its key file is sealed by a passphrase, and the book says that it is not"
	}
	return nil, &KeyError{Path: k.path, Reason: reason}
}

// publicID is the public half of the key in the file, sealed or not; "" where there is none.
func (k keyFile) publicID() string {
	text, err := k.read(true)
	if err != nil {
		return ""
	}
	defer clear(text)
	if bytes.Contains(text, []byte(armorStart)) {
		for line := range bytes.Lines(text) {
			if id, ok := bytes.CutPrefix(line, []byte(publicLine)); ok {
				return string(bytes.TrimSpace(id))
			}
		}
		return ""
	}
	id, err := k.identity(true)
	if err != nil {
		return ""
	}
	return id.Recipient().String()
}

// write puts content into the file, in place of what was there: a kill leaves either of the two, whole.
func (k keyFile) write(content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(k.path), ".key-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return k.takeFrom(f.Name())
}

// takeFrom renames another file to this one, for good.
func (k keyFile) takeFrom(other string) error {
	if err := os.Rename(other, k.path); err != nil {
		return err
	}
	k.syncFolder()
	return nil
}

func (k keyFile) remove() error {
	if err := os.Remove(k.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	k.syncFolder()
	return nil
}

// syncFolder makes the names last; a file system that can't is no worse off than before.
func (k keyFile) syncFolder() {
	if d, err := os.Open(filepath.Dir(k.path)); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// plainKey is the file of a key that no passphrase seals.
func plainKey(id *age.X25519Identity) []byte {
	return []byte(publicLine + id.Recipient().String() + "\n" + id.String() + "\n")
}

// MakeKeyFile writes a new key into a file that is not there yet, for systemd or another keeper to give to Cartwire as a
// credential. Errors: *ExistsError, or the file system's own.
func MakeKeyFile(path string) (public string, err error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", &ExistsError{Path: path}
	}
	if err != nil {
		return "", err
	}
	content := plainKey(id)
	defer clear(content)
	_, err = f.Write(content)
	return id.Recipient().String(), errors.Join(err, f.Sync(), f.Close())
}

// ensure returns the file's key and makes it first where there is no file. An existing file is never overwritten.
func (k keyFile) ensure() (*age.X25519Identity, error) {
	if _, err := os.Lstat(k.path); err == nil {
		return k.identity(false)
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	content := plainKey(id)
	defer clear(content)
	return id, k.write(content)
}

// isMissing tells whether err says that there is no key file at all.
func isMissing(err error) bool {
	var e *KeyError
	return errors.As(err, &e) && strings.HasSuffix(e.Reason, "file is missing")
}
