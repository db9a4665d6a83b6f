package command_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/zalando/go-keyring"
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
