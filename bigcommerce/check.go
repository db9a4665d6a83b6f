package bigcommerce

import (
	"context"
	"errors"
	"strconv"
	"time"
)

// CheckID names a row of the connection test.
type CheckID string

// The rows of the connection test, in their order. Those from CheckOrdersModify to CheckStockSettings are there only where
// something needs them; of a legacy account none of the Inventory API's.
const (
	CheckAddress     CheckID = "address"
	CheckCredentials CheckID = "credentials"
	CheckStore       CheckID = "store"
	CheckOrders      CheckID = "orders"
	CheckCustomers   CheckID = "customers"
	CheckProducts    CheckID = "products"

	CheckClock           CheckID = "clock"
	CheckOrdersModify    CheckID = "orders-modify"
	CheckProductsModify  CheckID = "products-modify"
	CheckCustomersModify CheckID = "customers-modify"
	CheckInventory       CheckID = "inventory"
	CheckInventoryModify CheckID = "inventory-modify"
	CheckLocations       CheckID = "locations"
	CheckStockSettings   CheckID = "stock-settings"
	CheckPlan            CheckID = "plan"
)

// CheckState is how far a check came.
type CheckState int

// States of a check.
const (
	CheckWaiting CheckState = iota
	CheckRunning
	CheckPassed
	CheckFailed
	CheckNotShown // the permission is missing, and nothing fails without it
	CheckSkipped  // a check before it failed
	CheckUnknown  // it could not be checked
)

var checkStates = [...]string{"waiting", "running", "passed", "failed", "not shown", "skipped", "unknown"}

// String is the state in a word or two: "passed", "failed", "not shown", "skipped", "unknown", "running", "waiting".
func (s CheckState) String() string {
	if s < 0 || int(s) >= len(checkStates) {
		return "unknown"
	}
	return checkStates[s]
}

// Check is one row of the connection test.
type Check struct {
	ID       CheckID
	Label    string // "Address", "Credentials", ...
	State    CheckState
	Detail   string     // for a person
	NeededBy string     // what needs it: "Import Orders"; "" where nothing does
	Needed   Permission // the box to tick for it; zero where it takes none
	Optional bool       // it is recommended only: its absence is no failure
	Err      error      // of CheckFailed
}

// Need is a permission and what it is needed by, e.g. {Orders read-only, "Import Orders"}.
type Need struct {
	Permission Permission
	By         string
	Optional   bool // recommended: its absence is shown, and is no failure
}

// TestResult is the outcome of a connection test.
type TestResult struct {
	Checks    []Check
	Store     *Store              // nil: not shown
	Locations []InventoryLocation // nil: not asked for or not shown; IsDefault isn't told
	Stock     *InventorySettings  // the store's stock rules; nil: not asked for or not shown
	Elapsed   time.Duration
	Missing   []Permission  // needed permissions that the API account lacks
	ClockSkew time.Duration // this computer's clock minus the store's; within a second of zero: in step
	boxes     []Box
}

// Err is nil, or the error of the first check that failed.
func (r TestResult) Err() error {
	for _, c := range r.Checks {
		if c.State == CheckFailed {
			return c.Err
		}
	}
	return nil
}

// mostUnanswered is how many checks may go without an answer before the others are left out: each takes half a minute.
const mostUnanswered = 3

// stops reports whether the checks that follow would only fail the same way. One endpoint that is slow, refuses the token or
// sends us elsewhere says nothing of the others: the first check has shown that the store is there and takes the token.
func (t *tester) stops(err error) bool {
	if network, ok := errors.AsType[*NetworkError](err); ok && network.Request != "" {
		t.unanswered++
		return t.unanswered == mostUnanswered
	}
	var network *NetworkError
	var limited *RateLimitError
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) || errors.As(err, &limited)
}

// failureDetail is the few words of a failed row; the error has the sentences.
func failureDetail(err error) string {
	var auth *AuthError
	var mismatch *MismatchError
	var network *NetworkError
	var limited *RateLimitError
	var refused *APIError
	var turnedDown *RefusedError
	var odd *DecodeError
	var host *HostError
	var scope *ScopeError
	switch {
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.As(err, &auth) && auth.Legacy:
		return "the user name and API token are not accepted"
	case errors.As(err, &auth):
		return "the access token is not accepted"
	case errors.As(err, &scope) && ownReason(scope.Said):
		return "the store said: " + strconv.Quote(scope.Said)
	case errors.As(err, &scope):
		return "the store doesn't let the account do this"
	case errors.As(err, &mismatch) && ownReason(mismatch.Said):
		return "the store said: " + strconv.Quote(mismatch.Said)
	case errors.As(err, &mismatch):
		return "the access token and the store hash don't belong together"
	case errors.As(err, &network):
		return network.Reason
	case errors.As(err, &limited) && limited.Hourly:
		return "the hourly quota is used up"
	case errors.As(err, &limited):
		return "the store refuses requests: there are too many"
	case errors.As(err, &host):
		return "it sends requests on to another address"
	case errors.As(err, &odd):
		return "the answer is not BigCommerce's"
	case errors.As(err, &turnedDown):
		return "the store answered with an error (HTTP " + strconv.Itoa(turnedDown.Status) + ")"
	case errors.As(err, &refused):
		return "the store answered with an error (HTTP " + strconv.Itoa(refused.Status) + ")"
	}
	return "failed"
}

// grouped writes 1204 as 1,204.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
