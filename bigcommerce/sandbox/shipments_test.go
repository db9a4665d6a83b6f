package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

// sentParcel is a shipment as the API tells it.
type sentParcel struct {
	ID       uint64 `json:"id"`
	Order    uint64 `json:"order_id"`
	Address  uint64 `json:"order_address_id"`
	Tracking string `json:"tracking_number"`
	Provider string `json:"shipping_provider"`
	Items    []struct {
		Line     uint64 `json:"order_product_id"`
		Quantity int    `json:"quantity"`
	} `json:"items"`
}

// waiting is an order of which nothing was sent, and the line of it that can be sent in parts.
type waiting struct {
	id, address, line uint64
	quantity          int
}

// body is a shipment of n of the line.
func (w waiting) body(n int, more string) string {
	return fmt.Sprintf(`{"order_address_id":%d,"items":[{"order_product_id":%d,"quantity":%d}]%s}`, w.address, w.line, n, more)
}

// sendable places an order of three stickers and finds its line; what else is in the order is sent beforehand.
func sendable(r *rig) waiting {
	r.t.Helper()
	for {
		w := waiting{id: r.PlaceOrder(func(c *sandbox.OrderChange) { c.AddLine("Sticker", "STK", 3) }), quantity: 3}
		path := fmt.Sprintf("/v2/orders/%d", w.id)
		lines := want[[]lineItem](r, 200, path+"/products")
		w.line, w.address = lines[len(lines)-1].ID, lines[len(lines)-1].AddressID
		if w.address == 0 {
			continue // it is fetched
		}
		for _, l := range lines[:len(lines)-1] {
			if l.Type == "physical" {
				wrote[sentParcel](r, 201, "POST", path+"/shipments",
					fmt.Sprintf(`{"order_address_id":%d,"items":[{"order_product_id":%d,"quantity":%d}]}`, l.AddressID, l.ID, l.Quantity))
			}
		}
		return w
	}
}

func TestShipmentsMoveTheOrder(t *testing.T) {
	at := newClock()
	r := start(t, sandbox.Config{Now: at.now, Products: 30})
	o := sendable(r)
	path := fmt.Sprintf("/v2/orders/%d", o.id)
	before := len(list[sentParcel](r, path+"/shipments"))
	at.pass(time.Minute)
	one := wrote[sentParcel](r, 201, "POST", path+"/shipments", o.body(1, `,"tracking_number":"A1","shipping_provider":"fedex"`))
	if one.Order != o.id || one.Address != o.address || one.Tracking != "A1" || one.Provider != "fedex" || len(one.Items) != 1 ||
		one.Items[0].Line != o.line || one.Items[0].Quantity != 1 {
		t.Errorf("the shipment is %+v", one)
	}
	if x := want[fullOrder](r, 200, path+"?x"+inFull); x.Status != 3 || x.Shipped != x.Items-2 {
		t.Errorf("with %d of %d items sent the order has status %d", x.Shipped, x.Items, x.Status)
	}
	at.pass(time.Minute)
	two := wrote[sentParcel](r, 201, "POST", path+"/shipments", o.body(2, `,"tracking_number":""`))
	x := want[fullOrder](r, 200, path+"?x"+inFull)
	if x.Status != 2 || x.Shipped != x.Items || x.Modified != at.now().UTC().Format(time.RFC1123Z) || two.ID == one.ID {
		t.Errorf("once all is sent the order is %+v", x.row)
	}
	if all := list[sentParcel](r, path+"/shipments"); len(all) != before+2 || all[before].ID != one.ID || all[before+1].ID != two.ID {
		t.Errorf("the shipments are %+v", all)
	}
	if n := want[map[string]int](r, 200, path+"/shipments/count")["count"]; n != before+2 {
		t.Errorf("%d shipments are counted, want %d", n, before+2)
	}
	changed := wrote[sentParcel](r, 200, "PUT", fmt.Sprintf("%s/shipments/%d", path, one.ID), `{"tracking_number":"A2","items":[]}`)
	if changed.Tracking != "A2" || len(changed.Items) != 1 || changed.Provider != "fedex" {
		t.Errorf("the changed shipment is %+v", changed)
	}
	wrote[any](r, 204, "DELETE", fmt.Sprintf("%s/shipments/%d", path, two.ID), "")
	if x := want[fullOrder](r, 200, path+"?x"+inFull); x.Status != 2 || len(list[sentParcel](r, path+"/shipments")) != before+1 {
		t.Errorf("without the second shipment the order has status %d: it stays", x.Status)
	}
	posted := 0
	for _, x := range r.Shipments() {
		if x.OrderID == o.id && x.Posted && x.ID == one.ID && x.Tracking == "A2" && x.Items[0].OrderProductID == o.line {
			posted++
		}
	}
	if posted != 1 {
		t.Errorf("the sandbox tells %d such shipments, want one", posted)
	}
}

