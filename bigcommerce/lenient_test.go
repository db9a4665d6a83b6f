package bigcommerce

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
)

func TestDecimal(t *testing.T) {
	for text, want := range map[string]string{
		`"361.9500"`: "361.95", `361.95`: "361.95", `""`: "0", `null`: "0", `" 1.5 "`: "1.5", `"1e3"`: "1000", `1E-4`: "0.0001",
		`"-0.0100"`: "-0.01", `"1.0000000000"`: "1", `0e-999`: "0",
	} {
		var d Decimal
		if err := json.Unmarshal([]byte(text), &d); err != nil || d.String() != want {
			t.Errorf("%s is %s, %v; want %s", text, d, err, want)
		}
	}
	for _, text := range []string{`"1e999999999"`, `1e999999999`, `"1e-999999999"`, `"twelve"`, `true`, `{}`, `[]`, `"0x10"`, `"` + strings.Repeat("9", 500) + `"`} {
		var d Decimal
		if err := json.Unmarshal([]byte(text), &d); err == nil {
			t.Errorf("%.40s is %d characters long", text, len(d.String()))
		}
	}
}

func TestTime(t *testing.T) {
	want := time.Date(2018, 1, 10, 21, 5, 30, 0, time.UTC)
	for _, text := range []string{`"Wed, 10 Jan 2018 21:05:30 +0000"`, `"Wed, 10 Jan 2018 16:05:30 -0500"`, `"2018-01-10T21:05:30Z"`, `"2018-01-10T22:05:30+01:00"`,
		`"2018-01-10T21:05:30.000Z"`, `"2018-01-10T21:05:30+0000"`, `1515618330`, `"1515618330"`} {
		var got Time
		if err := json.Unmarshal([]byte(text), &got); err != nil || !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%s is %s, %v", text, got, err)
		}
	}
	for _, text := range []string{`""`, `null`, `0`, `"0"`} {
		got := Time{Time: want}
		if err := json.Unmarshal([]byte(text), &got); err != nil || !got.IsZero() {
			t.Errorf("%s is %s, %v", text, got, err)
		}
	}
	for _, text := range []string{`"yesterday"`, `1e300`, `"NaN"`, `{}`, `true`, `"` + strings.Repeat("1", 99) + `"`} {
		var got Time
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%.40s is %s", text, got)
		}
	}
}

func FuzzScalars(f *testing.F) {
	for _, s := range []string{`"361.9500"`, `1e999999999`, `null`, `""`, `"Wed, 10 Jan 2018 21:05:30 +0000"`, `1515618330`, `"`, `-1`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var d Decimal
		if d.UnmarshalJSON(b) == nil {
			if s := d.String(); len(s) > maxDecimalText+maxDecimalExponent+2 {
				t.Errorf("%q becomes %d characters", b, len(s))
			}
		}
		var at Time
		if at.UnmarshalJSON(b) == nil {
			_ = at.Format(time.RFC3339)
		}
	})
}

func FuzzDecodeOrders(f *testing.F) {
	f.Add([]byte("[" + orderJSON(1, 2, shippingJSON(51, "", lineJSON(1, 51, 2))) + "]"))
	f.Add([]byte("[" + orderJSON(1, 2, "["+shippingJSON(51, "", lineJSON(1, 51, 2))+"]") + `,{"id":"2","fees":{}}]`))
	f.Add([]byte(`[{"id":3,"consignments":{"email":[]}},7,null]`))
	f.Add([]byte(`[{"iD":1,"consignments":{"email":7}}]`))
	f.Add([]byte(`[{"id":4,"x":{"a":[1,-2.5e+3,"\u00e9\/",null,[]]},"status":"caf\u00e9 \"","total_inc_tax":" 1.5 ","is_deleted":true}, {"id":5,"y":0}]`))
	f.Add([]byte("[{\"id\":6,\"ID\":7,\"status\":\"\xff\",\"fees\":[{\"type\":\"a\"}],\"fees\":[{}],\"x\":\"\\x\"}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var fast, slow []Order
		if jsonv2.Unmarshal(b, &fast, asJSON1) == nil {
			if err := decodeFitted(b, &slow); err != nil || !reflect.DeepEqual(fast, slow) {
				t.Errorf("the fast decoder makes %+v of it, the slow one %+v, %v", fast, slow, err)
			}
		}
		answer := bytes.Clone(b)
		orders, err := decodeOrders(answer, time.Now())
		clear(answer) // its memory is the next answer's
		if again, _ := decodeOrders(b, time.Now()); !reflect.DeepEqual(orders, again) {
			t.Errorf("with the answer's memory gone, %+v is %+v", again, orders)
		}
		for i := range orders {
			if orders[i].ID == 0 {
				t.Error("an order without an id got through")
			}
			_ = orders[i].QuantitiesAddUp()
			orders[i].distribute([]OrderProduct{{ID: 1, OrderAddressID: 9, Quantity: 1}})
			if len(orders[i].Lines()) == 0 {
				t.Error("a line was dropped")
			}
		}
		if err != nil {
			_ = err.Error()
		}
	})
}
