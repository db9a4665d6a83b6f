package store

import (
	"errors"
	"time"
)

// LastRuns is what the scheduler has to know of a connection's past runs, whoever started them.
type LastRuns struct {
	Options  map[string]LastRun `json:"options"` // by the option's word
	Failures int                `json:"failures,omitempty"`
	// NotBefore is when the connection is tried again after its last run could not reach the store.
	NotBefore time.Time `json:"not_before,omitzero"`
}

// failing reports whether an option's last run failed.
func (r *LastRuns) failing() bool {
	for _, run := range r.Options {
		if run.Failures > 0 {
			return true
		}
	}
	return false
}

// LastRun is an option's.
type LastRun struct {
	Started   time.Time `json:"started"`
	Failures  int       `json:"failures,omitempty"`  // in a row, of the option alone
	NotBefore time.Time `json:"not_before,omitzero"` // after such a failure
	// Held says why a schedule doesn't start the option until a person has, a sentence; "" where it does.
	Held string `json:"held,omitempty"`
	// Review says why nothing is sent before a person has seen and confirmed the plan, a sentence; "" where it needn't be.
	Review string `json:"review,omitempty"`
}

// The options that send something to a store, by their words: after a restore nothing is sent before a person has seen the plan.
const (
	OptionStock  = "inventory"
	OptionStatus = "status"
)

// LastRuns reads the connection's.
func (b *Book) LastRuns(c ConnectionID) (LastRuns, error) {
	return read(b, func(tx *Tx) (LastRuns, error) { return tx.LastRuns(c) })
}

// LastRuns reads the connection's.
func (tx *Tx) LastRuns(c ConnectionID) (LastRuns, error) {
	r, err := load[LastRuns](tx, tableRuns, key(uint64(c)))
	if errors.Is(err, ErrNotFound) {
		return LastRuns{}, nil
	}
	return r, err
}

// Failure says how far a failed run keeps others back.
type Failure int

// The kinds of failure.
const (
	NoFailure         Failure = iota
	OptionFailure             // the option alone: a permission, a plan to be confirmed
	ConnectionFailure         // the store can't be reached: others would fail the same way
)

// The pauses after failures in a row: one minute, doubled each time, at most an hour.
const (
	firstPause   = time.Minute
	longestPause = time.Hour
)

func pause(failures int) time.Duration {
	p := firstPause
	for ; failures > 1 && p < longestPause; failures-- {
		p *= 2
	}
	return min(p, longestPause)
}

// NoteRun notes a run that has ended.
func (tx *Tx) NoteRun(c ConnectionID, option string, started, ended time.Time, failure Failure) error {
	all, err := tx.LastRuns(c)
	if err != nil {
		return err
	}
	if all.Options == nil {
		all.Options = map[string]LastRun{}
	}
	run := all.Options[option]
	run.Started = started
	switch failure {
	case ConnectionFailure:
		all.Failures++
		all.NotBefore = ended.Add(pause(all.Failures))
	case OptionFailure:
		run.Failures++
		run.NotBefore = ended.Add(pause(run.Failures))
		all.Failures, all.NotBefore = 0, time.Time{}
	default:
		run.Failures, run.NotBefore = 0, time.Time{}
		all.Failures, all.NotBefore = 0, time.Time{}
	}
	all.Options[option] = run
	return save(tx, tableRuns, key(uint64(c)), all)
}

// ReviewRuns has an option send nothing before a person has confirmed its plan, and says why; "" ends that.
func (tx *Tx) ReviewRuns(c ConnectionID, option, why string) error {
	return tx.changeRun(c, option, func(run *LastRun) { run.Review = why })
}

// HoldRuns keeps a schedule from starting an option, and says why; "" lets it start again.
func (tx *Tx) HoldRuns(c ConnectionID, option, why string) error {
	return tx.changeRun(c, option, func(run *LastRun) { run.Held = why })
}

func (tx *Tx) changeRun(c ConnectionID, option string, change func(*LastRun)) error {
	all, err := tx.LastRuns(c)
	if err != nil {
		return err
	}
	run := all.Options[option]
	before := run
	if change(&run); run == before {
		return nil
	}
	if all.Options == nil {
		all.Options = map[string]LastRun{}
	}
	all.Options[option] = run
	return save(tx, tableRuns, key(uint64(c)), all)
}
