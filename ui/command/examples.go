package command

import "github.com/spf13/cobra"

// examples are what --help and the manual show of a command, a line each.
var examples = map[string]string{
	"cartwire connect": `  cartwire connect "Acme Outdoors" --credentials BigCommerceAPI-credentials.txt --import-orders
  cartwire connect "Acme Outdoors" --api-path https://api.bigcommerce.com/stores/ab12cd --access-token-file token.txt --statuses all`,
	"cartwire edit": `  cartwire edit "Acme Outdoors" --schedule orders=5m --schedule inventory=30m
  cartwire edit "Acme Outdoors" --update-inventory --safety-buffer 2`,
	"cartwire sync": `  cartwire sync
  cartwire sync "Acme Outdoors" inventory --dry-run
  cartwire sync --watch --on-order 'cat >> orders.jsonl'`,
	"cartwire orders list": `  cartwire orders list --find "anna outdoors"
  cartwire orders list --status 11 --json`,
	"cartwire orders export": `  cartwire orders export --new
  cartwire orders export --format csv --since 2026-01-31`,
	"cartwire orders move":   `  cartwire orders move 1204 --line A-1 --to Shop`,
	"cartwire stock set":     `  cartwire stock set A-1 --location "Main Warehouse" --on-hand 12`,
	"cartwire stock import":  `  cartwire stock import counts.csv --partial`,
	"cartwire stock export":  `  cartwire stock export --sheet --location Shop`,
	"cartwire stock receive": `  cartwire stock receive A-1 24 --location "Main Warehouse"`,
	"cartwire stock adjust":  `  cartwire stock adjust A-1 +2 --reason "found behind the shelf"`,
	"cartwire stock move":    `  cartwire stock move A-1 3 --from "Main Warehouse" --to Shop --at "2026-01-31 08:30"`,
	"cartwire stock return": `  cartwire stock return 1204 --location "Main Warehouse"
  cartwire stock return 1204 --line A-1=2 --not-back`,
	"cartwire kits apply":   `  cartwire kits apply SET-1`,
	"cartwire ship":         `  cartwire ship 1204 --carrier UPS --tracking 1Z999AA10123456784 --line A-1=2`,
	"cartwire ship import":  `  cartwire ship import shipments.csv`,
	"cartwire jobs":         `  cartwire jobs --connection "Acme Outdoors" --limit 5`,
	"cartwire log":          `  cartwire log --who ada --since 2026-01-31`,
	"cartwire reconcile":    `  cartwire reconcile "Acme Outdoors" --since 2026-01-31`,
	"cartwire settings set": `  cartwire settings set theme dark`,
	"cartwire backup":       `  cartwire backup --force --quiet /backups/book.db`,
	"cartwire rekey":        `  cartwire rekey --to keyring`,
	"cartwire sandbox":      `  cartwire sandbox --orders 5000 --quota 150/30s --faults 429=0.05 --credentials-out creds.txt`,
}

// addExamples gives every command its examples.
func addExamples(cmd *cobra.Command) {
	if text, ok := examples[cmd.CommandPath()]; ok {
		cmd.Example = text
	}
	for _, sub := range cmd.Commands() {
		addExamples(sub)
	}
}
