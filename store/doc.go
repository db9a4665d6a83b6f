// Package store is the book: one file that holds connections, orders, customers, items, stock, shipments, jobs and activity.
//
// The file's tables, each a bbolt bucket with ordered binary keys (numbers are big endian):
//
//	meta        "version"                         → the layout's version, one byte
//	            "key"                             → where the key that seals tokens is, see key.go
//	            "migrating"                       → how far a change of the layout has come, see migrate.go
//	            "removing " | connection          → of a removed connection whose rows are not all deleted yet
//	            "merging " | connection           → of one whose rows another takes over, see mergeconnections.go
//	connections connection                        → Connection
//	secrets     connection                        → the access token, sealed with age
//	            connection | 1                    → the legacy account's token, sealed with age
//	locations   location                          → Location
//	orders      connection | store order id       → Order
//	counts      connection | status id + 1 (0: all) → number of orders
//	days        connection | day (UTC) + 2³¹      → number of orders
//	sets        connection | kind | chunk | value → ids of orders, see orderbatch.go
//	labels      connection                        → the statuses that its orders bear, numbered for sets
//	segments    connection                        → what the word index consists of
//	words       connection | segment | word | 0 | store order id → a block of the word index, see segment.go
//	customers   connection | 'c' store customer id → Customer
//	            connection | 'g' hash of the e-mail → Customer (a guest)
//	imports     connection                        → ImportState
//	exported    connection | store order id       → time of the first export
//	handover    connection                        → nothing; its new orders are kept for a command
//	            connection | n                    → store order id, of one that waits for it
//	setaside    connection | store order id       → SetAside
//	due         connection | 'r' store order id    → nothing; its refunds are still to be read
//	            connection | 'c' store customer id → nothing; the customer's own record is still to be read
//	items       sku                               → Item
//	links       connection | product | variant    → Link
//	linkskus    connection | sku                  → product | variant
//	products    connection                        → ProductState
//	stock       sku | 0 | location                → Stock, with what was booked there: counts, receipts, …, see stock.go
//	kits        sku                               → Kit
//	allocations connection | store order id       → ledger.Order: what is open of it and what has left, with rows
//	allocated   connection | sku | 0 | order | line → what the line takes of the item, see allocation.go
//	storestock  connection                        → StoreStock
//	pushed      connection | store location | product | variant → Pushed
//	movements   connection | sku                  → Movement
//	shipments   connection | store order id | n   → BookShipment
//	outbox      connection | store order id | n   → nothing; the shipments that the store has yet to learn of
//	runs        connection                        → LastRuns
//	jobs        run                               → Job
//	jobindex    run                               → connection | state | option, see jobindex.go
//	plans       connection | run                  → the plan that the run carried out, deflated
//	activity    sequence                          → Activity
//	sequences   table                             → the last number given out
//	guides      cart                              → GuideState
//	settings    "all"                             → Settings
//	places      hash of a user's name             → Place
//
// A sku in a key is in lower case, without control characters and bounded (see skuKey).
//
// Every value that decodes to a type starts with one byte, its version, and goes on as JSON; that of an order is packed,
// see pack.go, and so is what it takes of the book's stock, see codec.go. Counts and other lists of numbers are 8 bytes each, big endian; a sealed token is age's own format.
// Transactions are narrow (get, put, delete, scan), so that another engine can stand behind them.
package store
