package store

import "time"

// LastTest is what the last connection test found, shown with its age. A zero At: never tested.
type LastTest struct {
	At time.Time `json:"at,omitzero"`
	OK bool      `json:"ok,omitempty"`
	// Problem is why it failed, a sentence. Outdated is set once the account or the options were changed without another test.
	Problem  string        `json:"problem,omitempty"`
	Outdated bool          `json:"outdated,omitempty"`
	Checks   []TestedCheck `json:"checks,omitempty"`
	// StoreLocations are the store's own locations, where the test was shown them.
	StoreLocations []StoreLocation `json:"store_locations,omitempty"`
}

// Failed reports whether the test failed and still speaks for the connection as it is saved.
func (t *LastTest) Failed() bool { return !t.At.IsZero() && !t.OK && !t.Outdated }

// TestedCheck is one row of a connection test, in words.
type TestedCheck struct {
	ID       string `json:"id"`
	Label    string `json:"label"`
	State    string `json:"state"` // "passed", "failed", "not shown", "skipped", "unknown"
	Detail   string `json:"detail,omitempty"`
	NeededBy string `json:"needed_by,omitempty"`
}
