package store

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
)

// keyFile seals tokens to an age identity kept in a file of its own (0600) beside the book.
type keyFile struct{ path string }

func (k keyFile) identity() (*age.X25519Identity, error) {
	text, err := os.ReadFile(k.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &KeyError{Path: k.path, Reason: "its key file is missing"}
	}
	if err != nil {
		return nil, &KeyError{Path: k.path, Reason: "its key file can't be read"}
	}
	id, err := age.ParseX25519Identity(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, &KeyError{Path: k.path, Reason: "its key file holds no key"}
	}
	return id, nil
}

// ensure returns the identity and makes it first where there is none. An existing file is never overwritten.
func (k keyFile) ensure() (*age.X25519Identity, error) {
	if _, err := os.Stat(k.path); err == nil {
		return k.identity()
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	// Written aside and linked into place, so that a kill leaves either no key or a whole one.
	f, err := os.CreateTemp(filepath.Dir(k.path), ".key-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(id.String() + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	if err := os.Rename(f.Name(), k.path); err != nil {
		return nil, err
	}
	return id, nil
}

func (k keyFile) seal(secret string) ([]byte, error) {
	id, err := k.ensure()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, id.Recipient())
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(w, secret); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (k keyFile) open(sealed []byte) (string, error) {
	id, err := k.identity()
	if err != nil {
		return "", err
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return "", &KeyError{Path: k.path, Reason: "its key file does not fit this book"}
	}
	secret, err := io.ReadAll(r)
	if err != nil {
		return "", &KeyError{Path: k.path, Reason: "the sealed token is damaged"}
	}
	return string(secret), nil
}
