package command_test

import (
	"encoding/binary"
	"os"

	"github.com/rogpeppe/go-internal/testscript"
	bolt "go.etcd.io/bbolt"
)

// cutFile leaves half of a file: cut FILE
func cutFile(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), info.Size()/2))
}

// miscount makes the book believe that its first connection has one order: miscount
func miscount(ts *testscript.TestScript, _ bool, _ []string) {
	db, err := bolt.Open(ts.Getenv("CARTWIRE_BOOK"), 0o600, nil)
	ts.Check(err)
	ts.Check(db.Update(func(tx *bolt.Tx) error {
		k := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, 1), 0)
		return tx.Bucket([]byte("counts")).Put(k, binary.BigEndian.AppendUint64(nil, 1))
	}))
	ts.Check(db.Close())
}

// refuseAll has the store refuse its token: refuse
func refuseAll(ts *testscript.TestScript, _ bool, _ []string) { storeOf(ts).Revoke() }
