package files

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"cartwire/ui/screen"
)

// Write writes a new file that only its owner can read. It appears under its name when it is whole, and one that is there
// already is never written over. Errors are a person's sentences where the file is at fault, else write's own.
func Write(path string, write func(io.Writer) error) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return screen.Problem("There is already a file of this name. Choose another one.")
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".cartwire-export-*")
	if err != nil {
		return problem(err)
	}
	defer func() {
		if err != nil {
			_, err = file.Close(), problem(err)
			_ = os.Remove(file.Name()) // what was written is of no use
		}
	}()
	buffer := bufio.NewWriterSize(file, 64<<10)
	if err := write(buffer); err != nil {
		return err
	}
	if err := errors.Join(buffer.Flush(), file.Sync()); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// problem says in a sentence why a file can't be written.
func problem(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return screen.Problem(fmt.Sprintf("The file can't be written: %v. Choose another place, or make room.", at.Err))
	}
	return err
}
