package soak_test

import (
	"bufio"
	"encoding/json"
	"os"
)

// entry is a line of the journal that the process keeps beside the book, to be held against it.
type entry struct {
	// Count is about to be written; Serial stands in the row's vendor quantity, which no shipment moves, and so tells which
	// count was written last. After is the last shipment recorded before it.
	Count *countEntry `json:",omitempty"`
	// Shipped are shipments that were recorded: their transaction is over.
	Shipped []uint64 `json:",omitempty"`
	// Kit has components from now on, or had: its count follows rules that aren't held here.
	Kit []string `json:",omitempty"`
	// Did counts what was done, by name.
	Did string `json:",omitempty"`
}

type countEntry struct {
	SKU      string
	Location uint64
	OnHand   int
	Serial   int
	After    uint64
}

// journal is appended to with one write a line, so that a kill cuts none.
type journal struct{ file *os.File }

func openJournal(path string) (*journal, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	return &journal{f}, err
}

func (j *journal) add(e entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = j.file.Write(append(line, '\n'))
	return err
}

func readJournal(path string) (all []entry, err error) {
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var e entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, lines.Err()
}
