package bigcommerce

import (
	"strings"
	"testing"
	"time"
)

// A page of 250 orders with four lines each, as ListOrders reads it; and the same in the legacy shape.
func BenchmarkDecodePage(b *testing.B) {
	var object, legacy []string
	for i := 1; i <= 250; i++ {
		c := shippingJSON(51, "", lineJSON(4*i, 51, 1), lineJSON(4*i+1, 51, 1), lineJSON(4*i+2, 51, 1), lineJSON(4*i+3, 51, 1))
		object, legacy = append(object, orderJSON(i, 4, c)), append(legacy, orderJSON(i, 4, "["+c+"]"))
	}
	for name, rows := range map[string][]string{"object": object, "legacy": legacy} {
		page := []byte("[" + strings.Join(rows, ",") + "]")
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			b.ReportAllocs()
			for b.Loop() {
				if orders, err := decodeOrders(page, time.Now()); err != nil || len(orders) != 250 {
					b.Fatal(err)
				}
			}
		})
	}
}
