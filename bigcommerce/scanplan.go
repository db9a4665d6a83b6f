package bigcommerce

import (
	"reflect"
	"strings"
	"sync"
)

// kind is what a value is decoded to.
type kind int

const (
	unknown kind = iota
	aDecimal
	aTime
	aString
	anInt
	aUint64
	aBool
	aStruct
	aSlice
)

var kinds = map[reflect.Type]kind{
	reflect.TypeFor[Decimal](): aDecimal,
	reflect.TypeFor[Time]():    aTime,
	reflect.TypeFor[string]():  aString,
	reflect.TypeFor[int]():     anInt,
	reflect.TypeFor[uint64]():  aUint64,
	reflect.TypeFor[bool]():    aBool,
}

// plan is how a type is decoded, a struct by its fields, a slice by its elements, and what was usual at this place of late,
// be it in another text. One scan at a time uses it.
type plan struct {
	kind kind

	fields map[string]*planField
	usual  []usualName

	slice   reflect.Type
	of      *plan
	size    uintptr // of an element
	usually int     // how many elements the last list had
}

type planField struct {
	offset uintptr
	*plan
}

// usualName is what stood at this place of the last object: objects of a list have the same names in the same order.
type usualName struct {
	text  string     // the name in quotes and the colon
	field *planField // nil: nobody reads it

	value  string // what stood there then, where nobody reads it
	others int    // how many values stood there; where they are many, the last one is not kept
}

// mostOthers is how many values of a place are tried out as the usual one.
const mostOthers = 100

// plans are the plans that no scan uses, in a sync.Pool for each type: to make one takes as long as to decode ten orders.
var plans sync.Map

func plansOf(t reflect.Type) *sync.Pool {
	pool, ok := plans.Load(t)
	if !ok {
		pool, _ = plans.LoadOrStore(t, &sync.Pool{New: func() any { return planOf(t) }})
	}
	return pool.(*sync.Pool)
}

func planOf(t reflect.Type) *plan {
	p := &plan{kind: kinds[t]}
	switch {
	case p.kind != unknown || reflect.PointerTo(t).Implements(unmarshaler):
	case t.Kind() == reflect.Slice:
		p.kind, p.slice, p.of, p.size = aSlice, t, planOf(t.Elem()), t.Elem().Size()
	case t.Kind() == reflect.Struct:
		p.kind, p.fields = aStruct, map[string]*planField{}
		for _, f := range reflect.VisibleFields(t) {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
				p.fields[name] = &planField{offsetOf(t, f.Index), planOf(f.Type)}
			}
		}
	}
	return p
}

// offsetOf tells where in a struct a field lies, be it one of a struct embedded in it.
func offsetOf(t reflect.Type, index []int) (offset uintptr) {
	for _, i := range index {
		f := t.Field(i)
		offset, t = offset+f.Offset, f.Type
	}
	return offset
}
