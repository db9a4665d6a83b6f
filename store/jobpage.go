package store

import "slices"

// JobQuery chooses records of jobs.
type JobQuery struct {
	Connection ConnectionID // 0: all
	Option     string       // "": all
	States     []JobState   // none: all
}

func (q *JobQuery) matches(s jobSummary) bool {
	return (q.Connection == 0 || s.connection == q.Connection) && (q.Option == "" || s.option == q.Option) &&
		(len(q.States) == 0 || slices.Contains(q.States, s.state))
}

// Job reads one record; ErrNotFound.
func (b *Book) Job(run RunID) (Job, error) {
	return read(b, func(tx *Tx) (Job, error) { return tx.Job(run) })
}

// Job reads one record; ErrNotFound.
func (tx *Tx) Job(run RunID) (Job, error) { return load[Job](tx, tableJobs, key(uint64(run))) }

// JobPage lists at most limit records, the latest first, of runs before one (0: from the latest); more tells that there
// are others behind them.
func (b *Book) JobPage(q JobQuery, before RunID, limit int) (jobs []Job, more bool, err error) {
	err = b.View(func(tx *Tx) error {
		var to []byte
		if before > 0 {
			to = key(uint64(before))
		}
		for k, v := range tx.scan(tableJobIndex, nil, to, true) {
			if !q.matches(readJobIndex(v)) {
				continue
			}
			if limit > 0 && len(jobs) == limit {
				more = true
				return nil
			}
			j, err := tx.Job(RunID(number(k)))
			if err != nil {
				return err
			}
			jobs = append(jobs, j)
		}
		return nil
	})
	return jobs, more, err
}

// Jobs lists at most limit records (0: all) of a connection (0: of all), the latest first.
func (b *Book) Jobs(c ConnectionID, limit int) ([]Job, error) {
	jobs, _, err := b.JobPage(JobQuery{Connection: c}, 0, limit)
	return jobs, err
}
