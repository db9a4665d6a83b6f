// Package soak_test holds everything that moves against one another: a store in which things happen and requests go wrong,
// a book in which people work, and a process that is killed between them. See TestEverythingTogether.
package soak_test

import (
	"flag"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain also is the process that is killed: with asChild set it works on a book instead of testing.
func TestMain(m *testing.M) {
	if order := os.Getenv(asChild); order != "" {
		os.Exit(work(order))
	}
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen {
		_ = flag.Set("test.parallel", "10") // a seed mostly waits
	}
	goleak.VerifyTestMain(m)
}
