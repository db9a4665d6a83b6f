package store

import (
	"context"
	"io"
	"iter"
)

// engine is what the book needs of a database: serialisable transactions over ordered tables.
type engine interface {
	view(func(txn) error) error
	// update commits when the function returns nil, and leaves the file as it was otherwise.
	update(func(txn) error) error
	// writeTo writes a copy of everything, as of one moment.
	writeTo(io.Writer) (int64, error)
	// check looks for what is wrong with the file itself, and tells some of it in words.
	check(context.Context) ([]string, error)
	close() error
}

// txn is the narrow seam between the book and its database. Keys and values that it gives out die with it.
type txn interface {
	get(t table, key []byte) []byte
	put(t table, key, value []byte) error
	delete(t table, key []byte) error
	// has tells whether there is a table; ensure makes those that are missing, clear empties one.
	has(t table) bool
	ensure(list []table) error
	clear(t table) error
	// scan walks the keys k with from <= k < to, in descending order if reverse; a nil bound is open.
	// The table must not be changed while it is walked.
	scan(t table, from, to []byte, reverse bool) iter.Seq2[[]byte, []byte]
}

type table string

const (
	tableMeta        table = "meta"
	tableConnections table = "connections"
	tableSecrets     table = "secrets"
	tableLocations   table = "locations"
	tableOrders      table = "orders"
	tableCounts      table = "counts"
	tableCustomers   table = "customers"
	tableImports     table = "imports"
	tableExported    table = "exported"
	tableJobs        table = "jobs"
	tableActivity    table = "activity"
	tableSequences   table = "sequences"
	tableSetAside    table = "setaside"
	tableDue         table = "due"
	tableItems       table = "items"
	tableLinks       table = "links"
	tableLinkSKUs    table = "linkskus"
	tableProducts    table = "products"
	tableStock       table = "stock"
	tableKits        table = "kits"
	tableAllocations table = "allocations"
	tableAllocated   table = "allocated"
	tableStoreStock  table = "storestock"
	tablePushed      table = "pushed"
	tableMovements   table = "movements"
	tableShipments   table = "shipments"
	tableOutbox      table = "outbox"
	tableRuns        table = "runs"
	tableGuides      table = "guides"
	tableSettings    table = "settings"
	tablePlaces      table = "places"
	tablePlans       table = "plans"
	tableJobIndex    table = "jobindex"
	tableDays        table = "days"
	tableSets        table = "sets"
	tableLabels      table = "labels"
	tableSegments    table = "segments"
	tableWords       table = "words"
	tableHandover    table = "handover"
)

var tables = []table{
	tableMeta, tableConnections, tableSecrets, tableLocations, tableOrders, tableCounts, tableCustomers,
	tableImports, tableExported, tableJobs, tableActivity, tableSequences, tableGuides, tableSetAside, tableDue,
	tableItems, tableLinks, tableLinkSKUs, tableProducts, tableStock, tableKits,
	tableAllocations, tableAllocated, tableStoreStock, tablePushed, tableMovements,
	tableShipments, tableOutbox, tableRuns,
	tableSettings, tablePlaces, tablePlans, tableJobIndex, tableHandover,
	tableDays, tableSets, tableLabels, tableSegments, tableWords,
}
