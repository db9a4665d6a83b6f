package command_test

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"cartwire/store"
	"cartwire/ui/command"
)

// asCommand in the environment makes the test binary be cartwire itself: a real process, to be killed and limited.
const asCommand = "CARTWIRE_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	store.ScryptWork = 4 // TestAGuessOfAPassphraseTakesItsTime, in store, holds what it is otherwise
	if len(os.Args) > 1 && os.Args[1] == "examine-file" {
		cartwire() // a test has a damaged file read
	}
	if os.Getenv(asCommand) != "" {
		limitFileSize(os.Getenv(fileSizeLimit))
		cartwire()
	}
	testscript.Main(m, map[string]func(){"cartwire": cartwire})
}

func cartwire() {
	os.Exit(command.Main(os.Args[1:], os.Getenv, command.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
