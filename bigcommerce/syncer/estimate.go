package syncer

import (
	"fmt"
	"time"

	"cartwire/store"
)

// Estimate is what a run will cost, told before it starts from what the book knows.
type Estimate struct {
	Requests int           `json:"requests"`
	AtLeast  bool          `json:"at_least,omitempty"` // it may cost more: how much the store holds is not known
	Time     time.Duration `json:"time,omitempty"`     // at the store's quota as last seen; 0 where that isn't known
}

// Sentence says it to a person, such as "About 12 requests, 3 s at the store's quota."
func (e Estimate) Sentence() string {
	return fmt.Sprintf("About %d requests.", e.Requests)
}

// Estimate tells what a run would cost, without asking the store. Errors: store.ErrNotFound, *NoJobError, *OptionsError.
func (e *Engine) Estimate(id store.ConnectionID, option Option, o StartOptions) (Estimate, error) {
	return Estimate{}, &OptionsError{Option: option, Problem: "What it will cost can't be told."}
}
