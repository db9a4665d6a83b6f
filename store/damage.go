package store

import (
	"errors"
	"fmt"
	"runtime"
)

// A damaged file shows in three ways: bbolt says so when it opens it, bbolt panics on a page that makes no sense, or a
// page leads out of the file, which is a fault of memory. All three become a *DamagedError; the panics of anybody else
// stay what they are, a defect of the program.

// damage is what a panic of bbolt's is turned into on its way up.
type damage struct{ reason string }

// mark is deferred by every call into bbolt.
func mark() {
	switch r := recover().(type) {
	case nil:
	case *damage:
		panic(r)
	default:
		panic(&damage{reasonOf(r)})
	}
}

// reasonOf says in words what bbolt's panic says of the file.
func reasonOf(r any) string {
	if isFault(r) {
		return "a page leads out of it"
	}
	if _, ok := r.(runtime.Error); ok {
		return "a page makes no sense"
	}
	return fmt.Sprint(r)
}

// isFault reports whether memory was read that isn't there: a page or a value leads out of the file.
func isFault(r any) bool {
	_, ok := r.(interface {
		runtime.Error
		Addr() uintptr
	})
	return ok
}

// damaged makes an error of what was recovered from a transaction. inside: bbolt's own code was running.
func damaged(path string, recovered any, inside bool, err error) error {
	if recovered == nil {
		if v, ok := errors.AsType[*valueError](err); ok {
			return &DamagedError{Path: path, Reason: v.Error()}
		}
		return err
	}
	if d, ok := recovered.(*damage); ok {
		return &DamagedError{Path: path, Reason: d.reason}
	}
	// A value that leads out of the file faults where it is read.
	if inside || isFault(recovered) {
		return &DamagedError{Path: path, Reason: reasonOf(recovered)}
	}
	panic(recovered)
}

// valueError says that a value of the book can't be read.
type valueError struct {
	reason string
	err    error
}

func (e *valueError) Error() string { return e.reason }
func (e *valueError) Unwrap() error { return e.err }

// unreadable is a *valueError.
func unreadable(format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &valueError{err.Error(), errors.Unwrap(err)}
}
