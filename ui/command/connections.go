package command

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func (c *cli) connections() *cobra.Command {
	return &cobra.Command{
		Use:   "connections",
		Short: "List the connections",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), c.listConnections)
		},
	}
}

// connectionRow is a connection as --json prints it: no secret, nothing of one.
type connectionRow struct {
	Name         string                `json:"name"`
	Cart         string                `json:"cart"`
	Active       bool                  `json:"active"`
	State        store.ConnectionState `json:"state"`
	Problem      string                `json:"problem,omitempty"`
	APIPath      string                `json:"api_path"`
	InsecureHost string                `json:"allow_insecure_host,omitempty"`
	ImportOrders bool                  `json:"import_orders"`
	Orders       int                   `json:"orders"`
	LastSync     time.Time             `json:"last_sync,omitzero"`
}

func rowOf(conn store.Connection, orders int) connectionRow {
	return connectionRow{
		Name: conn.Name, Cart: conn.Cart, Active: conn.Active, State: conn.State, Problem: conn.Problem,
		APIPath: conn.APIPath, InsecureHost: conn.AllowInsecureHost,
		ImportOrders: conn.Options.ImportOrders, Orders: orders, LastSync: conn.LastSync,
	}
}

func (c *cli) listConnections(_ context.Context, book *store.Book, _ *syncer.Engine) error {
	list, err := book.Connections()
	if err != nil {
		return err
	}
	var rows [][]string
	for _, conn := range list {
		counts, err := book.OrderCounts(conn.ID)
		if err != nil {
			return err
		}
		if c.json {
			if err := c.object(rowOf(conn, counts.Total)); err != nil {
				return err
			}
			continue
		}
		state := string(conn.State)
		if !conn.Active {
			state = "not active"
		}
		if conn.AllowInsecureHost != "" {
			state += ", insecure host allowed"
		}
		rows = append(rows, []string{conn.Name, conn.Cart, state, strconv.Itoa(counts.Total), shortTime(conn.LastSync)})
	}
	if c.json {
		return nil
	}
	if len(rows) == 0 {
		c.say("No connection yet. Add one with: cartwire connect NAME --credentials FILE --import-orders")
		return nil
	}
	return c.table([]string{"WEBSITE", "CART", "STATE", "ORDERS", "LAST SYNC"}, rows)
}

// shortTime is a time for a table, in the reader's zone.
func shortTime(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Local().Format("2006-01-02 15:04")
}
