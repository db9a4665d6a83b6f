package bigcommerce

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

var parcel = NewShipment{OrderAddressID: 20, TrackingNumber: "1Z9", TrackingCarrier: "ups", Items: []ShipmentItem{{OrderProductID: 5, Quantity: 2}}}

// writes are the changes, by name.
var writes = map[string]func(context.Context, *Client) error{
	"shipment": func(ctx context.Context, c *Client) error { _, err := c.CreateShipment(ctx, 7, parcel); return err },
	"status": func(ctx context.Context, c *Client) error {
		_, err := c.SetOrderStatus(ctx, 7, StatusShipped)
		return err
	},
	"inventory": func(ctx context.Context, c *Client) error {
		return c.AdjustInventory(ctx, "count", []Adjustment{{LocationID: 1, VariantID: 3, Quantity: 4}})
	},
	"products": func(ctx context.Context, c *Client) error {
		return c.UpdateProductStock(ctx, []ProductStock{{ID: 3, Level: 4}})
	},
	"variants": func(ctx context.Context, c *Client) error {
		return c.UpdateVariantStock(ctx, []VariantStock{{ID: 3, Level: 4}})
	},
}

// wrote is a good answer to any of them.
const wrote = `{"id":7,"order_id":7,"status_id":2,"transaction_id":"t","data":[],"meta":{}}`

func TestChangesAreSentAsDocumented(t *testing.T) {
	want := map[string]string{
		"shipment":  `POST /stores/ab12cd/v2/orders/7/shipments {"order_address_id":20,"tracking_number":"1Z9","tracking_carrier":"ups","shipping_provider":"","items":[{"order_product_id":5,"quantity":2}]}`,
		"status":    `PUT /stores/ab12cd/v2/orders/7 {"status_id":2}`,
		"inventory": `PUT /stores/ab12cd/v3/inventory/adjustments/absolute {"reason":"count","items":[{"location_id":1,"variant_id":3,"quantity":4}]}`,
		"products":  `PUT /stores/ab12cd/v3/catalog/products [{"id":3,"inventory_level":4}]`,
		"variants":  `PUT /stores/ab12cd/v3/catalog/variants [{"id":3,"inventory_level":4}]`,
	}
	for name, write := range writes {
		var sent string
		c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
			b, _ := io.ReadAll(r.Body)
			sent = r.Method + " " + r.URL.Path + " " + string(b)
			if r.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%s is sent as %q", name, r.Header.Get("Content-Type"))
			}
			return answer(r, 200, wrote), nil
		})
		if err := write(t.Context(), c); err != nil || sent != want[name] {
			t.Errorf("%s: %v, sent\n%s\nwant\n%s", name, err, sent, want[name])
		}
	}
}

