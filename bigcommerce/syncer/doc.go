// Package syncer runs the jobs: what moves between a store and the book, in the background, with progress.
//
// Below ui it is the only package that knows both the store (package bigcommerce) and the book (package store).
//
// Import Orders reads a store's orders in two walks that never use page numbers, since orders that change while they are
// paged would be skipped or doubled:
//
//	backfill  by order id upward (min_id, sort=id:asc), once; a long one in three ranges of ids side by side
//	changes   by date_modified upward, from the store's clock at the start of the backfill, at each run after it
//
// While pages are being written, the next ones are being read. Each page is written with the cursor behind it in one
// transaction, pages of several ranges that came meanwhile together. An order that can't be read is set aside; open orders
// are allocated, with Update Inventory also those that stay out of the list. Behind the pages, in bulk and noted as due
// until they are in the book, follow
//
//	refunds    of orders that say they were refunded, in the same run
//	customers  whose own record was not read lately; after a backfill in the next run, so that a first import costs what
//	           its orders cost
//
// Once a day the recent orders and the open ones are read again, for shipments and refunds that no date tells of. Orders
// can be read again by number, which enter the book whatever the choice of orders, or by a window of time, which obey it;
// neither moves a cursor.
//
// Import Products walks products by id and makes items and links of them.
//
// Update Inventory imports orders, reads the store's levels, plans the differences from the sums of the book (ledger,
// quantity, plan), stops where a guard rail says so, and pushes:
//
//	what the store shows      what it was told last   what the book means   becomes
//	as meant                  any                     any                   in step
//	as told, less what sold   known                   another               a change
//	anything else             known                   another               a conflict, left alone
//	anything                  nothing                 another               a change
//
// Update Order Status empties the book's outbox of shipments: a shipment is noted as being sent before it is, looked for
// after a lost answer, and followed by its order's status.
//
// What was told is read back: by the run itself where a person waits for it, else by the next run's own reading. The last push
// can be undone where nothing else has changed it since.
//
// Reconcile reads orders without their lines, levels, and what was shipped elsewhere, and tells where book and store differ.
//
// Explain, Stand, StockStateOf and Estimate answer from the book alone.
//
// A Scheduler starts what is due; an Engine sees to it that a connection has one job at a time.
package syncer
