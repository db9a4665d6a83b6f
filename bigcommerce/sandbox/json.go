package sandbox

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// encoder writes JSON by appending. It knows no nesting: a comma comes before whatever doesn't open an object or an array.
type encoder struct{ b []byte }

func (e *encoder) comma() {
	if n := len(e.b); n > 0 {
		switch e.b[n-1] {
		case '{', '[', ':':
		default:
			e.b = append(e.b, ',')
		}
	}
}

// key names the next value; names are ours and need no escaping.
func (e *encoder) key(name string) {
	e.comma()
	e.b = append(e.b, '"')
	e.b = append(e.b, name...)
	e.b = append(e.b, '"', ':')
}

func (e *encoder) open(c byte)  { e.comma(); e.b = append(e.b, c) }
func (e *encoder) close(c byte) { e.b = append(e.b, c) }

func (e *encoder) text(name, value string) {
	e.key(name)
	e.b = appendText(e.b, value)
}

func (e *encoder) number(name string, value int) {
	e.key(name)
	e.b = strconv.AppendInt(e.b, int64(value), 10)
}

func (e *encoder) id(name string, value uint64) {
	e.key(name)
	e.b = strconv.AppendUint(e.b, value, 10)
}

func (e *encoder) yes(name string, value bool) {
	e.key(name)
	e.b = strconv.AppendBool(e.b, value)
}

// raw writes JSON that stands ready.
func (e *encoder) raw(name, value string) {
	e.key(name)
	e.b = append(e.b, value...)
}

// money writes an amount as a string of four decimals.
func (e *encoder) money(name string, value money) {
	e.key(name)
	e.b = append(e.b, '"')
	e.b = value.append(e.b)
	e.b = append(e.b, '"')
}

// amount writes an amount as a number.
func (e *encoder) amount(name string, value money) {
	e.key(name)
	e.b = value.append(e.b)
}

// date writes RFC 2822 in UTC, as V2 does.
func (e *encoder) date(name string, t time.Time) {
	e.key(name)
	e.b = append(e.b, '"')
	e.b = t.AppendFormat(e.b, time.RFC1123Z)
	e.b = append(e.b, '"')
}

const hexDigits = "0123456789abcdef"

func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			_, size := utf8.DecodeRuneInString(s[i:])
			if size == 1 {
				b = append(b, s[start:i]...)
				b = append(b, "\ufffd"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		b = append(b, s[start:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		start = i
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}
