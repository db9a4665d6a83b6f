package command_test

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
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

// countAll writes a sheet that counts every tracked sku of the store: sheet FILE ON_HAND. How many those are stands in $SKUS.
func countAll(ts *testscript.TestScript, _ bool, args []string) {
	seen := map[string]bool{}
	var b strings.Builder
	b.WriteString("sku,on_hand\n")
	for _, row := range storeOf(ts).Stock() {
		if row.SKU != "" && row.Tracking != "none" && !seen[row.SKU] {
			seen[row.SKU] = true
			b.WriteString(row.SKU + "," + args[1] + "\n")
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o600))
	ts.Setenv("SKUS", strconv.Itoa(len(seen)))
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

// placeOrder places an order with lines beside those it is made with, and puts its number into a variable:
// place VARIABLE STATUS SKU=QTY...
func placeOrder(ts *testscript.TestScript, _ bool, args []string) {
	status, err := strconv.Atoi(args[1])
	ts.Check(err)
	id := storeOf(ts).PlaceOrder(func(c *sandbox.OrderChange) {
		c.StatusID = status
		for _, line := range args[2:] {
			sku, quantity, _ := strings.Cut(line, "=")
			n, err := strconv.Atoi(quantity)
			ts.Check(err)
			c.AddLine("Thing "+sku, sku, n)
		}
	})
	ts.Setenv(args[0], strconv.FormatUint(id, 10))
}

// refundOrder gives all of an order's money back, as in the store's control panel: refund ORDER
func refundOrder(ts *testscript.TestScript, _ bool, args []string) {
	id, err := strconv.ParseUint(args[0], 10, 64)
	ts.Check(err)
	if _, ok := storeOf(ts).Refund(id, "all", "changed their mind"); !ok {
		ts.Fatalf("order %d can't be refunded", id)
	}
}

// shipped asks that the store knows so many shipments: shipped N
func shipped(ts *testscript.TestScript, _ bool, args []string) {
	if n := len(storeOf(ts).Shipments()); strconv.Itoa(n) != args[0] {
		ts.Fatalf("the store knows %d shipments, want %s", n, args[0])
	}
}

// fillIn writes the script's variables into files: fill FILE...
func fillIn(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		text := os.Expand(ts.ReadFile(name), ts.Getenv)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
	}
}

// digitalLine finds an open order with a line that is downloaded or mailed (a gift certificate), in what orders list --json printed last, and
// puts them into $DORDER and $DLINE.
func digitalLine(ts *testscript.TestScript, _ bool, _ []string) {
	for line := range strings.Lines(ts.ReadFile("stdout")) {
		var o struct {
			ID     uint64 `json:"store_order_id"`
			Status int    `json:"status_id"`
			Lines  []struct {
				ID   uint64 `json:"id"`
				Type string `json:"type"`
			} `json:"lines"`
		}
		ts.Check(json.Unmarshal([]byte(line), &o))
		for _, l := range o.Lines {
			if l.Type != "physical" && store.IsOpen(o.Status) {
				ts.Setenv("DORDER", strconv.FormatUint(o.ID, 10))
				ts.Setenv("DLINE", strconv.FormatUint(l.ID, 10))
				return
			}
		}
	}
	ts.Fatalf("no open order has a line that isn't physical")
}
