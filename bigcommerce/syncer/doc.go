// Package syncer runs the jobs: what moves between a store and the book, in the background, with progress.
//
// It is the only package that knows both the store (package bigcommerce) and the book (package store).
//
// Import Orders reads a store's orders in two walks that never use page numbers, since orders that change while they are
// paged would be skipped or doubled:
//
//	backfill  by order id upward (min_id, sort=id:asc), once
//	changes   by date_modified upward, from the store's clock at the start of the backfill, at each run after it
//
// Each page is written with the cursor behind it in one transaction.
package syncer
