//go:build !linux && !darwin

package window

import "net"

// sameUser leaves it to the socket's folder, which nobody else can enter.
func sameUser(*net.UnixConn) error { return nil }
