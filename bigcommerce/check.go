package bigcommerce

import "time"

// CheckID names a row of the connection test.
type CheckID string

// The rows of the connection test, in their order.
const (
	CheckAddress     CheckID = "address"
	CheckCredentials CheckID = "credentials"
	CheckStore       CheckID = "store"
	CheckOrders      CheckID = "orders"
	CheckCustomers   CheckID = "customers"
	CheckProducts    CheckID = "products"
)

// CheckState is how far a check came.
type CheckState int

// States of a check.
const (
	CheckWaiting CheckState = iota
	CheckRunning
	CheckPassed
	CheckFailed
	CheckNotShown // the permission is missing, and nothing needs it
	CheckSkipped  // a check before it failed
)

// Check is one row of the connection test.
type Check struct {
	ID       CheckID
	Label    string // "Address", "Credentials", ...
	State    CheckState
	Detail   string // for a person
	NeededBy string // what needs it: "Import Orders"; "" where nothing does
	Err      error  // of CheckFailed
}

// Need is a permission and what it is needed by, e.g. {Orders read-only, "Import Orders"}.
type Need struct {
	Permission Permission
	By         string
}

// TestResult is the outcome of a connection test.
type TestResult struct {
	Checks    []Check
	Store     *Store // nil: not shown
	Elapsed   time.Duration
	Missing   []Permission  // needed permissions that the API account lacks
	ClockSkew time.Duration // this computer's clock minus the store's; within a second of zero: in step
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
