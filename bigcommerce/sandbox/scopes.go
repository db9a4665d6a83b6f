package sandbox

import "slices"

// The OAuth names of the scopes that the sandbox's endpoints ask for (docs: api-accounts, "OAuth scopes"). The modify scope is
// the name itself; the read-only one has "_read_only" behind it.
const (
	scopeOrders       = "store_v2_orders"
	scopeTransactions = "store_v2_transactions"
	scopeCustomers    = "store_v2_customers"
	scopeProducts     = "store_v2_products"
	scopeInformation  = "store_v2_information"
	scopeChannels     = "store_channel_settings"
	scopeInventory    = "store_inventory"
	scopeLocations    = "store_locations"
	readOnly          = "_read_only"
)

// AllScopes are the scopes the sandbox knows, read-only and modify.
func AllScopes() []string {
	var all []string
	for _, s := range []string{scopeOrders, scopeTransactions, scopeCustomers, scopeProducts, scopeInformation, scopeChannels,
		scopeInventory, scopeLocations} {
		all = append(all, s+readOnly, s)
	}
	return slices.Clip(all)
}

// allowed: modify includes read; no scope is asked for where name is empty.
func (s *Sandbox) allowed(name string, write bool) bool {
	return name == "" || s.scopes[name] || !write && s.scopes[name+readOnly]
}
