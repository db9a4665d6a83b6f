// Package sandbox is a store that runs on this machine and answers as BigCommerce's published OpenAPI documents say: the
// same paths, parameters, types, status codes and headers, over real HTTP. It keeps state (orders are placed and changed
// while it runs), enforces the scopes of its token and the quota of its store, and misbehaves when told to.
//
// It is written from the documents and from what others saw the live API do, never from this module's client, so that
// a mistake shared by both can't hide: outside its tests it imports nothing of the module.
//
//	sandbox.go, gate.go      starting it; the way of one request: hash, token, quota, faults, scope, handler
//	state.go, change.go      what it remembers of an order: about 20 bytes, and the changes made to it
//	generate.go, lines.go    an order made from (seed, id), the same each time
//	encode*.go               the order as JSON, written without reflection
//	list.go, query.go        GET /v2/orders and its filters
//	control.go               /_sandbox, the way in for tests and scripts
package sandbox
