package app

import (
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/ui/screen"
)

// crowded is the number of sessions above which a job is drawn once a second only.
const crowded = 20

// never is the pace of a session that doesn't show how jobs stand: it is told of their ends.
const never = time.Duration(-1)

// pace is how often a session wants to be told how the jobs stand that it follows. What nobody sees is not drawn: a
// snapshot that doesn't reach Update costs nothing.
type pace struct {
	mu      sync.Mutex
	every   time.Duration
	changed chan struct{} // closed when every is another one
}

func newPace() *pace { return &pace{changed: make(chan struct{})} }

func (p *pace) set(every time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.every != every {
		p.every = every
		close(p.changed)
		p.changed = make(chan struct{})
	}
}

func (p *pace) now() (every time.Duration, changed <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.every, p.changed
}

// wanted is the pace that the screen on top asks for.
func (m *Model) wanted() time.Duration {
	switch m.opened[len(m.opened)-1].Kind {
	case screen.Connections, screen.Sync, screen.Plan, screen.Jobs, screen.Job:
		if m.cfg.Crowd != nil && m.cfg.Crowd() > crowded {
			return time.Second
		}
		return 0
	case screen.Orders:
		return time.Second // the list reads what has arrived
	}
	return never
}

// listen waits for the next snapshot of a job that is to be told. The first one of a job is, at once, and so is its last.
func (m *Model) listen(r screen.RunMsg, told time.Time) tea.Cmd {
	ctx, pace, now := m.env.Ctx, m.pace, m.cfg.Now
	return func() tea.Msg {
		var held *syncer.Snapshot
		for {
			every, changed := pace.now()
			var due <-chan time.Time
			if held != nil && every != never {
				left := every - now().Sub(told)
				if left <= 0 {
					return fedMsg{r, *held, true, now()}
				}
				t := time.NewTimer(left)
				defer t.Stop()
				due = t.C
			}
			select {
			case s, ok := <-r.Snapshots:
				if !ok || s.Ended || told.IsZero() {
					return fedMsg{r, s, ok, now()}
				}
				held = &s
			case <-due:
				return fedMsg{r, *held, true, now()}
			case <-changed:
			case <-ctx.Done():
				r.Stop()
				return nil
			}
		}
	}
}
