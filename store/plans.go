package store

import (
	"bytes"
	"compress/flate"
)

// keptPlans is how many plans are kept for a connection: those of its latest runs that have one.
const keptPlans = 50

// PutJobPlan keeps the plan that a run carried out, beside its record. Only the plans of a connection's latest 50 runs
// that have one are kept. ErrNotFound where there is no record of the run.
func (tx *Tx) PutJobPlan(run RunID, plan []byte) error {
	j, err := tx.Job(run)
	if err != nil {
		return err
	}
	body := bytes.NewBuffer([]byte{valueVersion})
	w, err := flate.NewWriter(body, flate.BestSpeed)
	if err != nil {
		return err
	}
	if _, err := w.Write(plan); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := tx.put(tablePlans, key(uint64(j.Connection), uint64(run)), body.Bytes()); err != nil {
		return err
	}
	return tx.trimPlans(j.Connection)
}

// trimPlans lets go of a connection's oldest plans.
func (tx *Tx) trimPlans(c ConnectionID) error {
	n := 0
	var drop [][]byte
	for k := range tx.scan(tablePlans, key(uint64(c)), after(c), true) {
		if n++; n > keptPlans {
			drop = append(drop, bytes.Clone(k))
		}
	}
	return tx.deleteAll(tablePlans, drop)
}

// JobPlan reads the plan that a run carried out; ErrNotFound where it had none, or where it is no longer kept.
func (b *Book) JobPlan(run RunID) ([]byte, error) {
	return read(b, func(tx *Tx) ([]byte, error) {
		j, err := tx.Job(run)
		if err != nil {
			return nil, err
		}
		raw := tx.get(tablePlans, key(uint64(j.Connection), uint64(run)))
		if len(raw) == 0 {
			return nil, ErrNotFound
		}
		plan, err := inflatePlan(raw)
		if err != nil {
			return nil, unreadable("the plan of a job in it doesn't decode: %w", err)
		}
		return plan, nil
	})
}
