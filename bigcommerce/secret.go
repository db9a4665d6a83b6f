package bigcommerce

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strconv"
)

// Secret is a token. Every verb of fmt, slog, encoding/json and text encoding show Masked; only Reveal gives the token.
//
// fmt can't call methods on unexported struct fields, so keep a Secret in exported fields or behind a closure. The verbs
// %p and %w, which fmt refuses for text, complain with the raw value before any method is asked; go vet finds those.
type Secret string

const maskDots = "••••••••"

// Reveal gives the token itself. Call it only where it leaves for the API or for the sealed book.
func (s Secret) Reveal() string { return string(s) }

// Masked is eight dots and the last four characters; all dots when the secret is shorter than 12 characters.
func (s Secret) Masked() string {
	r := []rune(string(s))
	switch {
	case len(r) == 0:
		return ""
	case len(r) < 12:
		return maskDots
	}
	return maskDots + string(r[len(r)-4:])
}

func (s Secret) String() string { return s.Masked() }

// GoString keeps %#v from printing the token.
func (s Secret) GoString() string { return "bigcommerce.Secret(" + strconv.Quote(s.Masked()) + ")" }

// Format answers every verb, %x and %d included, with the masked text.
func (s Secret) Format(f fmt.State, verb rune) {
	text := s.Masked()
	switch {
	case verb == 'v' && f.Flag('#'):
		text = s.GoString()
	case verb == 'q':
		text = strconv.Quote(text)
	}
	_, _ = io.WriteString(f, text)
}

// LogValue is what slog writes.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.Masked()) }

// MarshalJSON writes the masked text: a Secret that is to be kept is sealed by its keeper, from Reveal.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.Masked()) }

// MarshalText writes the masked text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.Masked()), nil }
