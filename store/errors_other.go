//go:build !unix

package store

import "syscall"

var errQuota error = syscall.ENOSPC
