package command_test

import (
	"strings"
	"testing"

	"cartwire/bigcommerce/sandbox"
)

// A passphrase is asked for on the terminal, where it is not seen; a mistyped one is asked for again; and the program asks
// before it shows anything.
func TestPassphraseIsAskedForUnseen(t *testing.T) {
	t.Parallel()
	_, p := connected(t, sandbox.Config{Orders: 2, Seed: 17})
	const secret, mistyped = "four words that differ", "for words that difer"
	p.env = []string{"TERM=dumb"}
	var all strings.Builder
	all.WriteString(p.conversation([][2]string{{"A new passphrase", secret}, {"The same again", secret}}, "rekey", "--to", "passphrase"))
	if !strings.Contains(all.String(), "sealed by a passphrase. It seals 1 token.") {
		t.Fatalf("%q", all.String())
	}
	got := p.conversation([][2]string{{"The passphrase of the book's key", mistyped}, {"That does not fit", secret}}, "test", "Acme")
	all.WriteString(got)
	got = p.conversation([][2]string{{"The passphrase of the book's key", secret}, {"Type a number", "Quit"}})
	all.WriteString(got)
	if strings.Contains(all.String(), secret) || strings.Contains(all.String(), mistyped) {
		t.Errorf("it is seen: %q", all.String())
	}
}
