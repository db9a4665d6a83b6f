package text

import (
	"encoding/json"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// NewJSONEncoder writes JSON whose text can neither steer a terminal nor hide in it: whatever Clean would change is written
// as \uXXXX, so that nothing of it is lost.
func NewJSONEncoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(jsonEscaper{w})
	enc.SetEscapeHTML(false)
	return enc
}

// jsonEscaper takes whole values, as an encoder writes them.
type jsonEscaper struct{ w io.Writer }

func (e jsonEscaper) Write(p []byte) (int, error) {
	if _, err := e.w.Write(EscapeJSON(p)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// EscapeJSON writes what Clean would change in a JSON text as \uXXXX. The value stays the same, and so do line ends and tabs
// between its parts.
func EscapeJSON(raw []byte) []byte {
	if escaped(raw) {
		return raw
	}
	out := make([]byte, 0, len(raw)+len(raw)/8)
	marks := 0
	for len(raw) > 0 {
		r, w := utf8.DecodeRune(raw)
		piece := raw[:w]
		raw = raw[w:]
		if unicode.In(r, unicode.Mn, unicode.Me) && !hidden(r) && marks < maxMarks {
			marks++
			out = append(out, piece...)
			continue
		}
		marks = 0
		if shown, ok := visible(r); r == '\n' || r == '\t' || ok && shown == r && !unicode.In(r, unicode.Mn, unicode.Me) {
			out = append(out, piece...)
			continue
		}
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			out = appendEscape(out, high)
			r = low
		}
		out = appendEscape(out, r)
	}
	return out
}

func escaped(raw []byte) bool {
	for _, b := range raw {
		if (b < ' ' || b > '~') && b != '\n' && b != '\t' {
			return false
		}
	}
	return true
}

func appendEscape(out []byte, r rune) []byte {
	const digits = "0123456789abcdef"
	return append(out, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}
