package command

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/charmbracelet/colorprofile"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/window"
)

// before looks at what opening the book would tidy up.
func (d *doctor) before(path string) {
	if _, err := os.Stat(path); err != nil {
		return // there is no book to open
	}
	owner := store.OwnerOf(path)
	d.stale = owner.PID != 0
	d.stalePID = owner.PID
}

// filesCheck looks at who can read what, at what killed processes have left, and at the disk.
func (d *doctor) filesCheck(book *store.Book, key store.KeyState) {
	d.permissions(book.Path(), key)
	d.leftovers(book)
	d.disk(book.Path())
}

func (d *doctor) permissions(path string, key store.KeyState) {
	const check = "permissions"
	if runtime.GOOS == "windows" {
		d.skipped(check, "Windows keeps a user's own files to the user.")
		return
	}
	files := []string{path}
	if key.Path != "" && !key.Missing && key.Kind != store.KeyCredential {
		files = append(files, key.Path)
	}
	open := 0
	for i, file := range files {
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm()&0o077 == 0 {
			continue
		}
		open++
		state, what, mended := warningState, "Others on this computer can read the book (%s, %#o): it names customers.", "Only you can read it now."
		if i > 0 {
			state, what = failedState, "Others on this computer can read the key (%s, %#o). Whoever has it and the book has the tokens."
			mended = "Only you can read it now. Where somebody else may have read it, make a new one: cartwire rekey"
		}
		d.mend(check, state, fmt.Sprintf(what, file, info.Mode().Perm()), mended, func() error { return os.Chmod(file, 0o600) })
	}
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); err == nil && info.Mode().Perm()&0o002 != 0 && info.Mode()&os.ModeSticky == 0 {
		open++
		d.found(finding{Check: check, State: warningState, Detail: fmt.Sprintf("Anybody on this computer can change files in %s.", folder),
			Next: "Take that right away: chmod o-w " + folder})
	}
	if open == 0 {
		d.well(check, "only you can read the book and its key")
	}
}

func (d *doctor) leftovers(book *store.Book) {
	const check = "leftovers"
	if d.visitor != nil {
		d.skipped(check, "the process that holds the book sees to them")
		return
	}
	left, err := store.Leftovers(book.Path())
	switch {
	case err != nil:
		d.found(finding{Check: check, State: failedState, Detail: sentence(err)})
	case len(left) > 0:
		d.mend(check, warningState, fmt.Sprintf("%s of processes that were ended lie beside the book.", kit.Of(len(left), "incomplete file")),
			"They are removed.", func() error {
				for _, file := range left {
					if err := os.Remove(file); err != nil {
						return err
					}
				}
				return nil
			})
	case d.stale:
		d.found(finding{Check: check, State: fixedState, Detail: fmt.Sprintf("Process %d has ended without letting the book go.", d.stalePID),
			Next: "Its note and its socket are removed."})
	default:
		d.well(check, "none")
	}
}

// lowSpace is how much must be free beside room for one more copy of the book.
const lowSpace = 100 << 20

func (d *doctor) disk(path string) {
	const check = "disk"
	free, known := freeSpace(filepath.Dir(path))
	info, err := os.Stat(path)
	if !known || err != nil {
		d.skipped(check, "how much room is left is not known here")
		return
	}
	room := int64(min(free, 1<<62))
	detail := fmt.Sprintf("%s free, the book has %s", kit.Size(room), kit.Size(info.Size()))
	switch {
	case room < lowSpace/4:
		d.found(finding{Check: check, State: failedState, Detail: detail, Next: "Make room: jobs stop when the disk is full. Nothing that was saved is lost."})
	case room < info.Size()+lowSpace:
		d.found(finding{Check: check, State: warningState, Detail: detail, Next: "Make room: the book grows, and a backup takes as much again."})
	default:
		d.well(check, "%s", detail)
	}
}

// terminalCheck says what the terminal at the other end can do.
func (d *doctor) terminalCheck() {
	const check = "terminal"
	if !d.outTTY {
		d.skipped(check, "what is printed goes to no terminal")
		return
	}
	width, height := d.terminalSize()
	colours := map[colorprofile.Profile]string{
		colorprofile.TrueColor: "16 million colours", colorprofile.ANSI256: "256 colours", colorprofile.ANSI: "16 colours",
	}[d.profile()]
	if colours == "" {
		colours = "no colours"
	}
	signs := "Unicode"
	if d.ascii() {
		signs = "ASCII"
	}
	detail := fmt.Sprintf("%d×%d, %s, %s", width, height, colours, signs)
	switch {
	case d.dumb():
		d.well(check, "it can't move its cursor (TERM=dumb), so Cartwire asks in plain lines")
	case width > 0 && (width < 60 || height < 15):
		d.found(finding{Check: check, State: warningState, Detail: detail, Next: "Make it at least 60×15: screens need that."})
	case d.ascii():
		d.found(finding{Check: check, State: warningState, Detail: detail, Next: "Where the terminal has Unicode, say so: LANG=en_US.UTF-8"})
	default:
		d.well(check, "%s", detail)
	}
}

func (d *doctor) terminalSize() (width, height int) {
	if d.visitor != nil {
		return d.visitor.Width, d.visitor.Height
	}
	size, _ := window.SizeOf(d.streams.Out)
	return size.Width, size.Height
}

func (d *doctor) profile() colorprofile.Profile {
	switch {
	case d.plainColors():
		return colorprofile.ASCII
	case d.visitor != nil && d.visitor.Colors != nil:
		return *d.visitor.Colors
	case d.visitor != nil:
		return colorprofile.Env(envList(d.env))
	}
	return colorprofile.Detect(d.streams.Out, os.Environ())
}

// envList is what tells the colours of a terminal.
func envList(env func(string) string) (list []string) {
	for _, name := range []string{"TERM", "COLORTERM", "TERM_PROGRAM", "TMUX", "STY", "WT_SESSION"} {
		if v := env(name); v != "" {
			list = append(list, name+"="+v)
		}
	}
	return list
}
