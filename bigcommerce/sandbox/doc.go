// Package sandbox is a store that runs on this machine and answers as BigCommerce's published OpenAPI documents say: the
// same paths, parameters, types, status codes and headers, over real HTTP. It keeps state (orders are placed and changed
// while it runs, they are shipped, stock moves), enforces the scopes of its token and the quota of its store, and misbehaves
// when told to.
//
// It is written from the documents and from what others saw the live API do, never from this module's client, so that
// a mistake shared by both can't hide: outside its tests it imports nothing of the module.
//
//	sandbox.go, gate.go      starting it; the way of one request: hash, token, quota, faults, scope, handler
//	state.go, change.go      what it remembers of an order: about 20 bytes, and the changes made to it
//	progress.go, shipment*   how far an order came: what was sent, whether its goods are off the stock
//	generate.go, lines.go    an order made from (seed, id), the same each time
//	encode*.go               the order as JSON, written without reflection
//	list.go, query.go        GET /v2/orders and its filters
//	catalog.go, stock.go     the catalogue as it was made, which orders are made from; as it is now, and what lies where
//	inventory.go, adjust.go  the Inventory API; catalog_*.go and variants_write.go: the Catalog API
//	legacy*.go               the account of the days before OAuth: V2 at /api/v2, HTTP Basic, a limit of its own
//	control.go, holdings.go  /_sandbox, the way in for tests and scripts
//
// Where the documents leave a question open, it answers so that a client must be right either way or careful: a shipment moves
// date_modified only with the status, what the inventory was told is seen later (Config.InventoryLag), an item must be named by
// what it is tracked by, a refusal names no location, and of a batch that is refused nothing is written.
package sandbox
