package command_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// countIn fills a printed count sheet in as a spreadsheet saves it, with semicolons: countin PRINTED FILLED SKU@LOCATION=N ...
// Rows that aren't named stay as they are.
func countIn(ts *testscript.TestScript, _ bool, args []string) {
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(args[0]))).ReadAll()
	ts.Check(err)
	at := func(name string) int { return slices.Index(rows[0], name) }
	for _, row := range rows[1:] {
		if row[at("on_hand")] != "" {
			ts.Fatalf("on_hand is filled in already: %q", row)
		}
		for _, arg := range args[2:] {
			end := strings.LastIndex(arg, "=")
			name, n := arg[:end], arg[end+1:]
			if name == row[at("sku")]+"@"+row[at("location")] {
				row[at("on_hand")] = n
			}
		}
	}
	f, err := os.Create(ts.MkAbs(args[1]))
	ts.Check(err)
	w := csv.NewWriter(f)
	w.Comma, w.UseCRLF = ';', true
	ts.Check(w.WriteAll(rows))
	ts.Check(f.Close())
}
