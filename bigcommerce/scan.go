package bigcommerce

import (
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/shopspring/decimal"
)

// scanInto decodes JSON that is as the API's documents describe it, in one pass. Most of a page of orders is fields that
// nobody here reads, and encoding/json looks at each of them twice, slowly. It tells false where anything is out of the
// ordinary, be it a type, a name or the syntax; what out holds then is of no use, and decodeLenient is to judge and to
// name what is wrong. Where it tells true, decodeLenient would have made the same of the text.
//
// Strings in out are copies: nothing in out is part of text.
func scanInto(text string, out any) bool {
	v := reflect.ValueOf(out)
	v.Elem().SetZero()
	plans := plansOf(v.Type().Elem())
	p := plans.Get().(*plan)
	defer plans.Put(p)
	s := scan{text: text}
	s.value(p, v.UnsafePointer())
	s.space()
	return !s.odd && s.at == len(text)
}

// deepest is how deep values may lie in each other.
const deepest = 64

// scan is a place in a text. Once odd is set nothing counts any more.
type scan struct {
	text  string
	kept  []byte // what strings were copied to
	at    int
	depth int
	odd   bool

	elements int     // of lists that were stepped over
	held     uintptr // bytes of the elements of lists that were decoded
}

// An answer may have lists whose elements take two bytes each and a thousand once decoded. mostHeld bounds what they are decoded
// to, mostElements how many the lists within an answer have where another decodes them, mostRows how many its own list has.
const (
	mostHeld     = 12 << 20
	mostElements = 100_000
	mostRows     = 10_000
)

var errCrowded = errors.New("it has more rows than any answer has")

// crowded reports whether the lists in a text have more elements than any answer has.
func crowded(text []byte) bool {
	if len(text) < mostElements {
		return false
	}
	s := scan{text: unsafe.String(unsafe.SliceData(text), len(text))}
	s.skip()
	return s.elements > mostElements
}

// rowList is a list whose rows are left for later. They are parts of the text that it was decoded from.
type rowList []json.RawMessage

func (l *rowList) UnmarshalJSON(b []byte) error {
	*l = nil
	s := scan{text: unsafe.String(unsafe.SliceData(b), len(b))}
	switch {
	case s.literal("null"):
		return nil
	case !s.enter('['):
		return &json.UnmarshalTypeError{Value: "no list", Type: reflect.TypeFor[rowList]()}
	}
	*l = rowList{} // empty is not null
	for n := 0; s.more(']', n); n++ {
		if n == mostRows {
			return errCrowded
		}
		from := s.at
		s.skip()
		*l = append(*l, b[from:s.at:s.at])
	}
	if s.odd {
		return errCrowded // or its rows lie in each other deeper than any
	}
	return nil
}

// value decodes what stands here to a place of the plan's type. As with encoding/json, null leaves it as it is, but for
// lists and for types that decode themselves.
func (s *scan) value(p *plan, to unsafe.Pointer) {
	s.space()
	switch p.kind {
	case aDecimal:
		*(*Decimal)(to) = Decimal{s.decimal()}
		return
	case aTime:
		at, err := parseTime(s.scalar())
		*(*Time)(to) = Time{at}
		s.odd = s.odd || err != nil
		return
	case aSlice:
		s.slice(p, to)
		return
	}
	if s.literal("null") {
		return
	}
	switch p.kind {
	case aString:
		*(*string)(to) = s.str()
	case anInt:
		n, err := strconv.Atoi(s.number())
		*(*int)(to) = n
		s.odd = s.odd || err != nil
	case aUint64:
		n, err := strconv.ParseUint(s.number(), 10, 64)
		*(*uint64)(to) = n
		s.odd = s.odd || err != nil
	case aBool:
		yes := s.literal("true")
		*(*bool)(to) = yes
		s.odd = s.odd || !yes && !s.literal("false")
	case aStruct:
		s.object(p, to)
	default:
		s.odd = true
	}
}

func (s *scan) decimal() decimal.Decimal {
	text := s.scalar()
	if text == "0.0000" { // most amounts
		return noAmount
	}
	d, err := parseDecimal(text)
	s.odd = s.odd || err != nil
	return d
}

// noAmount is what 0.0000 is parsed to.
var noAmount = decimal.New(0, -4)

func (s *scan) object(p *plan, to unsafe.Pointer) {
	switch {
	case s.enter('{'):
		for n := 0; s.more('}', n); n++ {
			if f := s.field(p, n); f != nil {
				s.value(f.plan, unsafe.Add(to, f.offset))
			} else if !s.odd {
				s.skipUsual(&p.usual[n])
			}
		}
	case s.enter('['): // a list around an object, see fitStruct
		for n := 0; s.more(']', n); n++ {
			if n == 0 && strings.HasPrefix(s.text[s.at:], "{") {
				s.object(p, to)
			} else {
				s.skip()
			}
		}
	default:
		s.odd = true
	}
}

