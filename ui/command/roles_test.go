package command

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
)

// tree is every command there is, by its words.
func tree() map[string]*cobra.Command {
	c := &cli{env: func(string) string { return "" }}
	all := map[string]*cobra.Command{}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		all[cmd.CommandPath()] = cmd
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	root := c.root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	walk(root)
	return all
}

// TestEveryCommandHasARole walks the tree of commands: of each it is said who may run it, and of nothing else.
func TestEveryCommandHasARole(t *testing.T) {
	all := tree()
	for words := range all {
		if _, known := commandRole(words); !known {
			t.Errorf("nobody has said who may run `%s`", words)
		}
	}
	for words := range commandRoles {
		if all[words] == nil {
			t.Errorf("a role is given to `%s`, which is no command", words)
		}
	}
}

// TestRolesOfCommands runs every command as a viewer and as an operator, over SSH: what a role is not enough for is refused
// with exit code 4, and a viewer leaves the book as it is, byte for byte.
func TestRolesOfCommands(t *testing.T) {
	f := openFront(t, sandbox.Config{Orders: 12, Customers: 4, Products: 4, Seed: 3})
	run, err := f.engine.Start(f.conn.ID, syncer.ImportOrders, syncer.StartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	<-run.Done()
	orders, _, code := f.do("vera", "", "orders list --json --limit 1")
	var order struct {
		Number string `json:"number"`
	}
	if err := json.Unmarshal([]byte(orders), &order); err != nil || code != 0 || order.Number == "" {
		t.Fatalf("orders list: %d, %v: %s", code, err, orders)
	}
	arguments := map[string]string{ // what makes a command do something where it may
		"show": "'Acme Outdoors'", "test": "'Acme Outdoors'", "remove": "'Acme Outdoors' --yes", "edit": "'Acme Outdoors' --active=false",
		"connect": "Other --skip-test", "orders show": order.Number, "ship": order.Number, "ship undo": order.Number, "stock set": "A-1 --on-hand 3",
		"stock explain": "A-1", "stock import": "-", "stock receive": "A-1 2", "stock adjust": "A-1 2 --reason found", "stock return": order.Number, "stock move": "A-1 2 --from Main --to Shop", "kits import": "-", "ship import": "-", "kits remove": "A-1", "kits apply": "A-1 --yes",
		"locations add": "Shop", "locations rename": "Main Shop", "locations remove": "Main", "settings set": "theme dark", "reconcile": "'Acme Outdoors'",
		"connections merge": "'Acme Outdoors' Other --yes", "orders release": order.Number, "orders move": order.Number + " --line A-1 --to Main --yes",
		"jobs show": "1", "jobs retry": "1", "orders aside show": "1", "orders aside dismiss": "1", "backup": "/tmp/none", "restore": "/tmp/none",
		"orders export": "--new", "key make": "/tmp/none", "man": "/tmp/none", "examine-file": "/tmp/none",
	}
	before, err := os.ReadFile(f.book.Path())
	if err != nil {
		t.Fatal(err)
	}
	asked := f.sand.Stats().Total
	ran := 0
	for words, cmd := range tree() {
		words = strings.TrimSpace(strings.TrimPrefix(words, "cartwire"))
		if !cmd.Runnable() || words == "" {
			continue
		}
		needed, _ := commandRole(cmd.CommandPath())
		out, errs, code := f.do("vera", "sku,location,on_hand\nA-1,Main,3\n", words+" "+arguments[words])
		if denied := strings.Contains(errs, "Your key may look only"); needed > Viewer && (!denied || code != exitPermission) {
			t.Errorf("a viewer's `%s`: exit code %d: %s%s", words, code, out, errs)
		}
		after, err := os.ReadFile(f.book.Path())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(before, after) {
			t.Fatalf("a viewer's `%s` has changed the book", words)
		}
		ran++
		if needed == Admin {
			if _, errs, code := f.do("otto", "", words+" "+arguments[words]); code != exitPermission || !strings.Contains(errs, "role admin") {
				t.Errorf("an operator's `%s`: exit code %d: %s", words, code, errs)
			}
		}
	}
	if n := f.sand.Stats().Total - asked; n != 0 {
		t.Errorf("the store was asked %d times", n)
	}
	if ran < 40 {
		t.Errorf("only %d commands were run", ran)
	}
	if files, err := os.ReadDir(filepath.Dir(f.book.Path())); err != nil || len(files) > 5 {
		t.Errorf("files were left: %v, %v", files, err)
	}
	// An operator may.
	if _, errs, code := f.do("otto", "", "stock set A-1 --on-hand 3"); code != 0 {
		t.Errorf("an operator's count: exit code %d: %s", code, errs)
	}
	if lines, err := f.book.Activities(1); err != nil || len(lines) != 1 || lines[0].Who != "otto" || lines[0].From != "SSH" {
		t.Errorf("the diary does not name the key: %+v, %v", lines, err)
	}
}

// Files of the server's machine are for those who may do everything there; others pipe.
func TestFilesOverSSH(t *testing.T) {
	f := openFront(t, sandbox.Config{Orders: 1, Seed: 3})
	counts := filepath.Join(t.TempDir(), "counts.csv")
	const rows = "sku,location,on_hand\nA-1,Main,3\n"
	if err := os.WriteFile(counts, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := f.do("otto", "", "stock import "+counts); code != exitUsage || !strings.Contains(errs, "standard input") {
		t.Errorf("an operator's file: exit code %d: %s", code, errs)
	}
	if _, errs, code := f.do("otto", rows, "stock import -"); code != 0 {
		t.Errorf("an operator's pipe: exit code %d: %s", code, errs)
	}
	if _, errs, code := f.do("ada", "", "stock import "+counts); code != 0 {
		t.Errorf("an admin's file: exit code %d: %s", code, errs)
	}
	other := filepath.Join(t.TempDir(), "other.db")
	for _, name := range []string{"vera", "otto", "ada"} {
		if _, _, code := f.do(name, "", fmt.Sprintf("--book %s connections", other)); code != exitUsage {
			t.Errorf("%s opens another book: exit code %d", name, code)
		}
	}
	if _, err := os.Stat(other); err == nil {
		t.Error("another book was made")
	}
}
