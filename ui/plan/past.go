package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
)

// past is what earlier runs of the option have done.
type past struct {
	read   bool
	inStep time.Time // when the store was last brought in step, or found to be
	pushed store.RunID
	at     time.Time // when that push was

	carried bool // the run whose plan is shown has sent something
}

// lookBack is how many records are searched for the last push.
const lookBack = 200

// readPast looks for the last run that brought the store in step, and for the last push.
func (s *Screen) readPast() tea.Cmd {
	book, id, option, record := s.env.Book, s.id, s.option, s.record
	return func() tea.Msg {
		jobs, err := book.Jobs(id, lookBack)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		p := past{read: true}
		if record != 0 {
			j, err := book.Job(record)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return screen.FatalMsg{Err: err}
			}
			p.carried = j.Pushed > 0
		}
		for _, j := range jobs {
			if j.Option != string(option) || j.DryRun {
				continue
			}
			if p.inStep.IsZero() && j.State == store.JobDone && j.Failed == 0 && !j.Undo {
				p.inStep = j.Ended
			}
			if p.pushed == 0 && j.Pushed > 0 && option == syncer.UpdateInventory {
				p.pushed, p.at = j.Run, j.Ended
			}
		}
		return pastMsg{s, p}
	}
}

// readRecord reads the plan that a past run carried out.
func (s *Screen) readRecord() tea.Cmd {
	book, run := s.env.Book, s.record
	return func() tea.Msg {
		p, err := carried(book, run)
		return readMsg{s, p, err}
	}
}

// carried reads the plan that a past run carried out. The error is a person's sentence.
func carried(book *store.Book, run store.RunID) (*syncer.Plan, error) {
	raw, err := book.JobPlan(run)
	if errors.Is(err, store.ErrNotFound) {
		return nil, screen.Problem(fmt.Sprintf("The plan of run %d is not kept: it changed nothing, or too many plans came after it.", run))
	}
	if err != nil {
		return nil, err
	}
	p := &syncer.Plan{}
	if err := json.Unmarshal(raw, p); err != nil {
		return nil, screen.Problem(fmt.Sprintf("The plan of run %d can't be read: %v.", run, err))
	}
	return p, nil
}
