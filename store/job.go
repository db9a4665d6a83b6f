package store

import "time"

// RunID numbers the runs of jobs from 1, in the order they were started.
type RunID uint64

// Job is the record of one run.
type Job struct {
	Run        RunID        `json:"run"`
	Connection ConnectionID `json:"connection"`
	Option     string       `json:"option"` // "orders", "products", "inventory", "status"
	State      JobState     `json:"state"`
	Started    time.Time    `json:"started"`
	Ended      time.Time    `json:"ended,omitzero"`
	Resumed    bool         `json:"resumed,omitempty"` // it went on where an earlier run had stopped
	DryRun     bool         `json:"dry_run,omitempty"` // it worked a plan out and changed nothing in the store
	Undo       bool         `json:"undo,omitempty"`    // it put back what the store had before a stock push

	Fetched   int           `json:"fetched"`
	New       int           `json:"new"`
	Updated   int           `json:"updated"`
	Unchanged int           `json:"unchanged"`
	Failed    int           `json:"failed"`
	Requests  int           `json:"requests"`
	Retries   int           `json:"retries"`
	Throttled time.Duration `json:"throttled"` // time spent waiting for the store

	// Fetched = New + Updated + Unchanged + Unchosen + Unreadable, in orders or products.
	Unchosen   int `json:"unchosen,omitempty"` // read, and not for the book: not selected, or a product without items
	Unreadable int `json:"unreadable,omitempty"`
	Items      int `json:"items,omitempty"` // of the products that were read

	Pushed    int    `json:"pushed,omitempty"`             // what the job changed in the store
	Skipped   int    `json:"skipped,omitempty"`            // what it left out on purpose, see Notes
	Conflicts int    `json:"conflicts,omitempty"`          // of its plan
	Unseen    int    `json:"unseen,omitempty"`             // numbers sent earlier that the store didn't show when the plan was made
	Waits     int    `json:"waits,omitempty"`              // rises that wait until everything is known
	Unfed     int    `json:"unfed,omitempty"`              // levels that nothing feeds any more, and that wait for a confirmation
	Plan      string `json:"plan,omitempty"`               // the fingerprint of the plan that needs a confirmation
	Asks      bool   `json:"needs_confirmation,omitempty"` // it stopped until a person has looked at its plan

	Errors []JobError `json:"errors,omitempty"`
	Notes  []JobError `json:"notes,omitempty"` // what was left out or needs a look, and why; no failures
}

// JobError is one thing that went wrong: what it was about, and why.
type JobError struct {
	Ref    string `json:"ref"`
	Reason string `json:"reason"`
}

// JobState is how a run stands or ended.
type JobState string

// The states of a job.
const (
	JobRunning     JobState = "running"
	JobDone        JobState = "done"
	JobFailed      JobState = "failed"
	JobCancelled   JobState = "cancelled"
	JobInterrupted JobState = "interrupted" // its process ended before it did
)

// StartJob writes a new record and sets its Run. A record that an ended process left running is closed first: the book
// has one holder, and the connection's lease is the caller's. Records older than those of the latest 10,000 runs are
// deleted, a few at each start.
func (tx *Tx) StartJob(j *Job) error {
	for k, v := range tx.scan(tableJobIndex, nil, nil, true) {
		before := readJobIndex(v)
		if before.connection != j.Connection || before.option != j.Option {
			continue
		}
		if before.state != JobRunning {
			break
		}
		old, err := tx.Job(RunID(number(k)))
		if err != nil {
			return err
		}
		old.State = JobInterrupted
		if err := tx.PutJob(old); err != nil {
			return err
		}
		break
	}
	n, err := tx.next(tableJobs)
	if err != nil {
		return err
	}
	j.Run = RunID(n)
	if err := tx.PutJob(*j); err != nil {
		return err
	}
	return tx.trimOldJobs(j.Run)
}

// PutJob writes the record.
func (tx *Tx) PutJob(j Job) error {
	if err := save(tx, tableJobs, key(uint64(j.Run)), j); err != nil {
		return err
	}
	return tx.putJobIndex(&j)
}
