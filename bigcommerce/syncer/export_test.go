package syncer

// Cancel is Engine.Cancel for tests, which may.
func (r *Run) Cancel() { r.cancel() }
