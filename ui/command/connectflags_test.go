package command

import (
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/spf13/cobra"

	"cartwire/store"
	"cartwire/ui/setup"
)

// TestEverySettingIsAFlag gives every flag and looks for an entry of the editor that none of them has filled.
func TestEverySettingIsAFlag(t *testing.T) {
	dir := t.TempDir()
	book, err := store.Open(filepath.Join(dir, "book.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	token := filepath.Join(dir, "token.txt")
	if err := os.WriteFile(token, []byte("abcdefghijklmnopqrstuvwxyz01234\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var f connectFlags
	cmd := &cobra.Command{Use: "connect"}
	f.add(cmd)
	if err := cmd.ParseFlags([]string{
		"--api-path", "https://api.bigcommerce.com/stores/ab12cd", "--client-id", "id", "--access-token-file", token,
		"--legacy", "--api-url", "https://store-ab12cd.mybigcommerce.com/api/v2", "--username", "me", "--api-token-file", token,
		"--allow-insecure-host", "127.0.0.1:1", "--confirm-host", "shop.example", "--active",
		"--import-orders", "--import-products", "--update-inventory", "--update-order-status",
		"--statuses", "11", "--start-date", "2026-01-31", "--start-number", "5", "--product-group", "Web",
		"--stock-on-order", "--stock-vendor-quantity", "--stock-buildable", "--safety-buffer", "2", "--guard-empty", "30", "--guard-drop", "60", "--one-location",
		"--shipped-status", "10", "--partially-shipped-status", "3", "--schedule", "orders=5m",
		"--location", "Main", "--store-location", "Main=2",
	}); err != nil {
		t.Fatal(err)
	}
	m := setup.New(store.Connection{}, "")
	c := &cli{out: io.Discard, err: io.Discard}
	if err := c.enter(&f, m, book, "Acme"); err != nil {
		t.Fatal(err)
	}
	form := reflect.ValueOf(m.Form())
	for i := range form.NumField() {
		if v := form.Field(i); v.IsZero() || v.Kind() == reflect.Map && v.Len() == 0 {
			t.Errorf("no flag fills %s", form.Type().Field(i).Name)
		}
	}
}
