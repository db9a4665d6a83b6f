//go:build !unix

package window

import "os"

// here tells whether this system has windows.
const here = false

func private(string) error { return ErrNotHere }

func quiet(uintptr) (restore func(), err error) { return nil, ErrNotHere }

var resized []os.Signal
