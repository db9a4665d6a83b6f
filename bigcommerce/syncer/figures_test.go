package syncer_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// wiretap counts what the store's answers hold, by itself.
type wiretap struct {
	http.Transport
	mu                           sync.Mutex
	requests, rows, bad, skipped int
	wanted                       func(status int) bool
	known                        map[uint64]bool // orders that were wanted once stay
	products                     map[uint64]bool
	asked                        bool // orders are asked for by number, and enter the book whatever their status
}

var (
	listsOrders   = regexp.MustCompile(`/v2/orders$`)
	oneOrder      = regexp.MustCompile(`/v2/orders/\d+$`)
	listsProducts = regexp.MustCompile(`/v3/catalog/products$`)
)

func (w *wiretap) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := w.Transport.RoundTrip(r)
	if err != nil {
		return answer, err
	}
	body, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	answer.Body = io.NopCloser(bytes.NewReader(body))
	if answer.Header.Get("Content-Encoding") == "gzip" {
		if unpacked, err := gzip.NewReader(bytes.NewReader(body)); err == nil {
			body, _ = io.ReadAll(unpacked)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.requests++
	if r.Method != http.MethodGet || answer.StatusCode != http.StatusOK || err != nil {
		return answer, err
	}
	var rows []json.RawMessage
	switch path := r.URL.Path; {
	case listsProducts.MatchString(path):
		var page struct{ Data []struct{ ID uint64 } }
		_ = json.Unmarshal(body, &page)
		for _, p := range page.Data {
			w.products[p.ID] = true // one that was met twice is one
		}
		return answer, nil
	case r.URL.Query().Get("include") == "":
		return answer, nil // heads of orders, to find where a walk begins and ends
	case listsOrders.MatchString(path):
		_ = json.Unmarshal(body, &rows)
	case oneOrder.MatchString(path):
		rows = append(rows, body)
	}
	for _, row := range rows {
		w.rows++
		var o struct {
			ID       uint64          `json:"id"`
			StatusID int             `json:"status_id"`
			Items    json.RawMessage `json:"items_total"`
		}
		_ = json.Unmarshal(row, &o)
		switch {
		case strings.HasPrefix(string(o.Items), `"a`):
			w.bad++
		case !w.wanted(o.StatusID) && !w.known[o.ID] && !w.asked:
			w.skipped++
		default:
			w.known[o.ID] = true
		}
	}
	return answer, nil
}

func (w *wiretap) reset() { w.requests, w.rows, w.bad, w.skipped = 0, 0, 0, 0 }

// TestTheFiguresOfEveryJobAddUp runs jobs of all kinds, in any order, and holds their figures against what went over the wire
// and what is in the book.
func TestTheFiguresOfEveryJobAddUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		folder, err := os.MkdirTemp(dir, "book")
		if err != nil {
			rt.Fatal(err)
		}
		seed := rapid.Uint64Range(1, 1<<20).Draw(rt, "seed")
		rnd := rand.New(rand.NewPCG(seed, 1))
		options := store.ConnectionOptions{ImportOrders: true, ImportProducts: true, UpdateInventory: true, UpdateOrderStatus: true}
		if rapid.Bool().Draw(rt, "chosen statuses") {
			options.Statuses = []int{11, 9, 3}
		}
		tap := &wiretap{known: map[uint64]bool{}, wanted: func(status int) bool {
			return len(options.Statuses) == 0 || slices.Contains(options.Statuses, status)
		}}
		w := newWorld(rt, folder, sandbox.Config{
			Products: 12, Orders: 60, Customers: 5, Seed: seed,
		}, syncer.Config{Who: "tester", Transport: tap, PageSize: rapid.IntRange(3, 70).Draw(rt, "page")}, options)
		defer w.close()
		defer tap.CloseIdleConnections()
		steps := rapid.SliceOfN(rapid.SampledFrom([]string{
			"orders", "orders dry", "orders again", "products", "products full", "inventory", "inventory dry", "undo", "undo dry", "status", "status dry", "reconcile",
			"change", "place", "damage", "count", "ship",
		}), 4, 14).Draw(rt, "steps")
		for _, step := range append([]string{"orders"}, steps...) {
			ids := w.sb.OrderIDs()
			id := ids[rnd.IntN(len(ids))]
			word, how, _ := strings.Cut(step, " ")
			o := syncer.StartOptions{DryRun: how == "dry", Full: how == "full"}
			option := syncer.Option(word)
			switch word {
			case "change":
				w.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = []int{2, 9, 10, 11}[rnd.IntN(4)] })
				continue
			case "place":
				w.sb.PlaceOrders(2)
				continue
			case "damage":
				w.addRaw(rt, id, time.Now(), rnd.IntN(2) == 0)
				continue
			case "count":
				for _, row := range w.sb.Stock() {
					if err := w.book.SetStock(store.Stock{SKU: row.SKU, Location: 1, OnHand: rnd.IntN(30)}); err != nil {
						rt.Fatal(err)
					}
				}
				continue
			case "ship":
				_, _ = w.book.RecordShipment(w.conn.ID, id, "UPS", fmt.Sprint("1Z", id, rnd.Int()), nil)
				continue
			case "undo":
				option, o.Undo = syncer.UpdateInventory, true
			}
			if how == "again" {
				o.Ranges = []store.IDRange{{Next: id, To: id + 5}}
			}
			before := w.inBook(rt)
			tap.reset()
			tap.asked = o.Ranges != nil
			s := w.job(rt, option, o)
			kept, err := w.book.Job(s.Run)
			if err != nil {
				rt.Fatal(err)
			}
			for _, j := range []store.Job{s.Job, kept} {
				f := syncer.FiguresOf(&j)
				say := fmt.Sprintf("%s: %+v; on the wire: %d orders, %d bad, %d not selected; %d products", step, f, tap.rows, tap.bad, tap.skipped, len(tap.products))
				// The record's own numbers: what is shown must not have to be made up.
				if j.Fetched != j.New+j.Updated+j.Unchanged+j.Unchosen+j.Unreadable || f.Read != j.Fetched {
					rt.Fatalf("they don't add up. %s", say)
				}
				if f.DryRun != (how == "dry") || f.Undo != (word == "undo") || f.Requests != tap.requests {
					rt.Fatalf("another job, or %d requests. %s", tap.requests, say)
				}
				if got := w.inBook(rt) - before; option == syncer.ImportOrders && f.New != got {
					rt.Fatalf("%d orders are new in the book. %s", got, say)
				}
				if how == "dry" || o.Ranges != nil {
					continue
				}
				switch option {
				case syncer.ImportOrders:
					// Refunds that an earlier run left due count their order once more.
					if f.Read < tap.rows || f.Read > tap.rows+f.Updated || f.Unreadable != tap.bad || f.Skipped != tap.skipped {
						rt.Fatal(say)
					}
				case syncer.ImportProducts:
					if f.Read != len(tap.products) || f.Unit != "product" || f.Items < f.Read-f.Skipped {
						rt.Fatal(say)
					}
				}
			}
		}
	})
}