func TestShipmentsMayLeaveTheStatus(t *testing.T) {
	at := newClock()
	r := start(t, sandbox.Config{Now: at.now, ShipmentsLeaveStatus: true})
	o := sendable(r)
	path := fmt.Sprintf("/v2/orders/%d", o.id)
	before := want[row](r, 200, path)
	at.pass(time.Minute)
	wrote[sentParcel](r, 201, "POST", path+"/shipments", o.body(3, ""))
	if x := want[fullOrder](r, 200, path+"?x"+inFull); x.Status != before.Status || x.Modified != before.Modified || x.Shipped != x.Items {
		t.Errorf("the order is %+v, was %+v", x.row, before)
	}
	x := wrote[row](r, 200, "PUT", path, `{"status_id":2}`)
	if x.Status != 2 || x.Modified != at.now().UTC().Format(time.RFC1123Z) || x.ID != o.id || x.Billing.Email == "" {
		t.Errorf("the status written, the order is %+v", x)
	}
}

func TestShipmentsAreRefused(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 400, Products: 60})
	o := sendable(r)
	path := fmt.Sprintf("/v2/orders/%d/shipments", o.id)
	before := r.Fingerprint()
	bodies := []string{
		`{}`, `[]`, `no`, fmt.Sprintf(`{"order_address_id":%d}`, o.address), fmt.Sprintf(`{"order_address_id":%d,"items":[]}`, o.address),
		fmt.Sprintf(`{"items":[{"order_product_id":%d,"quantity":1}]}`, o.line), waiting{0, 7, o.line, 0}.body(1, ""), waiting{0, o.address, 7, 0}.body(1, ""),
		o.body(0, ""), o.body(-1, ""), o.body(4, ""), o.body(1, `,"tracking_number":"`+strings.Repeat("1", 51)+`"`),
		fmt.Sprintf(`{"order_address_id":%d,"items":[{"order_product_id":%d,"quantity":2},{"order_product_id":%d,"quantity":2}]}`, o.address, o.line, o.line),
	}
	for _, body := range bodies {
		if a := r.post(path, body); a.status != 400 || !strings.HasPrefix(string(a.body), `[{`) {
			t.Errorf("%s: answered %d %s", body, a.status, a.body)
		}
	}
	digital := 0
	for _, id := range r.OrderIDs() {
		lines := want[[]lineItem](r, 200, fmt.Sprintf("/v2/orders/%d/products", id))
		address := uint64(0)
		for _, l := range lines {
			address = max(address, l.AddressID)
		}
		for _, l := range lines {
			if l.Type == "digital" && address != 0 && digital < 3 {
				digital++
				if a := r.post(fmt.Sprintf("/v2/orders/%d/shipments", id), waiting{0, address, l.ID, 0}.body(1, "")); a.status != 400 {
					t.Errorf("a digital line is answered %d", a.status)
				}
			}
		}
	}
	if digital == 0 {
		t.Error("no order has a digital line beside others")
	}
	if r.Fingerprint() != before {
		t.Error("what was refused changed the store")
	}
}

func TestShipmentsAreAmended(t *testing.T) {
	r := start(t, sandbox.Config{})
	r.PlaceOrders(900) // one in a hundred goes to two addresses
	for _, o := range walk(r) {
		if len(o.Consignments.Shipping) != 2 || o.Shipped > 0 {
			continue
		}
		here, there := o.Consignments.Shipping[0], o.Consignments.Shipping[1]
		path := fmt.Sprintf("/v2/orders/%d/shipments", o.ID)
		one := wrote[sentParcel](r, 201, "POST", path, waiting{0, here.ID, here.Lines[0].ID, 0}.body(1, `,"comments":"fragile"`))
		path = fmt.Sprintf("%s/%d", path, one.ID)
		for body, status := range map[string]int{
			fmt.Sprintf(`{"order_address_id":%d}`, there.ID): 400, fmt.Sprintf(`{"order_address_id":%d}`, here.ID): 200, `no`: 400, `{}`: 200,
			`{"tracking_link":"` + strings.Repeat("x", 501) + `"}`: 400,
		} {
			if a := r.put(path, body); a.status != status {
				t.Errorf("%.50s: answered %d, want %d", body, a.status, status)
			}
		}
		if x := want[sentParcel](r, 200, path); x.Address != here.ID || len(x.Items) != 1 {
			t.Errorf("the shipment is %+v", x)
		}
		return
	}
	t.Error("no order goes to two addresses")
}

