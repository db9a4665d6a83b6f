package store

import "bytes"

// The job index says of each record what lists are filtered by, so that no list has to decode records it leaves out:
// run → connection | state, one byte | option.

var jobStates = []JobState{JobRunning, JobDone, JobFailed, JobCancelled, JobInterrupted}

type jobSummary struct {
	connection ConnectionID
	state      JobState
	option     string
}

func (tx *Tx) putJobIndex(j *Job) error {
	v := key(uint64(j.Connection))
	state := byte(255) // one that this program doesn't know
	for i, s := range jobStates {
		if s == j.State {
			state = byte(i)
		}
	}
	return tx.put(tableJobIndex, key(uint64(j.Run)), append(append(v, state), j.Option...))
}

func readJobIndex(v []byte) jobSummary {
	if len(v) < 9 {
		return jobSummary{}
	}
	s := jobSummary{connection: ConnectionID(number(v)), option: string(v[9:])}
	if int(v[8]) < len(jobStates) {
		s.state = jobStates[v[8]]
	}
	return s
}

// keptJobs is how many runs' records are kept, and trimJobs how many older ones a new run deletes at most.
const (
	keptJobs = 10_000
	trimJobs = 20
)

// trimOldJobs deletes the oldest records beyond those of the latest runs, a few at a time, with their plans.
func (tx *Tx) trimOldJobs(newest RunID) error {
	if newest <= keptJobs {
		return nil
	}
	var old [][]byte
	var plans [][]byte
	for k, v := range tx.scan(tableJobIndex, nil, key(uint64(newest)-keptJobs+1), false) {
		if len(old) == trimJobs {
			break
		}
		old = append(old, bytes.Clone(k))
		plans = append(plans, key(uint64(readJobIndex(v).connection), number(k)))
	}
	return tx.deleteJobs(old, plans)
}

func (tx *Tx) deleteJobs(runs, plans [][]byte) error {
	for _, d := range []struct {
		t    table
		keys [][]byte
	}{{tableJobs, runs}, {tableJobIndex, runs}, {tablePlans, plans}} {
		if err := tx.deleteAll(d.t, d.keys); err != nil {
			return err
		}
	}
	return nil
}
