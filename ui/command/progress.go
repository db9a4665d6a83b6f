package command

import (
	"fmt"
	"strings"
	"time"

	"cartwire/bigcommerce/syncer"
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
	line := progressLine(p.name, s)
	if p.c.errTTY {
		fmt.Fprintf(p.c.err, "\r%s%s", line, strings.Repeat(" ", max(0, p.drawn-len(line))))
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
		fmt.Fprintf(p.c.err, "\r%s\r", strings.Repeat(" ", p.drawn))
	}
}

func progressLine(name string, s syncer.Snapshot) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", name, s.Phase)
	if s.Total > 0 {
		fmt.Fprintf(&b, ", %d of %d", s.Done, s.Total)
	} else if s.Done > 0 {
		fmt.Fprintf(&b, ", %d", s.Done)
	}
	if s.Rate > 0 {
		fmt.Fprintf(&b, ", %.0f a second", s.Rate)
	}
	if s.Left > 0 {
		fmt.Fprintf(&b, ", %s left", s.Left.Round(time.Second))
	}
	if s.Waiting != "" {
		fmt.Fprintf(&b, ", waiting for %s", s.Waiting)
	}
	return b.String()
}