// slice decodes a list to a slice that has room for as many elements as the last one of this place had.
func (s *scan) slice(p *plan, to unsafe.Pointer) {
	v := reflect.NewAt(p.slice, to).Elem()
	if !v.IsNil() { // a list that comes twice
		s.odd = true
		return
	}
	if s.literal("null") {
		return
	}
	if !s.enter('[') {
		s.odd = true
		return
	}
	*(*[]struct{})(to) = []struct{}{} // of any type, an empty slice that isn't nil is the same
	n := 0
	for ; s.more(']', n); n++ {
		if s.held += p.size; s.held > mostHeld {
			s.odd = true
			return
		}
		if n == v.Cap() {
			v.Grow(max(1, p.usually-n))
		}
		v.SetLen(n + 1)
		s.value(p.of, unsafe.Add(v.UnsafePointer(), uintptr(n)*p.size))
	}
	p.usually = n
}

// field reads the n-th name of an object; nil where nobody reads what it names.
func (s *scan) field(p *plan, n int) *planField {
	if n < len(p.usual) && strings.HasPrefix(s.text[s.at:], p.usual[n].text) {
		s.at += len(p.usual[n].text)
		return p.usual[n].field
	}
	from := s.at
	quoted, _ := s.quoted()
	for i := range len(quoted) {
		// An escape may hide any name, and encoding/json takes capitals for small letters.
		if c := quoted[i]; c == '\\' || c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			s.odd = true
		}
	}
	s.colon()
	if s.odd {
		return nil
	}
	f := p.fields[quoted[1:len(quoted)-1]]
	if n == len(p.usual) {
		p.usual = append(p.usual, usualName{})
	}
	p.usual[n] = usualName{text: strings.Clone(s.text[from:s.at]), field: f}
	return f
}

// skipUsual steps over a value that nobody reads: at once, where it is the one that stood at this place of late.
func (s *scan) skipUsual(u *usualName) {
	from, end := s.at, s.at+len(u.value)
	if u.value != "" && end < len(s.text) && s.text[from:end] == u.value && (s.text[end] == ',' || s.text[end] == '}') {
		s.at = end
		return
	}
	if s.skip(); !s.odd && u.others < mostOthers {
		u.value = strings.Clone(s.text[from:s.at])
		u.others++
	}
}

// skip steps over a value.
func (s *scan) skip() {
	s.space()
	switch {
	case s.at == len(s.text):
		s.odd = true
	case s.text[s.at] == '"':
		s.quoted()
	case s.text[s.at] == '{':
		s.enter('{')
		for n := 0; s.more('}', n); n++ {
			s.quoted()
			s.colon()
			s.skip()
		}
	case s.text[s.at] == '[':
		s.enter('[')
		for n := 0; s.more(']', n); n++ {
			s.elements++
			s.skip()
		}
	case s.literal("null"), s.literal("true"), s.literal("false"):
	default:
		s.number()
	}
}

// scalar is the text of a string, without escapes, or of a number; "" for null.
func (s *scan) scalar() string {
	if s.at < len(s.text) && s.text[s.at] == '"' {
		quoted, plain := s.quoted()
		if s.odd || !plain && strings.IndexByte(quoted, '\\') >= 0 {
			s.odd = true
			return ""
		}
		return strings.TrimSpace(quoted[1 : len(quoted)-1])
	}
	if s.literal("null") {
		return ""
	}
	return s.number()
}

func (s *scan) str() string {
	quoted, plain := s.quoted()
	if s.odd {
		return ""
	}
	text := quoted[1 : len(quoted)-1]
	if plain || strings.IndexByte(text, '\\') < 0 && utf8.ValidString(text) {
		return s.keep(text)
	}
	return s.unescaped(quoted)
}

// keptAtOnce is how many bytes strings are copied to at least.
const keptAtOnce = 16 << 10

// keep copies a string, many to one piece of memory.
func (s *scan) keep(text string) string {
	if text == "" {
		return ""
	}
	if cap(s.kept)-len(s.kept) < len(text) {
		s.kept = make([]byte, 0, max(len(text), min(keptAtOnce, len(s.text)-s.at)))
	}
	s.kept = append(s.kept, text...)
	return unsafe.String(&s.kept[len(s.kept)-len(text)], len(text))
}

func (s *scan) unescaped(quoted string) (text string) {
	s.odd = json.Unmarshal([]byte(quoted), &text) != nil
	return text
}
