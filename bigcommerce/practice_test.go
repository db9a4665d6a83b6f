package bigcommerce_test

import (
	"errors"
	"slices"
	"testing"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
)

// practiceStore is a sandbox store over HTTP, and a client for each kind of account.
func practiceStore(t *testing.T, cfg sandbox.Config) (s *sandbox.Sandbox, store, legacy *bigcommerce.Client) {
	t.Helper()
	cfg.Legacy, cfg.Seed = true, 7
	s = sandbox.New(cfg)
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bigcommerce.CloseIdleConnections)
	t.Cleanup(func() { _ = s.Close() })
	path, _, err := bigcommerce.ParseAPIPath(s.APIPath())
	if err != nil {
		t.Fatal(err)
	}
	client := func(cfg bigcommerce.Config) *bigcommerce.Client {
		cfg.AllowInsecureHost, cfg.Patience = s.Host(), bigcommerce.PatiencePerson
		c, err := bigcommerce.NewClient(cfg)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	store = client(bigcommerce.Config{APIPath: path, AccessToken: bigcommerce.Secret(s.AccessToken())})
	legacy = client(bigcommerce.Config{Legacy: &bigcommerce.LegacyAPI{
		APIURL: s.APIURL(), Username: s.Username(), Token: bigcommerce.Secret(s.LegacyToken()),
	}})
	return s, store, legacy
}

func need(label string, modify, optional bool) bigcommerce.Need {
	return bigcommerce.Need{Permission: bigcommerce.Permission{Label: label, Modify: modify}, By: "x", Optional: optional}
}

var everything = []bigcommerce.Need{
	need(bigcommerce.LabelOrders, true, false), need(bigcommerce.LabelCustomers, true, false), need(bigcommerce.LabelProducts, true, false),
	need(bigcommerce.LabelInventory, true, true), need(bigcommerce.LabelLocations, false, true),
}

func TestPracticeStoreIsTestedAndUntouched(t *testing.T) {
	s, store, legacy := practiceStore(t, sandbox.Config{Orders: 50, Customers: 5, Products: 20, Locations: 3})
	before := s.Fingerprint()
	r := store.Test(t.Context(), everything, nil)
	for _, c := range r.Checks {
		if c.State != bigcommerce.CheckPassed && c.ID != bigcommerce.CheckPlan {
			t.Errorf("%s %s: %s, %v", c.ID, c.State, c.Detail, c.Err)
		}
	}
	if total := s.Stats().Total; r.Err() != nil || len(r.Locations) != 3 || r.Stock == nil || total > 12 {
		t.Errorf("%v after %d requests", r.Err(), total)
	}
	if r := legacy.Test(t.Context(), everything, nil); r.Err() != nil {
		t.Errorf("legacy: %v", r.Err())
	}
	if s.Fingerprint() != before {
		t.Error("a connection test changed the store")
	}
}

func TestPracticeStoreNamesMissingBoxes(t *testing.T) {
	s, store, _ := practiceStore(t, sandbox.Config{Orders: 5, Products: 5,
		Scopes: []string{"store_v2_orders_read_only", "store_v2_products_read_only", "store_v2_customers"}})
	before := s.Fingerprint()
	r := store.Test(t.Context(), everything, nil)
	want := []bigcommerce.Permission{{Label: bigcommerce.LabelOrders, Modify: true}, {Label: bigcommerce.LabelProducts, Modify: true}}
	if !slices.Equal(r.Missing, want) || s.Fingerprint() != before {
		t.Errorf("missing %v", r.Missing)
	}
}

// products reads all pages.
func products(t *testing.T, c *bigcommerce.Client) (all []bigcommerce.Product) {
	t.Helper()
	for number := 1; number != 0; {
		page, err := c.Products(t.Context(), bigcommerce.ProductQuery{Page: number, Limit: 7})
		if err != nil || len(page.Bad) > 0 {
			t.Fatal(err, page.Bad)
		}
		all, number = append(all, page.Rows...), page.Next
	}
	return all
}

