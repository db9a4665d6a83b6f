package store

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// jsonWriter appends JSON as encoding/json writes it. It goes on after an error, which is the first.
type jsonWriter struct {
	b   []byte
	err error
}

// fielder writes the fields of its own JSON object.
type fielder interface{ fields(*jsonWriter) }

func writeJSON(b *bytes.Buffer, v fielder) error {
	w := jsonWriter{b: b.AvailableBuffer()}
	w.object(v.fields)
	b.Write(w.b)
	return w.err
}

func (w *jsonWriter) object(fields func(*jsonWriter)) {
	w.b = append(w.b, '{')
	fields(w)
	w.b = append(w.b, '}')
}

func list[T any](w *jsonWriter, name string, all []T, fields func(*T, *jsonWriter)) {
	w.name(name)
	if all == nil {
		w.b = append(w.b, "null"...)
		return
	}
	w.b = append(w.b, '[')
	for i := range all {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.b = append(w.b, '{')
		fields(&all[i], w)
		w.b = append(w.b, '}')
	}
	w.b = append(w.b, ']')
}

// name begins a field of an object.
func (w *jsonWriter) name(name string) {
	if w.b[len(w.b)-1] != '{' {
		w.b = append(w.b, ',')
	}
	w.b = append(w.b, '"')
	w.b = append(w.b, name...)
	w.b = append(w.b, '"', ':')
}

func (w *jsonWriter) id(name string, n uint64) {
	w.name(name)
	w.b = strconv.AppendUint(w.b, n, 10)
}

func (w *jsonWriter) idIfAny(name string, n uint64) {
	if n != 0 {
		w.id(name, n)
	}
}

func (w *jsonWriter) whole(name string, n int) {
	w.name(name)
	w.b = strconv.AppendInt(w.b, int64(n), 10)
}

func (w *jsonWriter) wholeIfAny(name string, n int) {
	if n != 0 {
		w.whole(name, n)
	}
}

func (w *jsonWriter) textIfAny(name, s string) {
	if s != "" {
		w.text(name, s)
	}
}

func (w *jsonWriter) text(name, s string) {
	w.name(name)
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			ascii = false
		case asItIs[c]:
		default:
			w.escaped(s)
			return
		}
	}
	if !ascii && (!utf8.ValidString(s) || strings.ContainsAny(s, "\u2028\u2029")) {
		w.escaped(s)
		return
	}
	w.b = append(w.b, '"')
	w.b = append(w.b, s...)
	w.b = append(w.b, '"')
}

// asItIs are the characters of ASCII that encoding/json doesn't escape.
var asItIs = func() (t [utf8.RuneSelf]bool) {
	for c := byte(' '); c < utf8.RuneSelf; c++ {
		t[c] = !strings.ContainsRune(`"\<>&`, rune(c))
	}
	return t
}()

func (w *jsonWriter) escaped(s string) {
	quoted, err := json.Marshal(s)
	if err != nil {
		w.fail(err)
	}
	w.b = append(w.b, quoted...)
}

func (w *jsonWriter) time(name string, t time.Time) {
	w.name(name)
	w.b = append(w.b, '"')
	b, err := t.AppendText(w.b)
	if err != nil {
		w.fail(err)
		return
	}
	w.b = append(b, '"')
}

// money writes a decimal as a string, as decimal.Decimal does: without zeros at the end of its fraction.
func (w *jsonWriter) money(name string, d decimal.Decimal) {
	w.name(name)
	w.b = append(w.b, '"')
	if places := -d.Exponent(); 0 <= places && places <= mostDigits && d.NumDigits() <= mostDigits {
		w.fixed(d.CoefficientInt64(), int(places))
	} else {
		w.b = append(w.b, d.String()...)
	}
	w.b = append(w.b, '"')
}

// mostDigits is how many digits any int64 may have, and one more bit is left.
const mostDigits = 18

func (w *jsonWriter) fixed(units int64, places int) {
	for places > 0 && units%10 == 0 {
		units, places = units/10, places-1
	}
	if units < 0 {
		w.b, units = append(w.b, '-'), -units
	}
	one := int64(1)
	for range places {
		one *= 10
	}
	w.b = strconv.AppendInt(w.b, units/one, 10)
	if places > 0 {
		point := len(w.b)
		w.b = strconv.AppendInt(w.b, one+units%one, 10) // a 1, and then all digits of the fraction
		w.b[point] = '.'
	}
}

func (w *jsonWriter) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}
