package store

import (
	"bytes"
	"context"
	"slices"
)

// ofConnection are the tables whose keys begin with a connection's number. A new one is to be added here, or what a
// removed connection leaves in it stays for good; a test holds the list against the package's documentation.
var ofConnection = []table{
	tableSecrets, tableOrders, tableCounts, tableCustomers, tableImports, tableExported, tableSetAside, tableDue,
	tableLinks, tableLinkSKUs, tableProducts, tableAllocations, tableAllocated,
	tableStoreStock, tablePushed, tableMovements, tableShipments, tableOutbox,
	tableRuns, tablePlans, tableDays, tableSets, tableLabels, tableSegments, tableWords, tableHandover,
}

// removeChunk bounds how many rows one transaction deletes: others get their turn in between.
const removeChunk = 1000

// removing marks, in the meta table, a connection whose rows are being deleted.
var removing = []byte("removing ")

func removingKey(id ConnectionID) []byte { return slices.Concat(removing, key(uint64(id))) }

// RemoveConnection takes a connection out of the book with everything that was imported through it, and writes note into
// the diary. The connection and its tokens go first, in one transaction: a kill leaves nothing half-visible, and what
// is left over is deleted when the book is opened next. A connection's number is never given out again. The caller sees
// to it that no job runs on the connection. Errors: ErrNotFound, *DiskFullError, ctx's.
func (b *Book) RemoveConnection(ctx context.Context, id ConnectionID, note Activity) error {
	if err := b.MayKeep(); err != nil {
		return err
	}
	err := b.Update(func(tx *Tx) error {
		if _, err := tx.Connection(id); err != nil {
			return err
		}
		if err := tx.put(tableMeta, removingKey(id), []byte{valueVersion}); err != nil {
			return err
		}
		if err := tx.delete(tableConnections, key(uint64(id))); err != nil {
			return err
		}
		for _, kind := range []APIKind{KindStore, KindLegacy} {
			if err := tx.delete(tableSecrets, secretKey(id, kind)); err != nil {
				return err
			}
		}
		return tx.AddActivity(note)
	})
	if err != nil {
		return err
	}
	return b.finishRemovals(ctx)
}

// finishRemovals deletes the rows of removed connections, in short transactions.
func (b *Book) finishRemovals(ctx context.Context) error {
	for {
		id, err := read(b, func(tx *Tx) (ConnectionID, error) {
			for k := range tx.scan(tableMeta, removing, nil, false) {
				if rest, ok := bytes.CutPrefix(k, removing); ok {
					return ConnectionID(number(rest)), nil
				}
				break
			}
			return 0, nil
		})
		if err != nil || id == 0 {
			return err
		}
		if err := b.removeRows(ctx, id); err != nil {
			return err
		}
	}
}

// removeRows deletes what is left of a connection, and its mark last.
func (b *Book) removeRows(ctx context.Context, id ConnectionID) error {
	for left := true; left; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.Update(func(tx *Tx) (err error) {
			left, err = tx.removeSome(id)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// removeSome deletes at most removeChunk rows; left is false once the mark is gone, too.
func (tx *Tx) removeSome(id ConnectionID) (left bool, err error) {
	room := removeChunk
	for _, t := range ofConnection {
		var keys [][]byte
		for k := range tx.scan(t, key(uint64(id)), after(id), false) {
			if len(keys) == room {
				break
			}
			keys = append(keys, append([]byte(nil), k...))
		}
		if err := tx.deleteAll(t, keys); err != nil {
			return true, err
		}
		if room -= len(keys); room == 0 {
			return true, nil
		}
	}
	jobs := tx.jobsOf(id, room)
	if err := tx.deleteJobs(jobs, nil); err != nil {
		return true, err
	}
	if len(jobs) == room {
		return true, nil
	}
	return false, tx.delete(tableMeta, removingKey(id))
}

// jobsOf finds the keys of a connection's records, at most limit.
func (tx *Tx) jobsOf(id ConnectionID, limit int) [][]byte {
	var keys [][]byte
	for k, v := range tx.scan(tableJobIndex, nil, nil, false) {
		if len(keys) == limit {
			break
		}
		if readJobIndex(v).connection == id {
			keys = append(keys, bytes.Clone(k))
		}
	}
	return keys
}

func (tx *Tx) deleteAll(t table, keys [][]byte) error {
	for _, k := range keys {
		if err := tx.delete(t, k); err != nil {
			return err
		}
	}
	return nil
}
