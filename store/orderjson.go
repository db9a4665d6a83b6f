package store

// What is written with each order has its own JSON: to the byte what encoding/json makes of it, in a third of the time.

func (o *Order) fields(w *jsonWriter) {
	w.id("store_order_id", o.StoreOrderID)
	w.text("number", o.Number)
	w.whole("status_id", o.StatusID)
	w.text("status", o.Status)
	w.time("created", o.Created)
	w.time("modified", o.Modified)
	if !o.DateShipped.IsZero() {
		w.time("date_shipped", o.DateShipped)
	}
	w.name("customer")
	w.object(o.Customer.fields)
	w.name("billing")
	w.object(o.Billing.fields)
	list(w, "shipping", o.Shipping, (*ShippingAddress).fields)
	w.text("currency", o.Currency)
	w.money("subtotal_ex_tax", o.SubtotalExTax)
	w.money("shipping_ex_tax", o.ShippingExTax)
	w.money("handling_ex_tax", o.HandlingExTax)
	w.money("wrapping_ex_tax", o.WrappingExTax)
	w.money("discount", o.Discount)
	w.money("tax", o.Tax)
	w.money("total_inc_tax", o.TotalIncTax)
	if !o.StoreCredit.IsZero() {
		w.money("store_credit", o.StoreCredit)
	}
	if !o.GiftCertificates.IsZero() {
		w.money("gift_certificates", o.GiftCertificates)
	}
	list(w, "lines", o.Lines, (*Line).fields)
	list(w, "fees", o.Fees, (*Fee).fields)
	list(w, "shipments", o.Shipments, (*Shipment).fields)
	if len(o.Refunds) > 0 {
		list(w, "refunds", o.Refunds, (*Refund).fields)
	}
	if len(o.Changes) > 0 {
		list(w, "changes", o.Changes, (*OrderChange).fields)
	}
	w.textIfAny("payment_method", o.PaymentMethod)
	w.textIfAny("payment_status", o.PaymentStatus)
	w.textIfAny("customer_message", o.CustomerMessage)
	w.textIfAny("staff_notes", o.StaffNotes)
	w.whole("items_total", o.ItemsTotal)
	w.textIfAny("warning", o.Warning)
	w.idIfAny("location_id", uint64(o.Location))
}

func (c *Customer) fields(w *jsonWriter) {
	w.id("store_customer_id", c.StoreCustomerID)
	w.text("name", c.Name)
	w.text("company", c.Company)
	w.text("email", c.Email)
	w.text("phone", c.Phone)
	w.idIfAny("last_order", c.LastOrder)
	if !c.Read.IsZero() {
		w.time("read", c.Read)
	}
	if !c.Modified.IsZero() {
		w.time("modified", c.Modified)
	}
}

func (a *Address) fields(w *jsonWriter) {
	w.text("name", a.Name)
	w.text("company", a.Company)
	w.text("street_1", a.Street1)
	w.text("street_2", a.Street2)
	w.text("city", a.City)
	w.text("state", a.State)
	w.text("zip", a.Zip)
	w.text("country", a.Country)
	w.text("country_iso2", a.CountryISO2)
	w.text("phone", a.Phone)
	w.text("email", a.Email)
}

func (s *ShippingAddress) fields(w *jsonWriter) {
	w.id("id", s.ID)
	s.Address.fields(w)
	w.text("method", s.Method)
	w.money("cost_ex_tax", s.CostExTax)
	w.whole("items_total", s.ItemsTotal)
	w.whole("items_shipped", s.ItemsShipped)
}

func (l *Line) fields(w *jsonWriter) {
	w.id("id", l.ID)
	w.idIfAny("address_id", l.AddressID)
	w.idIfAny("product_id", l.ProductID)
	w.idIfAny("variant_id", l.VariantID)
	w.text("type", l.Type)
	w.text("sku", l.SKU)
	w.text("name", l.Name)
	w.whole("quantity", l.Quantity)
	w.whole("quantity_shipped", l.QuantityShipped)
	w.wholeIfAny("quantity_refunded", l.QuantityRefunded)
	w.money("price_ex_tax", l.PriceExTax)
	w.money("total_ex_tax", l.TotalExTax)
	list(w, "options", l.Options, (*LineOption).fields)
}

func (o *LineOption) fields(w *jsonWriter) {
	w.text("name", o.Name)
	w.text("value", o.Value)
}

func (f *Fee) fields(w *jsonWriter) {
	w.text("name", f.Name)
	w.money("cost_ex_tax", f.CostExTax)
}

func (s *Shipment) fields(w *jsonWriter) {
	w.text("carrier", s.Carrier)
	w.text("tracking", s.Tracking)
	w.time("created", s.Created)
}

func (r *Refund) fields(w *jsonWriter) {
	w.id("id", r.ID)
	w.time("created", r.Created)
	w.text("reason", r.Reason)
	w.money("total", r.Total)
	w.money("tax", r.Tax)
	list(w, "lines", r.Lines, (*RefundLine).fields)
	if !r.Declined.IsZero() {
		w.money("declined", r.Declined)
	}
}

func (l *RefundLine) fields(w *jsonWriter) {
	w.text("type", l.Type)
	w.id("item_id", l.ItemID)
	w.whole("quantity", l.Quantity)
	w.money("amount", l.Amount)
	w.text("reason", l.Reason)
}

func (c *OrderChange) fields(w *jsonWriter) {
	w.time("at", c.At)
	w.text("field", c.Field)
	w.text("before", c.Before)
	w.text("after", c.After)
}
