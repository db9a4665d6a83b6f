package bigcommerce

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// netCause is why a request got no whole answer, as far as repeating it goes.
type netCause int

const (
	causeBroken      netCause = iota // reset, truncated: the next try may well do
	causeTimeout                     // it didn't answer in time
	causeUnreachable                 // no name, no route, refused: only a network or a server that comes back helps
	causeTLS                         // nothing that waiting mends
)

// networkError puts a transport's error into words.
func networkError(host string, err error) (*NetworkError, netCause) {
	e := &NetworkError{Host: host, Err: err}
	var dns *net.DNSError
	var timeout interface{ Timeout() bool }
	switch {
	case isTLS(err):
		e.Reason = "its certificate is not trusted"
		return e, causeTLS
	case errors.As(err, &dns):
		e.Reason = "its name was not found"
		return e, causeUnreachable
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Reason = "it refused the connection"
		return e, causeUnreachable
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		e.Reason = "there is no network route to it"
		return e, causeUnreachable
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		e.Reason = "it took too long to answer"
		return e, causeTimeout
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.Reason = "the answer was cut off"
		return e, causeBroken
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF):
		e.Reason = "the connection broke off"
		return e, causeBroken
	}
	e.Reason = "the connection failed"
	return e, causeBroken
}

func isTLS(err error) bool {
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	return errors.As(err, &verify) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &authority) || errors.As(err, &name) || errors.As(err, &invalid)
}

// TLS tells whether encryption failed: a certificate that isn't trusted, or no encryption at the other end.
func (e *NetworkError) TLS() bool { return isTLS(e.Err) }
