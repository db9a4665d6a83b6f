package syncer_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// recordWhole records shipments of everything of so many open orders and tells their ids.
func (w *world) recordWhole(t testingT, many int) (ids []uint64) {
	t.Helper()
	for o, err := range w.book.Orders(store.OrderQuery{Connection: w.conn.ID, Oldest: true}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(ids) == many {
			break
		}
		if lines := parcels(o); len(lines) == 0 || len(lines) != len(o.Lines) {
			continue
		}
		if _, err := w.book.RecordShipment(w.conn.ID, o.StoreOrderID, "UPS", fmt.Sprint("1Z", o.StoreOrderID), nil); err == nil {
			ids = append(ids, o.StoreOrderID)
		}
	}
	if len(ids) != many {
		t.Fatal("too few orders to ship")
	}
	return ids
}

func TestAPlanOfStatusesTellsOldAndNewAndWhomItMails(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 20, Customers: 3, Orders: 120, PlainProducts: true, Seed: 75}, shipping)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	ids := w.recordWhole(t, 12)
	emails := map[string]bool{}
	for _, id := range ids {
		emails[strings.ToLower(w.order(t, id).Billing.Email)] = true
	}
	delete(emails, "")
	dry := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{DryRun: true})
	if dry.Err != nil || len(w.posted()) != 0 || len(emails) == len(ids) {
		t.Fatalf("%+v", dry)
	}
	want := fmt.Sprintf("This will e-mail %d customers.", len(emails))
	if p := dry.Plan; len(p.Mails) != len(emails) || !slices.Contains(p.Notices, want) {
		t.Errorf("%q, want %q: %+v", p.Notices, want, p.Mails)
	}
	becomes := map[string]string{}
	for _, c := range dry.Plan.Changes {
		if strings.HasPrefix(c.What, "shipment of") && strings.Contains(c.What, " piece,") != (c.New == 1) {
			t.Errorf("%d: %s", c.New, c.What)
		}
		if c.Becomes != "" {
			becomes[c.Ref] = c.Becomes
			if c.Was == c.Becomes || !strings.Contains(c.What, c.Was+" becomes "+c.Becomes) {
				t.Errorf("%+v", c)
			}
		}
	}
	if s := w.confirmed(t, syncer.UpdateOrderStatus, syncer.StartOptions{}); s.Err != nil || s.Job.Failed != 0 {
		t.Fatalf("%+v", s.Job)
	}
	for _, id := range ids {
		if o := w.order(t, id); bigcommerce.StatusName(o.StatusID) != becomes[fmt.Sprint("order ", id)] {
			t.Errorf("order %d is %s, the plan said %q", id, o.Status, becomes[fmt.Sprint("order ", id)])
		}
	}
}

func TestStatusesCanBeNarrowedDownAndHeldToWhatWasSeen(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 20, Orders: 60, PlainProducts: true, Seed: 76}, shipping)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	ids := w.recordWhole(t, 3)
	s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{Confirm: "anotherplan0"})
	if _, ok := errors.AsType[*syncer.GuardError](s.Err); !ok || len(w.posted()) != 0 {
		t.Fatalf("%+v", s)
	}
	s = w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{Only: []string{fmt.Sprint("order ", ids[1]), "#999999"}})
	if s.Err != nil || s.Job.Pushed != 1 || s.Job.Skipped != 1 || w.order(t, ids[1]).StatusID != bigcommerce.StatusShipped || w.order(t, ids[0]).StatusID == bigcommerce.StatusShipped {
		t.Errorf("%+v", s.Job)
	}
	if _, err := w.engine.Start(w.conn.ID, syncer.UpdateOrderStatus, syncer.StartOptions{Only: []string{"the first"}}); err == nil {
		t.Error("an order without a number")
	}
}

func TestAnOrderThatIsGoneIsNoMail(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 20, Orders: 60, PlainProducts: true, Seed: 77}, shipping)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	id := w.recordWhole(t, 1)[0]
	w.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = bigcommerce.StatusCancelled })
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{DryRun: true})
	if len(s.Plan.Changes) != 0 || len(s.Plan.Mails) != 0 || len(s.Plan.Notices) != 0 || len(s.Plan.Skipped) != 1 || !strings.Contains(s.Plan.Skipped[0].Reason, "Cancelled") {
		t.Errorf("%+v", s.Plan)
	}
}
