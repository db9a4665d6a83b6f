package bigcommerce

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// scanInto decodes JSON that is as the API's documents describe it, in one pass. Most of a page of orders is fields that
// nobody here reads, and encoding/json looks at each of them twice, slowly. It tells false where anything is out of the
// ordinary, be it a type, a name or the syntax; what out holds then is of no use, and decodeLenient is to judge and to
// name what is wrong. Where it tells true, decodeLenient would have made the same of the text.
//
// Strings in out are parts of text.
func scanInto(text string, out any) bool {
	v := reflect.ValueOf(out).Elem()
	v.SetZero()
	s := scan{text: text}
	s.value(planOf(v.Type()), v)
	s.space()
	return !s.odd && s.at == len(text)
}

// deepest is how deep values may lie in each other.
const deepest = 64

// scan is a place in a text. Once odd is set nothing counts any more.
type scan struct {
	text  string
	at    int
	depth int
	odd   bool
}

// plan is how a type is decoded: a struct by its fields, a slice by its elements.
type plan struct {
	fields map[string]*planField
	usual  []usualName
	of     *plan
}

type planField struct {
	index []int
	*plan
}

// usualName is what stood at this place of the last object: objects of a list have the same names in the same order.
type usualName struct {
	quoted string
	field  *planField // nil: nobody reads it
}

func planOf(t reflect.Type) *plan {
	p := &plan{}
	switch {
	case reflect.PointerTo(t).Implements(unmarshaler):
	case t.Kind() == reflect.Slice:
		p.of = planOf(t.Elem())
	case t.Kind() == reflect.Struct:
		p.fields = map[string]*planField{}
		for _, f := range reflect.VisibleFields(t) {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
				p.fields[name] = &planField{f.Index, planOf(f.Type)}
			}
		}
	}
	return p
}

// value decodes what stands here into v. As with encoding/json, null leaves it as it is, but for lists and for types that
// decode themselves.
func (s *scan) value(p *plan, v reflect.Value) {
	s.space()
	switch to := v.Addr().Interface().(type) {
	case *Decimal:
		d, err := parseDecimal(s.scalar())
		to.Decimal = d
		s.odd = s.odd || err != nil
		return
	case *Time:
		at, err := parseTime(s.scalar())
		to.Time = at
		s.odd = s.odd || err != nil
		return
	}
	if s.literal("null") {
		s.odd = s.odd || p.of != nil && !v.IsNil() // a list that comes twice
		return
	}
	switch to := v.Addr().Interface().(type) {
	case *string:
		*to = s.str()
	case *int:
		n, err := strconv.Atoi(s.number())
		*to = n
		s.odd = s.odd || err != nil
	case *uint64:
		n, err := strconv.ParseUint(s.number(), 10, 64)
		*to = n
		s.odd = s.odd || err != nil
	case *bool:
		*to = s.literal("true")
		s.odd = s.odd || !*to && !s.literal("false")
	default:
		s.composite(p, v)
	}
}

func (s *scan) composite(p *plan, v reflect.Value) {
	switch {
	case p.fields != nil && s.enter('{'):
		for n := 0; s.more('}', n); n++ {
			if f := s.field(p, n); f != nil {
				s.value(f.plan, v.FieldByIndex(f.index))
			} else {
				s.skip()
			}
		}
	case p.fields != nil && s.enter('['): // a list around an object, see fitStruct
		for n := 0; s.more(']', n); n++ {
			if n == 0 && strings.HasPrefix(s.text[s.at:], "{") {
				s.composite(p, v)
			} else {
				s.skip()
			}
		}
	case p.of != nil && v.IsNil() && s.enter('['):
		v.Set(reflect.MakeSlice(v.Type(), 0, 1))
		for n := 0; s.more(']', n); n++ {
			v.Grow(1)
			v.SetLen(n + 1)
			s.value(p.of, v.Index(n))
		}
	default:
		s.odd = true
	}
}

// field reads the n-th name of an object; nil where nobody reads what it names.
func (s *scan) field(p *plan, n int) (f *planField) {
	if n < len(p.usual) && strings.HasPrefix(s.text[s.at:], p.usual[n].quoted) {
		s.at += len(p.usual[n].quoted)
		f = p.usual[n].field
	} else {
		quoted := s.quoted()
		for i := range len(quoted) {
			// An escape may hide any name, and encoding/json takes capitals for small letters.
			if c := quoted[i]; c == '\\' || c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
				s.odd = true
			}
		}
		if s.odd {
			return nil
		}
		f = p.fields[quoted[1:len(quoted)-1]]
		if n == len(p.usual) {
			p.usual = append(p.usual, usualName{})
		}
		p.usual[n] = usualName{quoted, f}
	}
	s.colon()
	return f
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
		quoted := s.quoted()
		if s.odd || strings.IndexByte(quoted, '\\') >= 0 {
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

func (s *scan) str() (text string) {
	quoted := s.quoted()
	if s.odd {
		return ""
	}
	if text = quoted[1 : len(quoted)-1]; strings.IndexByte(text, '\\') >= 0 || !utf8.ValidString(text) {
		s.odd = json.Unmarshal([]byte(quoted), &text) != nil
	}
	return text
}
