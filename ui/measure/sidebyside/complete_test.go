package sidebyside_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/shopspring/decimal"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// kept is what an order must have to count as complete: its total, and every line.
type kept struct {
	total decimal.Decimal
	lines map[uint64]keptLine // by the store's id
}

type keptLine struct {
	sku      string
	quantity int
}

func (k *kept) add(l *orderLine) { k.lines[l.ID] = keptLine{l.SKU, l.Quantity} }

var truths = map[int]map[uint64]kept{}

// truthOf asks a store of so many orders, without the network, what they are: order by order, so that nothing of what
// Cartwire asks for is taken for granted.
func truthOf(tb testing.TB, orders int) map[uint64]kept {
	tb.Helper()
	if all := truths[orders]; all != nil {
		return all
	}
	sb := sandbox.New(scene{orders: orders}.config())
	defer sb.Close()
	all := make(map[uint64]kept, orders)
	for page := 1; len(all) < orders; page++ {
		var list []storeOrder
		ask(tb, sb, fmt.Sprintf("/v2/orders?limit=%d&page=%d", fullPage, page), &list)
		if len(list) == 0 {
			tb.Fatalf("the store lists %d orders of %d", len(all), orders)
		}
		for _, o := range list {
			k := kept{o.TotalIncTax, map[uint64]keptLine{}}
			var lines []orderLine
			ask(tb, sb, fmt.Sprintf("/v2/orders/%d/products?limit=%d", o.ID, fullPage), &lines)
			for i := range lines {
				k.add(&lines[i])
			}
			all[o.ID] = k
		}
	}
	truths[orders] = all
	return all
}

func ask(tb testing.TB, sb *sandbox.Sandbox, path string, into any) {
	tb.Helper()
	r := httptest.NewRequest(http.MethodGet, "/stores/"+sb.StoreHash()+path, nil)
	r.Header.Set("X-Auth-Token", sb.AccessToken())
	w := httptest.NewRecorder()
	sb.Handler().ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), into); w.Code != http.StatusOK || err != nil {
		tb.Fatalf("%s: HTTP %d: %v", path, w.Code, err)
	}
}

// complete counts the orders that have come as the store has them.
func complete(truth, got map[uint64]kept) (n int) {
	for id, want := range truth {
		if k, ok := got[id]; ok && k.total.Equal(want.total) && maps.Equal(k.lines, want.lines) {
			n++
		}
	}
	return n
}

// inBook reads the orders of a book.
func inBook(tb testing.TB, path string) map[uint64]kept {
	tb.Helper()
	book, err := store.Open(path, store.Options{Command: "side by side"})
	if err != nil {
		tb.Fatal(err)
	}
	defer book.Close()
	conns, err := book.Connections()
	if err != nil || len(conns) != 1 {
		tb.Fatalf("%d connections: %v", len(conns), err)
	}
	all := map[uint64]kept{}
	for o, err := range book.Orders(store.OrderQuery{Connection: conns[0].ID}) {
		if err != nil {
			tb.Fatal(err)
		}
		k := kept{o.TotalIncTax, map[uint64]keptLine{}}
		for _, l := range o.Lines {
			k.lines[l.ID] = keptLine{l.SKU, l.Quantity}
		}
		all[o.StoreOrderID] = k
	}
	return all
}

// inFile reads the orders of a JSON Lines file.
func inFile(tb testing.TB, path string) map[uint64]kept {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	all := map[uint64]kept{}
	rows := json.NewDecoder(bufio.NewReader(f))
	for {
		var row struct {
			Order    storeOrder  `json:"order"`
			Products []orderLine `json:"products"`
		}
		if err := rows.Decode(&row); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			tb.Fatal(err)
		}
		k := kept{row.Order.TotalIncTax, map[uint64]keptLine{}}
		for i := range row.Products {
			k.add(&row.Products[i])
		}
		all[row.Order.ID] = k
	}
}
