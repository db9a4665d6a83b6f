package spectest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// documents are the OpenAPI documents.
type documents struct {
	endpoints []endpoint
	orders    *openapi3.T // orders.v2, for its examples
}

// endpoint is one operation of one document.
type endpoint struct {
	name   string   // "GET /v2/orders/{order_id}"
	method string   // "GET"
	parts  []string // "v2", "orders", "{order_id}"
	route  *routers.Route
}

// ordersDocument is the one that shows orders.
const ordersDocument = "orders.v2.oas2.yml"

// load reads the documents once a process; the test is skipped, or fails, where they aren't there.
func load(t testing.TB) *documents {
	t.Helper()
	folder := os.Getenv("CARTWIRE_SPECS")
	if folder == "" {
		const say = "CARTWIRE_SPECS doesn't name the folder of BigCommerce's OpenAPI documents (github.com/bigcommerce/docs, reference/)"
		if os.Getenv("CARTWIRE_REQUIRE_SPECS") == "1" {
			t.Fatal(say)
		}
		t.Skip(say)
	}
	d, err := amended(folder)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// amended reads the documents and mends them, once a process.
var amended = func() func(string) (*documents, error) {
	var once sync.Once
	var d *documents
	var err error
	return func(folder string) (*documents, error) {
		once.Do(func() { d, err = read(folder, "*.yml", amendments) })
		return d, err
	}
}()

// read reads the documents of a folder that fit pattern, side by side, and applies what of mend concerns each.
func read(folder, pattern string, mend []amendment) (*documents, error) {
	files, err := filepath.Glob(filepath.Join(folder, pattern))
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s holds no OpenAPI documents (%s)", folder, pattern)
	}
	if err != nil {
		return nil, err
	}
	docs, errs := make([]*openapi3.T, len(files)), make([]error, len(files))
	var loading sync.WaitGroup
	for i, file := range files {
		loading.Go(func() { docs[i], errs[i] = openapi3.NewLoader().LoadFromFile(file) })
	}
	loading.Wait()
	d := &documents{}
	for i, file := range files {
		name := filepath.Base(file)
		if errs[i] != nil {
			return nil, fmt.Errorf("%s: %w", name, errs[i])
		}
		for _, a := range mend {
			if a.document == name {
				a.apply(docs[i])
			}
		}
		if name == ordersDocument {
			d.orders = docs[i]
		}
		d.endpoints = append(d.endpoints, endpoints(docs[i])...)
	}
	if d.orders == nil {
		return nil, fmt.Errorf("%s lacks %s", folder, ordersDocument)
	}
	return d, nil
}

// endpoints lists a document's operations. Every document has one server, https://api.bigcommerce.com/stores/{store_hash}/v2 or v3.
func endpoints(doc *openapi3.T) []endpoint {
	version := doc.Servers[0].URL[strings.LastIndex(doc.Servers[0].URL, "/")+1:]
	var all []endpoint
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			all = append(all, endpoint{
				name: method + " /" + version + path, method: method, parts: strings.Split(version+path, "/"),
				route: &routers.Route{Spec: doc, Server: doc.Servers[0], Path: path, PathItem: item, Method: method, Operation: op},
			})
		}
	}
	return all
}

// local is a path from the version on: "v2/orders/100" for /stores/HASH/v2/orders/100 and for a legacy account's /api/v2/orders/100.
func local(path string) string {
	if rest, legacy := strings.CutPrefix(path, "/api/"); legacy {
		return rest
	}
	_, rest, _ := strings.Cut(strings.TrimPrefix(path, "/stores/"), "/")
	return rest
}

// match finds the operation for a path such as /stores/HASH/v2/orders/100; literal parts win over "{…}".
func match(all []endpoint, method, path string) (*endpoint, map[string]string) {
	parts := strings.Split(local(path), "/")
	var best *endpoint
	var params map[string]string
	for i := range all {
		e := &all[i]
		if e.method != method || len(e.parts) != len(parts) {
			continue
		}
		found := map[string]string{}
		ok := true
		for j, p := range e.parts {
			if strings.HasPrefix(p, "{") {
				found[strings.Trim(p, "{}")] = parts[j]
			} else if p != parts[j] {
				ok = false
				break
			}
		}
		if ok && (best == nil || len(found) < len(params)) {
			best, params = e, found
		}
	}
	return best, params
}
