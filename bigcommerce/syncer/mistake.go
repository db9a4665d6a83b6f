package syncer

import "context"

// MistakeError says that a job has ended by a mistake of the program.
type MistakeError struct {
	File string // where what is known of it was written; "" for nowhere
}

func (e *MistakeError) Error() string {
	text := "Cartwire has made a mistake, so the job was stopped. What it had done is kept; run it again to go on."
	if e.File != "" {
		text += " What is known of it is in " + e.File + ", without secrets: send it with a report."
	}
	return text
}

// unbroken runs a job so that a panic ends it alone.
func (e *Engine) unbroken(ctx context.Context, job func(context.Context, task) error, t task) (err error) {
	defer func() {
		if r := recover(); r != nil {
			m := &MistakeError{}
			if e.cfg.Mistake != nil {
				m.File = e.cfg.Mistake(r)
			}
			err = m
		}
	}()
	return job(ctx, t)
}
