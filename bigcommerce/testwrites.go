package bigcommerce

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
)

// writeProbe is a change that names nothing to change: the store looks at the permission first, so 403 says that it isn't
// "modify", and a complaint about the empty body says that it is.
type writeProbe struct {
	id     CheckID
	label  string
	method string
	path   string
	proof  []int // answers that say it is "modify"
}

// writeProbes are those whose answers were recorded (github.com/Space48/bigcommerce-token-validator).
var writeProbes = []writeProbe{
	{CheckOrdersModify, LabelOrders, http.MethodPost, ordersPath, []int{400, 422}},
	{CheckProductsModify, LabelProducts, http.MethodPost, productsPath, []int{400, 422}},
	{CheckCustomersModify, LabelCustomers, http.MethodPost, customersPath, []int{400, 422}},
}

// inventoryProbe follows from the inventory.v3 spec, where items are required; its answers were not recorded.
var inventoryProbe = writeProbe{CheckInventoryModify, LabelInventory, http.MethodPut, absolutePath, []int{400, 404, 422}}

// probedByReading is the check of reading that goes before a check of changing.
var probedByReading = map[CheckID]CheckID{
	CheckOrdersModify: CheckOrders, CheckProductsModify: CheckProducts,
	CheckCustomersModify: CheckCustomers, CheckInventoryModify: CheckInventory,
}

// modify finds out which of the needed permissions are "modify"; true: the next check may run.
func (t *tester) modify(ctx context.Context) bool {
	for _, p := range writeProbes {
		if !t.probeWrite(ctx, p) {
			return false
		}
	}
	return true
}

func (t *tester) probeWrite(ctx context.Context, p writeProbe) bool {
	row := t.check(p.id)
	if row.ID == "" {
		return true
	}
	t.set(p.id, CheckRunning, "", nil)
	switch read := t.check(probedByReading[p.id]); {
	case lacksPermission(read.Err):
		t.set(p.id, CheckSkipped, "not even read-only", nil)
		return true
	case read.State == CheckNotShown:
		t.set(p.id, CheckNotShown, read.Detail, nil)
		return true
	case t.Legacy():
		t.set(p.id, CheckUnknown, "known at the first push", nil)
		return true
	}
	_, err := t.do(ctx, request{method: p.method, path: p.path, body: []byte("{}"), safe: true})
	var refused *RefusedError
	switch {
	case lacksPermission(err) && row.Optional:
		t.set(p.id, CheckNotShown, `read-only: "modify" is recommended`, nil)
	case lacksPermission(err):
		t.missing(p.id, row.Needed, strings.Join(strings.Fields("read-only: "+row.NeededBy+` needs "modify"`), " "))
	case errors.As(err, &refused) && slices.Contains(p.proof, refused.Status):
		t.set(p.id, CheckPassed, "modify", nil)
	case errors.As(err, new(*WritingError)):
		t.set(p.id, CheckUnknown, "could not be checked while a job is sending changes", nil)
	case err != nil && t.stops(err):
		t.set(p.id, CheckFailed, failureDetail(err), err)
		return false
	case err != nil:
		t.set(p.id, CheckUnknown, "could not be checked: "+failureDetail(err), nil)
	default:
		t.set(p.id, CheckUnknown, "could not be checked", nil)
	}
	return true
}
