//go:build !unix && !windows

package plain

import "errors"

func silence(uintptr) (func(), error) {
	return nil, errors.New("this terminal can't stop showing what is typed")
}
