package remote

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/crypto/ssh"
)

// hostKey reads the key by which visitors recognise this place, and makes it the first time: ed25519, readable by its
// owner alone.
func hostKey(path string) (text []byte, signer ssh.Signer, made bool, err error) {
	text, err = os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if text, err = makeHostKey(path); err != nil {
			return nil, nil, false, err
		}
		made = true
	}
	if err != nil {
		return nil, nil, false, err
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, nil, false, fmt.Errorf("others on this computer can read the host key %s (mode %04o). Run chmod 600 on it, or remove it to have another one made",
			path, info.Mode().Perm())
	}
	signer, err = ssh.ParsePrivateKey(text)
	if err != nil {
		return nil, nil, false, fmt.Errorf("the file %s is no host key. Put a copy of it back, or remove it to have another one made, which every visitor will be asked about", path)
	}
	return text, signer, made, nil
}

func makeHostKey(path string) ([]byte, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	block, err := ssh.MarshalPrivateKey(private, "cartwire")
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(block)
	// Written aside first, so that a kill leaves either no key or a whole one.
	f, err := os.CreateTemp(filepath.Dir(path), ".host-key-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err = errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	return text, os.Rename(f.Name(), path)
}
