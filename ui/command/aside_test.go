package command_test

import (
	"fmt"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// spoilOrder gives the store an order of which one field can't be read, or puts that field right: spoil [-right] ORDER
func spoilOrder(ts *testscript.TestScript, _ bool, args []string) {
	items := `"a few"`
	if args[0] == "-right" {
		items, args = "0", args[1:]
	}
	id, err := strconv.ParseUint(args[0], 10, 64)
	ts.Check(err)
	at := time.Now().Add(-time.Hour).UTC().Format(time.RFC1123Z)
	_, err = storeOf(ts).AddRawOrder(fmt.Appendf(nil, `{"id":%d,"customer_id":0,"status_id":11,"status":"Awaiting Fulfillment","items_total":%s,`+
		`"date_created":%q,"date_modified":%q,"total_inc_tax":"10.0000","payment_method":"Cash",`+
		`"billing_address":{"first_name":"Ann","last_name":"Lee","email":"ann@example.com"},`+
		`"fees":[],"consignments":{"shipping":[],"pickups":[],"downloads":[],"email":{"gift_certificates":[]}}}`, id, items, at, at))
	ts.Check(err)
}
