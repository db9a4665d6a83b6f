package command_test

import (
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// pickSKUs puts skus of the store's products into $SKU1, $SKU2 ...: those that it tracks, each once.
func pickSKUs(ts *testscript.TestScript, _ bool, _ []string) {
	seen := map[string]bool{}
	for _, row := range storeOf(ts).Stock() {
		if row.SKU == "" || row.Tracking == "none" || seen[row.SKU] {
			continue
		}
		seen[row.SKU] = true
		ts.Setenv("SKU"+strconv.Itoa(len(seen)), row.SKU)
	}
}

// holds asks that the store shows so many of a sku at its first location: holds SKU LEVEL
func holds(ts *testscript.TestScript, _ bool, args []string) {
	for _, row := range storeOf(ts).Stock() {
		if strings.EqualFold(row.SKU, args[0]) && row.LocationID == 1 {
			if strconv.Itoa(row.Level) != args[1] {
				ts.Fatalf("the store holds %d of %s, want %s", row.Level, args[0], args[1])
			}
			return
		}
	}
	ts.Fatalf("the store tracks no %s", args[0])
}
