package command

import (
	"strings"
	"time"

	"cartwire/bigcommerce/syncer"
	"cartwire/ui/plain"
)

// progressEvery is how often progress is printed where it can't be drawn over.
const progressEvery = 5 * time.Second

// progress prints a job's snapshots to standard error: on a terminal as one line that is drawn over, elsewhere as a line
// now and then.
type progress struct {
	c     *cli
	name  string
	drawn int // width of what stands on the line
	said  time.Duration
}

func (p *progress) show(s syncer.Snapshot) {
	if p.c.quiet || s.Ended {
		return
	}
	line := plain.ProgressLine(p.name, s)
	if p.c.errTTY && !p.c.appendOnly() {
		p.c.redraw(line + strings.Repeat(" ", max(0, p.drawn-len(line))))
		p.drawn = len(line)
		return
	}
	if s.Elapsed-p.said >= progressEvery {
		p.said = s.Elapsed
		p.c.warn("%s", line)
	}
}

func (p *progress) end() {
	if p.drawn > 0 {
		p.c.redraw(strings.Repeat(" ", p.drawn))
		p.c.redraw("")
	}
}