// TestChangesAreRepeatedOnlyWhereThatIsSafe: what the store surely didn't do is sent again, and so is what is the same when
// it is done twice; a shipment that may be there is not.
func TestChangesAreRepeatedOnlyWhereThatIsSafe(t *testing.T) {
	type step = func(*http.Request) (*http.Response, error)
	cut := func(r *http.Request) (*http.Response, error) {
		a := answer(r, 201, "")
		a.Body = cutBody{strings.NewReader(wrote[:6])}
		return a, nil
	}
	for name, tc := range map[string]struct {
		step          step
		shipment, set bool  // whether it is sent again
		err           error // of a shipment that isn't
	}{
		"429":             {says(429, ""), true, true, nil},
		"509":             {says(509, `[{"status":509,"message":"The requests-per-hour limit has been reached."}]`), true, true, nil},
		"refused":         {fails(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), true, true, nil},
		"no such host":    {fails(&net.DNSError{Err: "no such host", IsNotFound: true}), true, true, nil},
		"dialling slowly": {fails(&net.OpError{Op: "dial", Err: context.DeadlineExceeded}), true, true, nil},
		"401":             {says(401, ""), true, true, nil},
		"reset":           {fails(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), false, true, &UnknownOutcomeError{}},
		"refused reading": {fails(&net.OpError{Op: "read", Err: syscall.ECONNREFUSED}), false, true, &UnknownOutcomeError{}},
		"time-out":        {fails(context.DeadlineExceeded), false, true, &UnknownOutcomeError{}},
		"500":             {says(500, ""), false, true, &UnknownOutcomeError{}},
		"502":             {says(502, ""), false, true, &UnknownOutcomeError{}},
		"503":             {says(503, ""), false, true, &UnknownOutcomeError{}},
		"504":             {says(504, ""), false, true, &UnknownOutcomeError{}},
		"408":             {says(408, ""), false, true, &UnknownOutcomeError{}},
		"answer cut":      {cut, false, true, &UnknownOutcomeError{}},
		"empty answer":    {says(201, ""), false, true, &UnknownOutcomeError{}},
		"JSON cut":        {says(201, wrote[:10]), false, true, &UnknownOutcomeError{}},
	} {
		for what, write := range writes {
			t.Run(name+"/"+what, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					if what != "shipment" && what != "status" && name == "JSON cut" {
						return // nothing of their answers is read
					}
					s := &script{steps: []step{tc.step, says(200, wrote)}}
					err := write(t.Context(), fakeClient(t, s.RoundTrip))
					again := tc.set
					if what == "shipment" {
						again = tc.shipment
					}
					switch {
					case again && (err != nil || len(s.at) != 2):
						t.Errorf("%v after %d tries", err, len(s.at))
					case !again && (len(s.at) != 1 || fmt.Sprintf("%T", err) != fmt.Sprintf("%T", tc.err)):
						t.Errorf("%T %v after %d tries", err, err, len(s.at))
					case !again:
						checkSentences(t, err)
					}
				})
			})
		}
	}
}

func TestRefusedChanges(t *testing.T) {
	const words = "[Item with variant_id 106 is tracked by product, please update stock by product id]"
	for name, write := range writes {
		for _, status := range []int{400, 404, 409, 422, 423} {
			requests := 0
			c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
				requests++
				return answer(r, status, `{"status":422,"title":"`+words+`","errors":{}}`, "Content-Type", "application/problem+json"), nil
			})
			err := write(t.Context(), c)
			var refused *RefusedError
			if !errors.As(err, &refused) || refused.Title != words || refused.Status != status || requests != 1 {
				t.Errorf("%s, %d: %T %v after %d requests", name, status, err, err, requests)
			}
			checkSentences(t, err)
		}
	}
	for body, title := range map[string]string{
		`{"batch_errors":[{"status":422,"title":"A"},{"status":422,"title":"B","errors":{"sku":"taken"}}]}`: "A; B; sku: taken",
		`[{"status":400,"message":"Order already shipped."}]`:                                               "Order already shipped.",
		"": "",
	} {
		err := writes["variants"](t.Context(), fakeClient(t, says(422, body)))
		var refused *RefusedError
		if !errors.As(err, &refused) || refused.Title != title {
			t.Errorf("%s: %v", body, err)
		}
		checkSentences(t, err)
	}
}

