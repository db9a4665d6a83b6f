package store

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"github.com/zalando/go-keyring"
)

// ringService is the name that the keyring's own program shows.
const ringService = "Cartwire"

// ringWait is how long the keyring is waited for: it may be asking for its own password on the desktop.
const ringWait = time.Minute

// ring is a keyring; an entry is named by the key's public half.
type ring interface {
	get(id string) (string, error)
	set(id, secret string) error
	remove(id string) error
}

// systemRing is the operating system's: Secret Service over D-Bus, macOS's keychain, Windows' credential manager.
type systemRing struct{ here func() bool }

func (r systemRing) get(id string) (secret string, err error) {
	return r.call(id, func() (string, error) { return keyring.Get(ringService, id) })
}

func (r systemRing) set(id, secret string) error {
	_, err := r.call(id, func() (string, error) { return "", keyring.Set(ringService, id, secret) })
	return err
}

func (r systemRing) remove(id string) error {
	_, err := r.call(id, func() (string, error) { return "", keyring.Delete(ringService, id) })
	if errors.Is(err, errNotInRing) {
		return nil
	}
	return err
}

var errNotInRing = &KeyError{Reason: "its key is not in this computer's keyring",
	Next: "Log in as the user who keeps it there, or, if it is lost, run cartwire rekey --forget-tokens and enter the tokens again."}

// call waits for f, but not for ever: a keyring that is locked answers when somebody has typed its password.
func (r systemRing) call(id string, f func() (string, error)) (string, error) {
	if !r.here() {
		return "", &KeyError{Reason: "there is no keyring here: this session has no desktop's message bus, as over SSH or in a service",
			Next: "Run it in the desktop's session, or keep the key elsewhere from there: cartwire rekey --to file"}
	}
	type answer struct {
		secret string
		err    error
	}
	got := make(chan answer, 1)
	go func() {
		secret, err := f()
		got <- answer{secret, err}
	}()
	select {
	case a := <-got:
		switch {
		case errors.Is(a.err, keyring.ErrNotFound):
			return "", errNotInRing
		case a.err != nil:
			return "", &KeyError{Reason: "the keyring did not answer: " + a.err.Error(),
				Next: "Unlock it (it is locked until you log in to the desktop) and try again, or keep the key elsewhere: cartwire rekey --to file"}
		}
		return a.secret, nil
	case <-time.After(ringWait):
		return "", &KeyError{Reason: "the keyring has not answered for a minute; it may be locked and ask for its password on the desktop",
			Next: "Unlock it there and try again."}
	}
}

// ringHere tells whether there may be a keyring, and keeps the D-Bus library from starting a bus of its own where there is none.
func ringHere() bool {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		return true
	}
	if bus := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); bus != "" && bus != "autolaunch:" {
		return true
	}
	_, err := os.Stat(filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus"))
	return err == nil
}
