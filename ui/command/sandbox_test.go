package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheSandboxTellsBothAccounts runs the command until it is interrupted, and connects to each account it tells.
func TestTheSandboxTellsBothAccounts(t *testing.T) {
	dir := t.TempDir()
	p := &process{t: t, book: filepath.Join(dir, "book.db")}
	creds, token := filepath.Join(dir, "creds.txt"), filepath.Join(dir, "token.txt")
	cmd := p.command("sandbox", "--orders", "3", "--legacy", "--locations", "2", "--credentials-out", creds, "--api-token-out", token, "--json")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var told struct {
		Host     string `json:"host"`
		APIURL   string `json:"api_url"`
		Username string `json:"username"`
	}
	if err := json.NewDecoder(out).Decode(&told); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"connect", "New", "--credentials", creds, "--allow-insecure-host", told.Host, "--import-orders", "--update-inventory"},
		// At another address it is another practice store.
		{"connect", "Old", "--legacy", "--api-url", strings.Replace(told.APIURL, "127.0.0.1", "localhost", 1), "--username", told.Username, "--api-token-file", token,
			"--allow-insecure-host", strings.Replace(told.Host, "127.0.0.1", "localhost", 1), "--import-orders"},
		{"sync", "New", "orders"}, {"sync", "Old", "orders"},
	} {
		if _, errs, code := p.run(args...); code != 0 {
			t.Errorf("%v: exit code %d: %s", args[:2], code, errs)
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the interrupted sandbox: %v", err)
	}
	for _, args := range [][]string{{"sandbox", "--locations", "0"}, {"sandbox", "--api-token-out", token}} {
		if _, errs, code := p.run(args...); code != 2 {
			t.Errorf("%v: exit code %d: %s", args, code, errs)
		}
	}
}
