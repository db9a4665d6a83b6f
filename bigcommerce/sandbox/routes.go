package sandbox

import (
	"net/http"
	"strings"
)

// route is one endpoint: what it is called in the statistics, the scope it asks for, and who answers.
type route struct {
	method, version string
	pattern         []string // a part "{…}" stands for any one part
	name            string   // "/v2/orders/{id}"
	scope, or       string   // or is another scope that does as well
	legacy          bool     // for legacy accounts only
	write           bool     // the scope must be "modify"
	serve           func(*request) answer
	wrongMethod     bool
}

// table lists the endpoints. Scopes: docs, api-accounts; every document's securitySchemes.
func (s *Sandbox) table() []route {
	const get, post, put, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	var all []route
	add := func(method, name, scope string, serve func(*request) answer) {
		version, path, _ := strings.Cut(name[1:], "/")
		all = append(all, route{method: method, version: version, pattern: strings.Split(path, "/"), name: name, scope: scope,
			write: method != get, serve: serve})
	}
	add(get, "/v2/time", "", s.getTime) // passes with any valid token, as was seen of the live API
	add(get, "/v2/store", scopeInformation, s.getStore)
	add(get, "/v2/orders", scopeOrders, s.listOrders)
	add(post, "/v2/orders", scopeOrders, refuseOrder)
	add(get, "/v2/orders/count", scopeOrders, s.countOrders)
	add(get, "/v2/order_statuses", scopeOrders, listStatuses)
	add(get, "/v2/orders/{id}", scopeOrders, s.getOrder)
	add(put, "/v2/orders/{id}", scopeOrders, s.putOrder)
	add(get, "/v2/orders/{id}/products", scopeOrders, s.orderProducts)
	add(get, "/v2/orders/{id}/shipping_addresses", scopeOrders, s.orderAddresses)
	add(get, "/v2/orders/{id}/coupons", scopeOrders, s.orderCoupons)
	add(get, "/v2/orders/{id}/shipments", scopeOrders, s.orderShipments)
	add(post, "/v2/orders/{id}/shipments", scopeOrders, s.postShipment)
	add(del, "/v2/orders/{id}/shipments", scopeOrders, s.deleteShipment)
	add(get, "/v2/orders/{id}/shipments/count", scopeOrders, s.countShipments)
	add(get, "/v2/orders/{id}/shipments/{id}", scopeOrders, s.getShipment)
	add(put, "/v2/orders/{id}/shipments/{id}", scopeOrders, s.putShipment)
	add(del, "/v2/orders/{id}/shipments/{id}", scopeOrders, s.deleteShipment)
	add(get, "/v2/orders/{id}/fees", scopeOrders, s.orderFees)
	add(get, "/v2/orders/{id}/consignments", scopeOrders, s.orderConsignments)
	add(get, "/v3/orders/{id}/transactions", scopeTransactions, s.orderTransactions)
	add(get, "/v2/customers", scopeCustomers, s.listCustomersV2)
	add(get, "/v3/customers", scopeCustomers, s.listCustomers)
	add(post, "/v3/customers", scopeCustomers, refuseCustomers)
	add(get, "/v3/catalog/summary", scopeProducts, s.catalogSummary)
	add(get, "/v3/catalog/products", scopeProducts, s.listProducts)
	add(post, "/v3/catalog/products", scopeProducts, refuseProduct)
	add(put, "/v3/catalog/products", scopeProducts, s.putProducts)
	add(put, "/v3/catalog/variants", scopeProducts, s.putVariants)
	add(get, "/v3/catalog/variants", scopeProducts, s.listVariants)
	add(get, "/v3/inventory/items", scopeInventory, s.listItems)
	add(get, "/v3/inventory/locations", scopeLocations, s.listLocations)
	add(get, "/v3/inventory/locations/{id}/items", scopeInventory, s.locationItems)
	add(put, "/v3/inventory/locations/{id}/items", scopeInventory, s.putLocationItems)
	add(put, "/v3/inventory/adjustments/absolute", scopeInventory, s.adjustAbsolute)
	add(post, "/v3/inventory/adjustments/relative", scopeInventory, s.adjustRelative)
	add(get, "/v3/orders/payment_actions/refunds", scopeOrders, s.listRefunds)
	all[len(all)-1].or = scopeTransactions
	add(get, "/v3/settings/inventory", scopeInformation, s.inventorySettings)
	add(get, "/v3/settings/email-statuses", scopeInformation, s.mailSettings)
	add(get, "/v3/channels/currency-assignments", scopeChannels, currencyAssignments)
	return append(all, s.legacyTable()...)
}

// legacyTable lists what legacy accounts have beside the rest of V2.
func (s *Sandbox) legacyTable() (all []route) {
	for _, e := range []struct {
		method, name string
		serve        func(*request) answer
	}{
		{http.MethodGet, "products", s.legacyProducts}, {http.MethodGet, "products/count", s.countLegacyProducts},
		{http.MethodGet, "products/{id}", s.legacyProduct}, {http.MethodPut, "products/{id}", s.putLegacyProduct},
		{http.MethodGet, "products/{id}/skus", s.legacySKUs}, {http.MethodGet, "products/{id}/skus/{id}", s.legacySKU},
		{http.MethodPut, "products/{id}/skus/{id}", s.putLegacySKU},
	} {
		all = append(all, route{method: e.method, version: "v2", pattern: strings.Split(e.name, "/"), name: "/v2/" + e.name,
			write: e.method != http.MethodGet, legacy: true, serve: e.serve})
	}
	return all
}

// route finds the endpoint of a path, or one without serve that says how it was missed. HEAD is answered as GET.
func (s *Sandbox) route(method, version, path string, legacy bool) (route, []string) {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	parts := strings.Split(strings.Trim(path, "/"), "/")
	wrongMethod := false
	for _, rt := range s.routes {
		params, ok := rt.match(version, parts)
		if !ok || rt.legacy && !legacy {
			continue
		}
		if rt.method == method {
			return rt, params
		}
		wrongMethod = true
	}
	return route{name: "(unknown)", wrongMethod: wrongMethod}, nil
}

func (rt *route) match(version string, parts []string) (params []string, ok bool) {
	if rt.version != version || len(rt.pattern) != len(parts) {
		return nil, false
	}
	for i, p := range rt.pattern {
		if p[0] == '{' {
			params = append(params, parts[i])
		} else if p != parts[i] {
			return nil, false
		}
	}
	return params, true
}