func TestPartlySavedStockIsRefused(t *testing.T) {
	for body, want := range map[string]string{
		`{"data":[{"id":3}],"errors":{"status":422,"title":"Inventory failed","errors":{"inventory_level":"too high"}},"meta":{}}`: "Inventory failed; inventory_level: too high",
		`{"data":[],"errors":[{"title":"One"},{"title":"Two"}]}`:                                                                   "One; Two",
		`{"data":[{"id":3}],"errors":{},"meta":{}}`:                                                                                "",
		`{"data":[{"id":3}],"meta":{}}`:                                                                                            "",
	} {
		err := writes["products"](t.Context(), fakeClient(t, says(207, body)))
		var refused *RefusedError
		if want == "" && err != nil || want != "" && (!errors.As(err, &refused) || refused.Title != want) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestWhatTheStoreCouldNotTakeIsNotSent(t *testing.T) {
	c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
		t.Errorf("%s %s was sent", r.Method, r.URL.Path)
		return answer(r, 200, wrote), nil
	})
	ctx := t.Context()
	ship := func(change func(*NewShipment)) error {
		s := parcel
		s.Items = slices.Clone(s.Items)
		change(&s)
		_, err := c.CreateShipment(ctx, 7, s)
		return err
	}
	status := func(id uint64, s int) error { _, err := c.SetOrderStatus(ctx, id, s); return err }
	adjust := func(items ...Adjustment) error { return c.AdjustInventory(ctx, "", items) }
	for name, err := range map[string]error{
		"no address":         ship(func(s *NewShipment) { s.OrderAddressID = 0 }),
		"no lines":           ship(func(s *NewShipment) { s.Items = nil }),
		"line twice":         ship(func(s *NewShipment) { s.Items = append(s.Items, s.Items[0]) }),
		"no quantity":        ship(func(s *NewShipment) { s.Items[0].Quantity = 0 }),
		"no line":            ship(func(s *NewShipment) { s.Items[0].OrderProductID = 0 }),
		"long tracking":      ship(func(s *NewShipment) { s.TrackingNumber = strings.Repeat("x", 51) }),
		"long link":          ship(func(s *NewShipment) { s.TrackingLink = strings.Repeat("x", 501) }),
		"long comment":       ship(func(s *NewShipment) { s.Comments = strings.Repeat("x", 65536) }),
		"no order":           status(0, 2),
		"no such status":     status(7, 15),
		"no location":        adjust(Adjustment{SKU: "A"}),
		"no item":            adjust(Adjustment{LocationID: 1}),
		"two names":          adjust(Adjustment{LocationID: 1, SKU: "A", ProductID: 3}),
		"below zero":         adjust(Adjustment{LocationID: 1, SKU: "A", Quantity: -1}),
		"too high":           adjust(Adjustment{LocationID: 1, SKU: "A", Quantity: 1 << 31}),
		"item twice":         adjust(Adjustment{LocationID: 1, SKU: "A", Quantity: 1}, Adjustment{LocationID: 1, SKU: "A", Quantity: 2}),
		"2,001 items":        adjust(make([]Adjustment, MaxAdjustments+1)...),
		"11 products":        c.UpdateProductStock(ctx, make([]ProductStock, MaxProductStock+1)),
		"51 variants":        c.UpdateVariantStock(ctx, make([]VariantStock, MaxVariantStock+1)),
		"variant without id": c.UpdateVariantStock(ctx, []VariantStock{{Level: 3}}),
		"product twice":      c.UpdateProductStock(ctx, []ProductStock{{1, 2}, {1, 3}}),
	} {
		var input *InputError
		if !errors.As(err, &input) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkSentences(t, err)
	}
	for _, err := range []error{adjust(), c.UpdateProductStock(ctx, nil), c.UpdateVariantStock(ctx, nil)} {
		if err != nil {
			t.Errorf("nothing to send: %v", err)
		}
	}
}

func TestOneWriteAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		writing, most, reads := 0, 0, 0
		transport := roundTrip(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			if r.Method == http.MethodGet {
				reads++
				mu.Unlock()
				return answer(r, 200, timeBody), nil
			}
			writing++
			most = max(most, writing)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			writing--
			mu.Unlock()
			return answer(r, 200, wrote), nil
		})
		quota := NewQuota()
		client := func() *Client {
			c, err := NewClient(Config{APIPath: testPath, AccessToken: testToken, Transport: transport, Quota: quota})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		if _, err := client().Time(t.Context()); err != nil { // before the first answer all requests go one by one
			t.Fatal(err)
		}
		began := time.Now()
		var wg sync.WaitGroup
		for range 3 {
			for _, write := range writes {
				c := client() // of one store, but not one client
				wg.Go(func() {
					if err := write(t.Context(), c); err != nil {
						t.Error(err)
					}
				})
			}
		}
		time.Sleep(100 * time.Millisecond)
		if _, err := client().Time(t.Context()); err != nil || reads != 2 || time.Since(began) > time.Second {
			t.Errorf("a read waited for the writes: %v", err)
		}
		cancelled, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := writes["shipment"](cancelled, client()); !errors.Is(err, context.DeadlineExceeded) || errors.As(err, new(*UnknownOutcomeError)) {
			t.Errorf("a write that never had its turn: %v", err)
		}
		wg.Wait()
		if took := time.Since(began); most != 1 || took < 15*time.Second {
			t.Errorf("%d writes at once, %s in all", most, took)
		}
	})
}

// TestPersonIsNotKeptBehindAJob: a job whose write waits for an hour's quota holds the line for minutes.
func TestPersonIsNotKeptBehindAJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stuck := make(chan struct{})
		store := testStore{}
		c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/catalog/products") {
				<-stuck
				return answer(r, 200, wrote), nil
			}
			return store.RoundTrip(r)
		})
		if _, err := c.Time(t.Context()); err != nil {
			t.Fatal(err)
		}
		job := make(chan error)
		go func() { job <- writes["products"](t.Context(), c) }()
		synctest.Wait()
		var writing *WritingError
		if err := writes["status"](t.Context(), c.Patient(PatiencePerson)); !errors.As(err, &writing) {
			t.Errorf("%v", err)
		}
		r := c.Test(t.Context(), []Need{{Permission: Permission{Label: LabelOrders, Modify: true}, By: "x"}}, nil)
		for _, row := range r.Checks {
			if row.ID == CheckOrdersModify && (row.State != CheckUnknown || !strings.Contains(row.Detail, "while a job")) {
				t.Errorf("%+v", row)
			}
		}
		close(stuck)
		if err := <-job; err != nil {
			t.Error(err)
		}
	})
}

func TestCancelledShipmentMayBeThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, write := range writes {
			ctx, cancel := context.WithCancel(t.Context())
			c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
				cancel()
				<-r.Context().Done()
				return nil, r.Context().Err()
			})
			err := write(ctx, c)
			if unknown := errors.As(err, new(*UnknownOutcomeError)); !errors.Is(err, context.Canceled) || unknown != (name == "shipment") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestChangesSayWhichPermissionTheyLack(t *testing.T) {
	for name, want := range map[string]string{
		"shipment": "Orders modify", "status": "Orders modify", "inventory": "Store Inventory modify", "products": "Products modify", "variants": "Products modify",
	} {
		err := writes[name](t.Context(), fakeClient(t, says(403, "")))
		var scope *ScopeError
		if !errors.As(err, &scope) || scope.Permission.String() != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnswersToChangesAreRead(t *testing.T) {
	c := fakeClient(t, says(200, `{"id":7,"status_id":2,"status":"Shipped","products":{"url":"x","resource":"/orders/7/products"},"consignments":{"url":"x"},"date_modified":"Wed, 10 Jan 2018 21:05:30 +0000"}`))
	o, err := c.SetOrderStatus(t.Context(), 7, StatusShipped)
	if err != nil || o.StatusID != 2 || o.DateModified.Year() != 2018 || len(o.Lines()) != 0 {
		t.Errorf("%+v, %v", o, err)
	}
	var odd *DecodeError
	if _, err := c.SetOrderStatus(t.Context(), 8, StatusShipped); !errors.As(err, &odd) {
		t.Errorf("another order's answer: %v", err)
	}
	var unknown *UnknownOutcomeError
	if _, err := fakeClient(t, says(201, `{"order_id":7}`)).CreateShipment(t.Context(), 7, parcel); !errors.As(err, &unknown) {
		t.Errorf("a shipment without an id: %v", err)
	}
}