func TestPracticeStoreStock(t *testing.T) {
	t.Parallel()
	s, store, legacy := practiceStore(t, sandbox.Config{Products: 40, Locations: 2})
	var adjustments []bigcommerce.Adjustment
	var whole []bigcommerce.ProductStock
	var parts []bigcommerce.VariantStock
	for _, p := range products(t, store) {
		switch p.InventoryTracking {
		case bigcommerce.TrackProduct:
			whole = append(whole, bigcommerce.ProductStock{ID: p.ID, Level: 11})
			adjustments = append(adjustments, bigcommerce.Adjustment{LocationID: 2, ProductID: p.ID, Quantity: 33})
		case bigcommerce.TrackVariant:
			for _, v := range p.Variants {
				parts = append(parts, bigcommerce.VariantStock{ID: v.ID, ProductID: p.ID, Level: 22})
				adjustments = append(adjustments, bigcommerce.Adjustment{LocationID: 2, VariantID: v.ID, Quantity: 33})
			}
		}
	}
	if len(whole) == 0 || len(parts) == 0 {
		t.Fatalf("%d products and %d variants are tracked", len(whole), len(parts))
	}
	for some := range slices.Chunk(whole, bigcommerce.MaxProductStock) {
		if err := store.UpdateProductStock(t.Context(), some); err != nil {
			t.Fatal(err)
		}
	}
	for some := range slices.Chunk(parts, bigcommerce.MaxVariantStock) {
		if err := store.UpdateVariantStock(t.Context(), some); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.AdjustInventory(t.Context(), "count", adjustments); err != nil {
		t.Fatal(err)
	}
	for _, row := range s.Stock() {
		want := map[string]int{"none1": 0, "product1": 11, "variant1": 22}[row.Tracking+string(rune('0'+row.LocationID))]
		if row.LocationID == 2 {
			want = 33
		}
		if row.Level != want {
			t.Errorf("%+v, want %d", row, want)
		}
	}
	tracked := func(all []bigcommerce.Product) (n int) {
		for _, p := range all {
			if p.InventoryTracking == bigcommerce.TrackProduct && p.InventoryLevel == 11 {
				n++
			}
		}
		return n
	}
	if n := tracked(products(t, legacy)); n != len(whole) {
		t.Errorf("the legacy account sees %d of %d levels", n, len(whole))
	}
	checkLegacyStock(t, s, legacy, whole[0].ID, parts[0])
	wrong := []bigcommerce.Adjustment{{LocationID: 1, VariantID: 999_999, Quantity: 1}}
	var refused *bigcommerce.RefusedError
	if err := store.AdjustInventory(t.Context(), "", wrong); !errors.As(err, &refused) || refused.Title == "" {
		t.Errorf("%v", err)
	}
}

func checkLegacyStock(t *testing.T, s *sandbox.Sandbox, legacy *bigcommerce.Client, product uint64, v bigcommerce.VariantStock) {
	t.Helper()
	skus, err := legacy.ProductSKUs(t.Context(), v.ProductID)
	if err != nil || len(skus) == 0 {
		t.Fatalf("%v, %v", skus, err)
	}
	if err := legacy.UpdateProductStock(t.Context(), []bigcommerce.ProductStock{{ID: product, Level: 44}}); err != nil {
		t.Error(err)
	}
	if err := legacy.UpdateVariantStock(t.Context(), []bigcommerce.VariantStock{{ID: skus[0].ID, ProductID: v.ProductID, Level: 55}}); err != nil {
		t.Error(err)
	}
	found := 0
	for _, row := range s.Stock() {
		if row.LocationID == 1 && (row.ProductID == product && row.Level == 44 || row.SKU == skus[0].SKU && row.Level == 55) {
			found++
		}
	}
	if found != 2 {
		t.Errorf("the legacy account changed %d of 2 levels", found)
	}
}

func TestPracticeStoreReads(t *testing.T) {
	t.Parallel()
	_, store, _ := practiceStore(t, sandbox.Config{Orders: 60, Customers: 10, Products: 30, Locations: 2})
	ctx := t.Context()
	locations, err := store.InventoryLocations(ctx)
	if err != nil || len(locations) != 2 || !locations[0].IsDefault || locations[1].IsDefault {
		t.Errorf("%+v, %v", locations, err)
	}
	items := 0
	for number := 1; number != 0; {
		page, err := store.InventoryItems(ctx, bigcommerce.InventoryQuery{Page: number, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		items, number = items+len(page.Rows), page.Next
	}
	variants, err := store.Variants(ctx, bigcommerce.VariantQuery{})
	if err != nil || items == 0 || len(variants.Rows) < items {
		t.Errorf("%d items, %d variants, %v", items, len(variants.Rows), err)
	}
	orders, err := store.ListOrders(ctx, bigcommerce.OrderQuery{Sort: "id:asc"})
	if err != nil {
		t.Fatal(err)
	}
	var people, ids []uint64
	for _, o := range orders {
		ids = append(ids, o.ID)
		if o.CustomerID != 0 && !slices.Contains(people, o.CustomerID) {
			people = append(people, o.CustomerID)
		}
	}
	if records, err := store.Customers(ctx, people); err != nil || len(records) != len(people) {
		t.Errorf("%d of %d customers, %v", len(records), len(people), err)
	}
	if _, _, err := store.Refunds(ctx, ids); err != nil {
		t.Error(err)
	}
	if _, err := store.EmailStatuses(ctx); err != nil {
		t.Error(err)
	}
	if s, err := store.InventorySettings(ctx); err != nil || s.UpdateStock == "" {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestPracticeStoreShips: a shipment whose answer was lost is there, and is not made again.
func TestPracticeStoreShips(t *testing.T) {
	s, store, legacy := practiceStore(t, sandbox.Config{Orders: 200, Products: 30})
	for i, c := range []*bigcommerce.Client{store, legacy} {
		o, parcel := shippable(t, store, uint64(i)*20)
		if i == 0 {
			s.SetFaults(sandbox.Faults{Lost: 1})
		}
		made, err := c.CreateShipment(t.Context(), o.ID, parcel)
		s.SetFaults(sandbox.Faults{})
		var unknown *bigcommerce.UnknownOutcomeError
		if lost := errors.As(err, &unknown); lost != (i == 0) || (!lost && (err != nil || made.ID == 0)) {
			t.Errorf("%+v, %v", made, err)
		}
		all, err := c.Shipments(t.Context(), o.ID)
		if err != nil || len(all) != 1 || all[0].TrackingNumber != parcel.TrackingNumber || all[0].OrderAddressID != parcel.OrderAddressID {
			t.Errorf("%+v, %v", all, err)
		}
		if now, err := c.SetOrderStatus(t.Context(), o.ID, bigcommerce.StatusCompleted); err != nil || now.StatusID != bigcommerce.StatusCompleted {
			t.Errorf("%+v, %v", now, err)
		}
	}
	if s.Stats().MaxWrites > 1 {
		t.Error("two writes ran at once")
	}
}

// shippable finds an order of which nothing was shipped and that has an address.
func shippable(t *testing.T, c *bigcommerce.Client, after uint64) (bigcommerce.Order, bigcommerce.NewShipment) {
	t.Helper()
	awaiting := bigcommerce.StatusAwaitingFulfillment
	orders, err := c.ListOrders(t.Context(), bigcommerce.OrderQuery{OrderFilter: bigcommerce.OrderFilter{StatusID: &awaiting}})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		for _, address := range o.Consignments.Shipping {
			p := bigcommerce.NewShipment{OrderAddressID: address.ID, TrackingNumber: "1Z9", TrackingCarrier: "ups"}
			for _, l := range address.Lines {
				if l.Type == bigcommerce.LinePhysical && l.QuantityShipped == 0 {
					p.Items = append(p.Items, bigcommerce.ShipmentItem{OrderProductID: l.ID, Quantity: l.Quantity})
				}
			}
			if len(p.Items) > 0 && o.ID > orders[0].ID+after {
				return o, p
			}
		}
	}
	t.Fatal("the practice store has no order to ship")
	return bigcommerce.Order{}, bigcommerce.NewShipment{}
}
