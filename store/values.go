package store

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"io"
	"time"

	"cartwire/store/ledger"
)

// What a row of each table must be like. Whoever adds a table adds it here: a test holds the list against the engine's.
var rowChecks = map[table]func(k, v []byte) error{
	tableMeta:        checkMeta,
	tableConnections: row[Connection](8),
	tableSecrets:     checkSecret,
	tableLocations:   row[Location](8),
	tableOrders:      row[Order](16),
	tableCounts:      numbers(16, 8),
	tableDays:        numbers(16, 8),
	tableSets:        checkSet,
	tableLabels:      row[[]statusLabel](8),
	tableSegments:    row[indexState](8),
	tableWords:       checkBlock,
	tableCustomers:   row[Customer](0),
	tableImports:     row[ImportState](8),
	tableExported:    row[time.Time](16),
	tableHandover:    checkHandover,
	tableSetAside:    row[SetAside](16),
	tableDue:         mark1(17),
	tableItems:       row[Item](0),
	tableLinks:       row[Link](24),
	tableLinkSKUs:    numbers(0, 16),
	tableProducts:    row[ProductState](8),
	tableStock:       checkCounts,
	tableKits:        row[Kit](0),
	tableAllocations: row[ledger.Order](16),
	tableAllocated:   checkAllocated,
	tableStoreStock:  row[StoreStock](8),
	tablePushed:      row[Pushed](32),
	tableMovements:   row[Movement](0),
	tableShipments:   row[BookShipment](24),
	tableOutbox:      mark1(24),
	tableRuns:        row[LastRuns](8),
	tableJobs:        row[Job](8),
	tableJobIndex:    checkJobIndex,
	tablePlans:       checkPlan,
	tableActivity:    row[Activity](8),
	tableSequences:   numbers(0, 8),
	tableGuides:      row[GuideState](0),
	tableSettings:    row[Settings](0),
	tablePlaces:      row[Place](32),
}

func checkAllocated(k, v []byte) error {
	if _, _, ok := readAllocated(k, v); !ok {
		return unreadable("what an order takes of an item in it doesn't decode")
	}
	return nil
}

func checkCounts(k, v []byte) error {
	if err := keyLength(k, 0); err != nil {
		return err
	}
	row, err := decodeCounts(v)
	if err == nil && !bytes.Equal(k, stockKey(row.SKU, row.Location)) {
		return unreadable("the counts of %s at location %d stand under another key", row.SKU, row.Location)
	}
	for _, e := range row.Entries {
		if err == nil && (e.Place != ledger.Place(row.Location) || e.When <= 0 && row.Changed.After(time.Unix(1, 0))) {
			return unreadable("an entry of %s at location %d is of another location, or of no time", row.SKU, row.Location)
		}
	}
	return err
}

// checkRow tells whether a row of a table can be read; a *valueError where it can't.
func checkRow(t table, k, v []byte) error {
	check, ok := rowChecks[t]
	if !ok {
		return unreadable("there is no table %q", t)
	}
	return check(k, v)
}

func keyLength(k []byte, n int) error {
	if len(k) == 0 || n > 0 && len(k) != n {
		return unreadable("a key in it has %d bytes", len(k))
	}
	return nil
}

// row is a value that decodes, under a key of so many bytes; 0: any number.
func row[T any](keyBytes int) func(k, v []byte) error {
	return func(k, v []byte) error {
		if err := keyLength(k, keyBytes); err != nil {
			return err
		}
		var into T
		return decode(v, &into)
	}
}

// numbers is a value of so many bytes.
func numbers(keyBytes, valueBytes int) func(k, v []byte) error {
	return func(k, v []byte) error {
		if len(v) != valueBytes {
			return unreadable("a value in it has %d bytes in place of %d", len(v), valueBytes)
		}
		return keyLength(k, keyBytes)
	}
}

// mark1 is a row that says all by being there.
func mark1(keyBytes int) func(k, v []byte) error {
	return func(k, v []byte) error {
		if len(v) != 1 || v[0] != valueVersion {
			return unreadable("a mark in it is none")
		}
		return keyLength(k, keyBytes)
	}
}

func checkMeta(k, v []byte) error {
	switch {
	case bytes.Equal(k, []byte("version")):
		return numbers(0, 1)(k, v)
	case bytes.Equal(k, migratingKey):
		return row[migration](0)(k, v)
	case bytes.HasPrefix(k, mergingMark):
		return row[merge](len(mergingMark)+8)(k, v)
	case bytes.HasPrefix(k, removing):
		return mark1(len(removing)+8)(k, v)
	}
	return nil // of a newer Cartwire with the same layout
}

func checkSecret(k, v []byte) error {
	if len(k) != 8 && len(k) != 16 {
		return keyLength(k, 8)
	}
	if !bytes.HasPrefix(v, []byte("age-encryption.org/")) {
		return unreadable("a sealed token in it is damaged")
	}
	return nil
}

const setKeyLength = 8 + 1 + 8 + 4 // see setKey

func checkSet(k, v []byte) error {
	if err := keyLength(k, setKeyLength); err != nil {
		return err
	}
	return new(bitmap).orStored(v)
}

func checkBlock(k, v []byte) error {
	if len(k) < 16 {
		return keyLength(k, 16)
	}
	r, err := readBlock(v)
	for more := true; more && err == nil; {
		more, err = r.next()
	}
	return err
}

func checkHandover(k, v []byte) error {
	if len(k) == 8 {
		return mark1(8)(k, v)
	}
	return numbers(16, 8)(k, v)
}

func checkJobIndex(k, v []byte) error {
	if len(v) < 9 {
		return unreadable("a row of the list of jobs is cut off")
	}
	return keyLength(k, 8)
}

func checkPlan(k, v []byte) error {
	if len(v) == 0 || v[0] != valueVersion {
		return unreadable("the plan of a job in it doesn't decode")
	}
	plan, err := inflatePlan(v)
	if err != nil || !json.Valid(plan) {
		return unreadable("the plan of a job in it doesn't decode")
	}
	return keyLength(k, 16)
}

// maxPlan bounds what a plan may inflate to: ten thousand changes take some MB.
const maxPlan = 256 << 20

func inflatePlan(raw []byte) ([]byte, error) {
	plan, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(raw[1:])), maxPlan+1))
	if err == nil && len(plan) > maxPlan {
		err = io.ErrUnexpectedEOF
	}
	return plan, err
}
