package command

import (
	"io"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"cartwire/ui/role"
)

// Role is what a visitor may do. The zero value may only look.
type Role = role.Role

// The roles. An Operator runs jobs, edits stock and ships; an Admin also edits connections, settings and keys.
const (
	Viewer   = role.Viewer
	Operator = role.Operator
	Admin    = role.Admin
)

// Visit is one caller of a process that holds the book: a window over the local socket, or an SSH session. What it runs
// behaves as if the caller had opened the book itself.
type Visit struct {
	// Args are the words of the command line, without the program's name.
	Args []string
	// Env answers for the caller's environment: TERM, COLORTERM, NO_COLOR, LANG and the like, and nothing of this process's.
	Env func(string) string

	// In must end, or fail, once the visit is over: a question may still be waiting for an answer that nobody gives.
	In       io.Reader
	Out, Err io.Writer
	// InTTY, OutTTY and ErrTTY tell which of the three are a terminal at the other end.
	InTTY, OutTTY, ErrTTY bool
	// Terminal is told how keys are wanted; nil: the terminal stays as it is.
	Terminal Terminal
	// Width and Height are the terminal's size in cells; 0 where there is none. Resizes are its later sizes; it may be nil, and
	// is read only while screens are shown: leave out what nobody takes, but the last.
	Width, Height int
	Resizes       <-chan tea.WindowSizeMsg
	// Colors is what the terminal can show; nil: as Env says.
	Colors *colorprofile.Profile

	// Who and From are written into the book's activity: the user, or the key's name; "terminal", "SSH" or "command". Where
	// From is empty it is "terminal" for screens and "command" for commands.
	Who, From string
	Role      Role

	// Dir is the folder that the names of files are taken from, Home stands for ~. An empty Dir: the visit may name no file
	// of this machine and start no program on it, and has but its standard input and output.
	Dir, Home string
}

// Terminal is the terminal at the other end of a visit. It begins as terminals do: a line is edited and shown there, and
// comes as a whole. Each of the two ends with the function it returns.
type Terminal interface {
	// Raw hands over every key as it is pressed, for screens.
	Raw() (restore func(), err error)
	// Quiet stops showing what is typed, for a secret.
	Quiet() (restore func(), err error)
}
