package bigcommerce

import (
	"net/http"
	"strings"
)

// Permission is one row of the permissions of an API account, as BigCommerce's control panel labels it.
// Modify includes reading (docs: start/authentication/api-accounts).
type Permission struct {
	Label  string // "Orders", "Customers", "Products", "Information & Settings", ...
	Modify bool
}

// The permissions that Cartwire knows of.
const (
	LabelOrders       = "Orders"
	LabelCustomers    = "Customers"
	LabelProducts     = "Products"
	LabelInformation  = "Information & Settings"
	LabelInventory    = "Store Inventory"
	LabelLocations    = "Store Locations"
	LabelTransactions = "Order Transactions"
	LabelChannels     = "Channel Settings"
	LabelLogs         = "Store logs"
)

// Permission in words: "Orders read-only", "Orders modify".
func (p Permission) String() string {
	if p.Modify {
		return p.Label + " modify"
	}
	return p.Label + " read-only"
}

// permissionPaths maps paths to labels, the longest prefix first; each spec's securitySchemes names the scope.
var permissionPaths = []struct{ prefix, label string }{
	{"/v3/inventory/locations", LabelLocations},
	{"/v3/inventory", LabelInventory},
	{"/v2/order_statuses", LabelOrders},
	{"/v2/orders", LabelOrders},
	{"/v3/orders", LabelOrders},
	{"/v3/customers", LabelCustomers},
	{"/v2/customers", LabelCustomers},
	{"/v2/customer_groups", LabelCustomers},
	{"/v3/catalog", LabelProducts},
	{"/v2/products", LabelProducts},
	{"/v2/store", LabelInformation},
	{"/v2/time", LabelInformation},
	{"/v2/currencies", LabelInformation},
	{"/v3/settings", LabelInformation},
	{"/v3/store/systemlogs", LabelLogs},
	{"/v3/store", LabelInformation},
	{"/v3/channels", LabelChannels},
}

// permissionFor tells which permission a request needs; path begins with /v2 or /v3.
func permissionFor(method, path string) Permission {
	p := Permission{Modify: method != http.MethodGet && method != http.MethodHead}
	if strings.HasPrefix(path, "/v3/orders/") && strings.HasSuffix(path, "/transactions") {
		p.Label = LabelTransactions
		return p
	}
	for _, e := range permissionPaths {
		if path == e.prefix || strings.HasPrefix(path, e.prefix+"/") {
			p.Label = e.label
			return p
		}
	}
	return p
}