func TestSomebodyElseShips(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 250})
	shipped := 0
	for _, o := range walk(r) {
		left := 0
		for _, c := range o.Consignments.Shipping {
			for _, l := range c.Lines {
				left += l.Quantity - l.Shipped
			}
		}
		if r.Ship(o.ID, "CP1") != (left > 0) {
			t.Errorf("order %d has %d to send", o.ID, left)
		}
		if left == 0 {
			continue
		}
		shipped++
		x, parcels := want[row](r, 200, fmt.Sprintf("/v2/orders/%d", o.ID)), list[sentParcel](r, fmt.Sprintf("/v2/orders/%d/shipments", o.ID))
		for _, p := range parcels {
			for _, it := range p.Items {
				if p.Tracking == "CP1" {
					left -= it.Quantity
				}
			}
		}
		if x.Status != 2 || left != 0 || r.Ship(o.ID, "again") {
			t.Errorf("order %d has status %d, %d are left, shipments %+v", o.ID, x.Status, left, parcels)
		}
	}
	if shipped == 0 || r.Ship(1, "") {
		t.Errorf("%d orders were shipped", shipped)
	}
}

// TestMadeOrdersKeepTheirShipments: an order that was made partly sent goes on from there.
func TestMadeOrdersKeepTheirShipments(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 600, Products: 40})
	done := 0
	for _, o := range walk(r) {
		if o.Status != 3 || len(o.Consignments.Shipping) != 1 {
			continue
		}
		done++
		path := fmt.Sprintf("/v2/orders/%d", o.ID)
		var items []string
		for _, l := range o.Consignments.Shipping[0].Lines {
			if l.Shipped < l.Quantity {
				items = append(items, fmt.Sprintf(`{"order_product_id":%d,"quantity":%d}`, l.ID, l.Quantity-l.Shipped))
			}
		}
		made := list[sentParcel](r, path+"/shipments")
		wrote[sentParcel](r, 201, "POST", path+"/shipments",
			fmt.Sprintf(`{"order_address_id":%d,"items":[%s]}`, o.Consignments.Shipping[0].ID, strings.Join(items, ",")))
		all := list[sentParcel](r, path+"/shipments")
		if x := want[fullOrder](r, 200, path+"?x"+inFull); x.Status != 2 || len(all) != len(made)+1 || all[0].ID != made[0].ID || all[0].Tracking != made[0].Tracking {
			t.Errorf("order %d has status %d and the shipments %+v", o.ID, x.Status, all)
		}
	}
	if done == 0 {
		t.Error("no order was made partly sent")
	}
}

func TestOrdersAreWritten(t *testing.T) {
	at := newClock()
	r := start(t, sandbox.Config{Orders: 10, Now: at.now})
	path := fmt.Sprintf("/v2/orders/%d", r.OrderIDs()[4])
	before := want[row](r, 200, path)
	digest := r.Fingerprint()
	for _, body := range []string{`{"status_id":15}`, `{"status_id":-1}`, `{"status_id":"x"}`, `{"products":[]}`, `{"is_deleted":true}`, `[]`} {
		if a := r.put(path, body); a.status != 400 {
			t.Errorf("%s: answered %d %s", body, a.status, a.body)
		}
	}
	if r.Fingerprint() != digest {
		t.Error("what was refused changed the store")
	}
	at.pass(time.Hour)
	after := wrote[row](r, 200, "PUT", path, `{"status_id":9,"customer_message":"by truck"}`)
	if after.Status != 9 || after.Message != "by truck" || after.Modified != at.now().UTC().Format(time.RFC1123Z) || after.Created != before.Created ||
		after.Billing != before.Billing || !after.TotalInc.Equal(before.TotalInc) {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if newest := list[row](r, "/v2/orders?sort=date_modified:desc&limit=1"); newest[0].ID != after.ID || newest[0].Status != 9 {
		t.Errorf("the list says %+v", newest)
	}
}
