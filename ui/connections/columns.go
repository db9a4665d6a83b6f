package connections

import (
	"strconv"
	"strings"

	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// columns are the widths of a row's cells; 0 where there is no room. What has no column is told below the list, of the
// chosen connection.
type columns struct{ name, cart, state, orders, spark, stock, synced, next, quota int }

// widest bounds a name's column: on a wide window the numbers stay near their names.
const widest = 44

func columnsOf(width int) columns {
	c := columns{name: 16, state: 17, orders: 9, synced: 11}
	room := width - 2 - c.name - c.state - c.orders - 2 - c.synced
	take := func(column *int, w int) {
		if room >= w {
			*column += w
			room -= w
		}
	}
	take(&c.stock, 14)
	if c.stock > 0 {
		take(&c.next, 13)
	}
	if c.next > 0 {
		take(&c.spark, 16)
	}
	if c.spark > 0 {
		take(&c.quota, 10)
	}
	if c.quota > 0 && room >= 24 {
		take(&c.spark, 14)
		take(&c.cart, 14)
	}
	c.name = min(widest, c.name+room)
	return c
}

func heads(t *theme.Theme, c columns) string {
	var b strings.Builder
	put := func(word string, width int) {
		if width > 0 {
			b.WriteString(text.Fit(word, width, ""))
		}
	}
	put("  ", 2)
	put("WEBSITE", c.name)
	put("CART", c.cart)
	put("STATE", c.state)
	b.WriteString(text.FitLeft("ORDERS", c.orders, "") + "  ")
	put(daysOf(c.spark-2), c.spark)
	put("STOCK", c.stock)
	put("LAST SYNC", c.synced)
	put("NEXT", c.next)
	put("QUOTA", c.quota)
	return t.Dim.Render(strings.TrimRight(b.String(), " "))
}

// daysOf names a sparkline of so many days.
func daysOf(n int) string { return strconv.Itoa(n) + " DAYS" }
