package bigcommerce

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// An answer may have lists whose elements take two bytes each and a thousand once decoded: mostElements bounds how many the
// lists within one row, or an answer that is no list, have together; mostRows how many rows a list has.
const (
	mostElements = 20_000
	mostRows     = 10_000
)

var errCrowded = errors.New("it has more rows than any answer has")

// asJSON1 has the fast decoder take what encoding/json takes, but for objects in which a name comes twice.
var asJSON1 = jsonv2.JoinOptions(jsonv1.DefaultOptionsV1(), jsontext.AllowDuplicateNames(false))

func tokens(text []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBuffer(text), asJSON1)
}

// crowded reports whether the lists in a text have more elements than any answer has.
func crowded(text []byte) bool {
	if len(text) < mostElements {
		return false
	}
	elements := int64(0)
	for d := tokens(text); ; {
		if d.PeekKind() == ']' {
			_, n := d.StackIndex(d.StackDepth())
			elements += n
		}
		if _, err := d.ReadToken(); err != nil || elements > mostElements {
			return elements > mostElements
		}
	}
}

// rowList is a list whose rows are left for later. They are parts of the text that it was decoded from.
type rowList []json.RawMessage

func (l *rowList) UnmarshalJSON(b []byte) error {
	*l = nil
	d := tokens(b)
	switch start, err := d.ReadToken(); {
	case err != nil:
		return err
	case start.Kind() == 'n':
		return nil
	case start.Kind() != '[':
		return &json.UnmarshalTypeError{Value: "no list", Type: reflect.TypeFor[rowList]()}
	}
	*l = rowList{} // empty is not null
	for n := 0; d.PeekKind() != ']'; n++ {
		row, err := d.ReadValue()
		if err != nil || n == mostRows {
			return errCrowded // or its rows lie in each other deeper than any
		}
		end := int(d.InputOffset())
		*l = append(*l, b[end-len(row):end:end])
	}
	return nil
}

// decodeLenient decodes one JSON value. Where the API gave a field another type than its spec says (a number for text,
// text for a number, an empty array for an object, a list around an object, a link for a list), what means the same is
// taken and what means nothing is left zero. Only values of fields that out has are looked at.
//
// The common case costs nothing: the slow way, which takes many times the memory of the text, is gone only after
// it was refused as it is, and not for more than maxLenient.
func decodeLenient(b []byte, out any) error {
	if crowded(b) {
		return errCrowded
	}
	reflect.ValueOf(out).Elem().SetZero() // of an answer that was read before and cut
	if jsonv2.Unmarshal(b, out, asJSON1) == nil {
		return nil
	}
	return decodeFitted(b, out)
}

// decodeFitted is decodeLenient's slow way.
func decodeFitted(b []byte, out any) error {
	v := reflect.ValueOf(out).Elem()
	v.SetZero()
	err := json.Unmarshal(b, out)
	if err == nil || isSyntax(err) || len(b) > maxLenient {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var raw any
	if err := dec.Decode(&raw); err != nil {
		return err
	}
	fitted, err := json.Marshal(fit(raw, reflect.TypeOf(out).Elem()))
	if err != nil {
		return err
	}
	v.SetZero()
	if err = json.Unmarshal(fitted, out); err != nil {
		if field := badField(fitted, reflect.TypeOf(out).Elem()); field != "" {
			err = &fieldError{field, err}
		}
	}
	return err
}

// fieldError names the field that can't be read.
type fieldError struct {
	field string
	err   error
}

func (e *fieldError) Error() string { return fmt.Sprintf("its field %s is %s", e.field, e.err) }
func (e *fieldError) Unwrap() error { return e.err }

// badField finds the field that keeps an object from being read: the JSON package names none where a field reads itself.
func badField(b []byte, t reflect.Type) string {
	within := func(v json.RawMessage) []byte { return v }
	path := ""
	for {
		found := false
		var fields map[string]json.RawMessage
		var list []json.RawMessage
		try := func(name string, v json.RawMessage, in func(json.RawMessage) []byte) {
			if !found && json.Unmarshal(in(v), reflect.New(t).Interface()) != nil {
				found, path, b, within = true, path+name, v, in
			}
		}
		outer := within
		if json.Unmarshal(b, &fields) == nil {
			for _, name := range slices.Sorted(maps.Keys(fields)) {
				dot := "."
				if path == "" {
					dot = ""
				}
				try(dot+name, fields[name], func(v json.RawMessage) []byte { return outer(fmt.Appendf(nil, "{%q:%s}", name, v)) })
			}
		} else if json.Unmarshal(b, &list) == nil {
			for i, v := range list {
				try(fmt.Sprintf("[%d]", i), v, func(v json.RawMessage) []byte { return outer(fmt.Appendf(nil, "[%s]", v)) })
			}
		}
		if !found {
			return path
		}
	}
}

// maxLenient is far more than a row, or an answer that is no list, ever holds.
const maxLenient = 4 << 20

func isSyntax(err error) bool {
	_, ok := err.(*json.SyntaxError)
	return ok
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// fit turns a decoded value into one that encoding/json takes for t; what can't be turned is returned as it is, so that
// decoding it names the field.
func fit(v any, t reflect.Type) any {
	if reflect.PointerTo(t).Implements(unmarshaler) {
		switch v.(type) {
		case string, json.Number:
			return v
		}
		return nil
	}
	switch t.Kind() {
	case reflect.Struct:
		return fitStruct(v, t)
	case reflect.Slice:
		list, ok := v.([]any)
		if !ok {
			return nil // a link in place of a list
		}
		out := make([]any, 0, len(list))
		for _, e := range list {
			out = append(out, fit(e, t.Elem()))
		}
		return out
	case reflect.String:
		return fitString(v)
	case reflect.Bool:
		return fitBool(v)
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return fitInt(v)
	}
	return v
}

func fitStruct(v any, t reflect.Type) any {
	if list, ok := v.([]any); ok && len(list) > 0 {
		v = list[0] // the legacy list around consignments (github.com/bigcommerce/docs pull request 754)
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	out := make(map[string]any, len(m))
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || f.Anonymous {
			continue
		}
		if e, ok := m[name]; ok {
			out[name] = fit(e, f.Type)
		}
	}
	return out
}

func fitString(v any) any {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case []any:
		if text, err := json.Marshal(v); err == nil && len(v) > 0 {
			return string(text)
		}
	}
	return nil
}

func fitBool(v any) any {
	var s string
	switch v := v.(type) {
	case bool:
		return v
	case json.Number:
		s = v.String()
	case string:
		s = strings.ToLower(strings.TrimSpace(v))
	default:
		return nil
	}
	switch s {
	case "1", "true", "yes":
		return true
	case "", "0", "false", "no":
		return false
	}
	return v
}

func fitInt(v any) any {
	var s string
	switch v := v.(type) {
	case json.Number:
		s = v.String()
	case string:
		s = strings.TrimSpace(v)
	case bool:
		if v {
			return 1
		}
		return 0
	default:
		return nil
	}
	if s == "" {
		return 0
	}
	d, err := parseDecimal(s)
	if err != nil || !d.IsInteger() {
		return v
	}
	return json.Number(d.StringFixed(0))
}
