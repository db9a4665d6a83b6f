package command

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"cartwire/store"
)

// A damaged file can end the process that reads it from end to end, see store.Examine. So a process of its own does that:
// this program again, with a command that nobody types.
const examineCommand = "examine-file"

// examined is a line of what that process prints: first that it has begun, then how far it is, at last what it found.
type examined struct {
	Began   bool           `json:"began,omitempty"`
	Rows    int            `json:"rows,omitempty"`
	Summary *store.Summary `json:"summary,omitempty"`
	Health  *store.Health  `json:"health,omitempty"`

	Damage  string `json:"damage,omitempty"`  // of a *store.DamagedError
	Version int    `json:"version,omitempty"` // of a *store.VersionError
	Error   string `json:"error,omitempty"`   // any other
}

// examineFile is the command.
func (c *cli) examineFile() *cobra.Command {
	var whole bool
	cmd := &cobra.Command{
		Use: examineCommand + " FILE", Hidden: true, Args: oneArg("the file"),
		Short: "Read a file of the book from end to end, for another process",
		RunE: func(cmd *cobra.Command, args []string) error {
			if c.visitor != nil {
				return usagef("%s is for Cartwire itself. Use doctor.", examineCommand)
			}
			// Pages that lead in a circle end it as well, before the machine has no memory left.
			debug.SetMaxStack(64 << 20)
			if err := c.object(examined{Began: true}); err != nil {
				return err
			}
			s, h, err := store.Examine(cmd.Context(), args[0], whole, func(rows int) { _ = c.object(examined{Rows: rows}) })
			last := examined{Summary: &s, Health: h}
			if d, ok := errors.AsType[*store.DamagedError](err); ok {
				last.Damage = d.Reason
			} else if v, ok := errors.AsType[*store.VersionError](err); ok {
				last.Version = v.Found
			} else if err != nil {
				last.Error = sentence(err)
			}
			return c.object(last)
		},
	}
	cmd.Flags().BoolVar(&whole, "whole", false, "also hold what is derived from values against them")
	return cmd
}

// examine is a store.Examiner: it runs that command.
func examine(ctx context.Context, path string, whole bool, progress func(rows int)) (store.Summary, *store.Health, error) {
	s := store.Summary{Path: path}
	self, err := os.Executable()
	if runtime.GOOS == "linux" {
		self = "/proc/self/exe" // also where a newer version has taken its place
	}
	if err != nil {
		return s, nil, err
	}
	args := []string{examineCommand, path}
	if whole {
		args = append(args, "--whole")
	}
	var said head
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Args[0] = os.Args[0]
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return s, nil, fmt.Errorf("can't check the file %s: the process that would read it can't be started (%w)", path, err)
	}
	var began bool
	var last examined
	for lines := bufio.NewReader(out); ; {
		text, err := lines.ReadBytes('\n')
		if err != nil {
			break
		}
		var line examined
		if json.Unmarshal(text, &line) != nil {
			continue
		}
		began = began || line.Began
		if last = line; line.Rows > 0 && progress != nil {
			progress(line.Rows)
		}
	}
	err = cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return s, nil, ctx.Err()
	case err != nil && began && cmd.ProcessState.ExitCode() == exitFatal && said.reason() != "":
		return s, nil, &store.DamagedError{Path: path, Reason: said.reason()}
	case err != nil || last.Summary == nil:
		return s, nil, fmt.Errorf("can't check the file %s: the process that read it ended early (%s). Run it again", path, cmd.ProcessState)
	}
	s = *last.Summary
	switch {
	case last.Damage != "":
		err = &store.DamagedError{Path: path, Reason: last.Damage}
	case last.Version != 0:
		err = &store.VersionError{Path: path, Found: last.Version}
	case last.Error != "":
		err = errors.New(last.Error)
	}
	return s, last.Health, err
}

// exitFatal is what Go's runtime ends a process with where nothing can be recovered.
const exitFatal = 2

// head keeps the beginning of what is written.
type head struct{ bytes.Buffer }

func (h *head) Write(p []byte) (int, error) {
	h.Buffer.Write(p[:min(len(p), max(0, 8<<10-h.Len()))])
	return len(p), nil
}

// reason is what Go's runtime says of the end of a process; "" where that tells nothing of the file.
func (h *head) reason() string {
	for line := range strings.Lines(h.String()) {
		for _, begins := range []string{"fatal error: ", "panic: "} {
			what, ok := strings.CutPrefix(strings.TrimSpace(line), begins)
			switch {
			case !ok:
			case what == "fault":
				return "a page leads out of it"
			case what == "stack overflow":
				return "its pages lead in a circle"
			case strings.Contains(what, "out of memory"):
				return ""
			default:
				return "reading its pages failed: " + clean(what)
			}
		}
	}
	return ""
}
