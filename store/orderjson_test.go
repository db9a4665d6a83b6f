package store

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// anything fills a value of any type: a field that is new is filled without a word here.
func anything(rt *rapid.T, v reflect.Value) {
	switch to := v.Addr().Interface().(type) {
	case *time.Time:
		at := time.Unix(rapid.Int64Range(-62_135_596_800, 253_402_300_799).Draw(rt, "second"), rapid.Int64Range(0, 999_999_999).Draw(rt, "nanosecond"))
		*to = at.In(time.FixedZone("", 60*rapid.IntRange(-23*60, 23*60).Draw(rt, "zone")))
		if year := to.Year(); year < 0 || year > 9999 || rapid.Bool().Draw(rt, "UTC") {
			*to = at.UTC()
		}
		return
	case *decimal.Decimal:
		*to = decimal.New(rapid.Int64().Draw(rt, "coefficient"), rapid.Int32Range(-25, 8).Draw(rt, "exponent"))
		if rapid.Bool().Draw(rt, "like money") {
			*to = decimal.New(rapid.Int64Range(-100_000, 100_000).Draw(rt, "cents"), -rapid.Int32Range(0, 4).Draw(rt, "places"))
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if rapid.IntRange(0, 4).Draw(rt, "set") > 0 {
				anything(rt, v.Field(i))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), rapid.IntRange(0, 3).Draw(rt, "length"), 3))
		for i := range v.Len() {
			anything(rt, v.Index(i))
		}
	case reflect.String:
		v.SetString(rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zA-Z<>&"\\ \x00-\x7f]*`), rapid.SampledFrom([]string{"é\u2028", "\u2029", "é\xff", "é<"})).Draw(rt, "text"))
	case reflect.Int:
		v.SetInt(rapid.Int64().Draw(rt, "number"))
	case reflect.Uint64:
		v.SetUint(rapid.Uint64().Draw(rt, "id"))
	default:
		rt.Fatalf("there is a %s: say here how one is filled", v.Type())
	}
}

// A value is what encoding/json makes of it: books and exports were written by it, and are compared byte by byte.
func TestValuesAreWrittenAsEncodingJSONWritesThem(t *testing.T) {
	for _, v := range []fielder{new(Order), new(Customer)} {
		rapid.Check(t, func(rt *rapid.T) {
			to := reflect.ValueOf(v).Elem()
			to.SetZero()
			anything(rt, to)
			var want, got bytes.Buffer
			if err := json.NewEncoder(&want).Encode(v); err != nil {
				rt.Fatal(err)
			}
			if err := writeJSON(&got, v); err != nil {
				rt.Fatal(err)
			}
			if got.WriteByte('\n'); !bytes.Equal(got.Bytes(), want.Bytes()) {
				rt.Fatalf("%s\nwant\n%s", got.Bytes(), want.Bytes())
			}
		})
	}
}

// A date that JSON can't say is an error, not a value that can't be read.
func TestAnOrderWithADateBeyondJSONIsNotWritten(t *testing.T) {
	var b bytes.Buffer
	if err := writeJSON(&b, &Order{Created: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)}); err == nil {
		t.Errorf("written: %s", b.Bytes())
	}
}

func BenchmarkOrderJSON(b *testing.B) {
	o := benchOrder(7)
	var to bytes.Buffer
	for b.Loop() {
		to.Reset()
		if err := writeJSON(&to, &o); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(to.Len()))
	b.ReportAllocs()
}
