// Package sheet reads the CSV and JSON Lines files that people bring, row by row, and says of each wrong row what is wrong with it. It
// knows no screen and no command: both use it.
package sheet

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// HeaderError says what is wrong with a file as a whole: mostly its first line, which names the columns.
type HeaderError struct{ text string }

func (e *HeaderError) Error() string { return e.text }

func headerf(format string, args ...any) error { return &HeaderError{fmt.Sprintf(format, args...)} }

// Each calls do for every row of a file, and bad for every one that can't be read or that do finds wrong, and counts them
// all in rows. An error that is no *RowError ends it.
func Each(ctx context.Context, s Source, rows *int, do func(*Row) error, bad func(*RowError)) error {
	for *rows = 0; ; *rows++ {
		if *rows%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = do(&row)
		}
		if wrong, ok := errors.AsType[*RowError](err); ok {
			bad(wrong)
		} else if err != nil {
			return err
		}
	}
}
