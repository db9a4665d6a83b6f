//go:build unix

package store

import "syscall"

// errQuota is what a user's disk quota answers.
var errQuota error = syscall.EDQUOT
