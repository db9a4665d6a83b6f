package bigcommerce

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// filled writes JSON that gives each field of t, and of two elements of each of its lists, another value.
func filled(t reflect.Type, n *int) string {
	*n++
	switch t {
	case reflect.TypeFor[Decimal]():
		return fmt.Sprintf(`"%d.5000"`, *n)
	case reflect.TypeFor[Time]():
		return fmt.Sprint(1515618330 + *n)
	}
	switch t.Kind() {
	case reflect.String:
		return fmt.Sprintf(`"text ½ \"%d\""`, *n)
	case reflect.Bool:
		return "true"
	case reflect.Slice:
		return "[" + filled(t.Elem(), n) + ", " + filled(t.Elem(), n) + "]"
	case reflect.Struct:
		var fields []string
		for _, f := range reflect.VisibleFields(t) {
			if name := f.Tag.Get("json"); name != "" {
				fields = append(fields, fmt.Sprintf("%q:%s", name, filled(f.Type, n)))
			}
		}
		return "{" + strings.Join(fields, ",") + "}"
	}
	return fmt.Sprint(*n)
}

func TestEveryFieldIsScannedToItsPlace(t *testing.T) {
	var n int
	text := filled(reflect.TypeFor[[]Order](), &n)
	var scanned, decoded []Order
	if !scanInto(text, &scanned) {
		t.Fatal("out of the ordinary:", text)
	}
	if err := decodeLenient([]byte(text), &decoded); err != nil || !reflect.DeepEqual(scanned, decoded) {
		t.Errorf("one pass makes %+v of it, encoding/json %+v, %v", scanned, decoded, err)
	}
}

// A scan may take a plan that another made, with the names and lengths that the other saw.
func TestScansDontDependOnEachOther(t *testing.T) {
	texts := []string{
		`[]`,
		`[{"id":1,"status":"a","total_tax":"0.0000","fees":[{"type":"b"},{"type":"c"},{}]}]`,
		`[{"status":"d", "x":[{"id":7}], "id" : 2,"total_tax":0.0000,"fees":[]},{"id":3,"status":"e"}]`,
		`[{"id":4,"x":{"status":"f"}},{"fees":[{"cost_ex_tax":"1.5"}],"id":5}]`,
		`[{"x":12,"id":1,"y":{"z":"a"}},{"x":123,"id":2,"y":{"z":"a"}},{"x":12,"id":3,"y":{"z":"a"}x},{"x":12]`,
		`[{"x":12,"id":1},{"x":123,"id":2},{"x":12 ,"id":3},{"x":"12","id":4},{"x":12},{"x":1}]`,
		`[{"id":6,"x":{""}]`,
		`[{"id":6,"status":}]`,
		`[{"id":7,"fees":[{"type":"g"},`,
	}
	var all sync.WaitGroup
	for first := range texts {
		all.Go(func() {
			for i := range 20 * len(texts) {
				text := texts[(first+i)%len(texts)]
				var scanned, decoded []Order
				ok, err := scanInto(text, &scanned), decodeLenient([]byte(text), &decoded)
				if ok != (err == nil) || ok && !reflect.DeepEqual(scanned, decoded) {
					t.Errorf("one pass makes %+v of %s, encoding/json %+v, %v", scanned, text, decoded, err)
				}
			}
		})
	}
	all.Wait()
}
