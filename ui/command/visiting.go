package command

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
	"unicode"

	"cartwire/ui/report"
)

// visit runs the visit's command line.
func (h *Host) visit(ctx context.Context, v Visit) (code int) {
	c := &cli{
		env: v.Env, streams: Streams{In: v.In, Out: v.Out, Err: v.Err}, in: v.In,
		inTTY: v.InTTY, outTTY: v.OutTTY, errTTY: v.ErrTTY,
		visitor: &v, host: h,
	}
	defer func() {
		if r := recover(); r != nil {
			code = c.crashed(r)
		}
	}()
	code = c.execute(ctx, v.Args)
	if context.Cause(ctx) == errHostEnds {
		return h.turnedAway(v, errHostEnds)
	}
	return code
}

// turnedAway says why a visit is over.
func (h *Host) turnedAway(v Visit, why error) int {
	text := []rune(why.Error())
	text[0] = unicode.ToUpper(text[0])
	fmt.Fprintf(v.Err, "%s.\n", string(text))
	return exitInUse
}

// crashed says that a visit has ended by a mistake of the program.
func (c *cli) crashed(r any) int {
	c.warn("%s", report.Crash(filepath.Dir(c.host.book.Path()), time.Now(), r))
	return exitFailed
}
