package bigcommerce

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
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
