package command_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// keyringWorks tries the machine's keyring, once; a bus alone does not say that there is one.
var keyringWorks = sync.OnceValue(func() bool {
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" {
		return false // the library would start a bus of its own
	}
	const service, name = "Cartwire test", "entry"
	if keyring.Set(service, name, "x") != nil {
		return false
	}
	return keyring.Delete(service, name) == nil
})

// keyringThere answers the scripts' [keyring] and [bus]: without a keyring those lines are left out, which -v shows.
func keyringThere(name string) (bool, error) {
	switch name {
	case "keyring":
		return keyringWorks(), nil
	case "bus":
		_, err := os.Stat(filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus"))
		return err == nil, nil
	}
	return false, fmt.Errorf("there is no condition %q", name)
}

// A kill at any moment of a rekey, of the process itself, loses no token, and the key in use is where the book says.
func TestAKilledRekeyLosesNoToken(t *testing.T) {
	sb, p := connected(t, sandbox.Config{Orders: 1, Seed: 3})
	kills, rng := 0, rand.New(rand.NewPCG(3, 4))
	for range 30 {
		cmd := p.command("rekey")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		killer := time.AfterFunc(time.Duration(rng.IntN(60_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
		if err := cmd.Wait(); err != nil {
			kills++
		}
		killer.Stop()
		book, err := store.Open(p.book, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		token, err := book.Token(1)
		if err != nil || token != sb.AccessToken() {
			t.Errorf("after %d kills: %d characters, %v", kills, len(token), err)
		}
		if err := book.Close(); err != nil {
			t.Fatal(err)
		}
		if left, _ := filepath.Glob(p.book + ".key.new"); len(left) > 0 {
			t.Errorf("after %d kills: %v is left", kills, left)
		}
	}
	if kills == 0 {
		t.Error("no kill came in time")
	}
}
