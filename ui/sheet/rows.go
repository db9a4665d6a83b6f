package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// maxRow bounds a row in bytes: a quote that is never closed must not take all memory.
const maxRow = 64 << 10

// lineReader reads lines of at most maxRow bytes, and counts them.
type lineReader struct {
	in   *bufio.Reader
	line int // of what was read last, from 1
}

func newLineReader(in io.Reader) (*lineReader, error) {
	r := &lineReader{in: bufio.NewReaderSize(in, maxRow)}
	if mark, _ := r.in.Peek(3); string(mark) == "\ufeff" {
		_, _ = r.in.Discard(3)
	} else if len(mark) > 1 && (mark[0] == 0xff && mark[1] == 0xfe || mark[0] == 0xfe && mark[1] == 0xff) {
		return nil, headerf("The file is UTF-16 text. Save it as UTF-8 (\"CSV UTF-8\") and try again.")
	}
	return r, nil
}

// nextLine reads a line without its end. What it returns is gone with the next call.
func (r *lineReader) nextLine() ([]byte, error) {
	raw, err := r.in.ReadSlice('\n')
	if len(raw) == 0 && err != nil {
		return nil, err
	}
	r.line++
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = r.in.ReadSlice('\n')
		}
		if err == nil || errors.Is(err, io.EOF) {
			err = &RowError{[]int{r.line}, fmt.Sprintf("It is longer than %d KiB.", maxRow>>10)}
		}
		return nil, err
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	raw = bytes.TrimSuffix(raw, []byte("\n"))
	return bytes.TrimSuffix(raw, []byte("\r")), nil
}

// The formats of files that are imported.
const (
	CSV   = "csv"
	JSONL = "jsonl"
)

// CheckFormat reads a --format; "" where none is given.
func CheckFormat(format string) error {
	if format != "" && format != CSV && format != JSONL {
		return headerf("--format %q is not known. Use csv or jsonl.", format)
	}
	return nil
}

// Open reads CSV or JSON Lines: as the format says, else the file's ending, else its first character, which in CSV is
// never a brace.
func Open(in io.Reader, known []Column, path, format string) (Source, error) {
	r, err := newLineReader(in)
	if err != nil {
		return nil, err
	}
	if format == "" {
		format = CSV
		switch strings.ToLower(filepath.Ext(path)) {
		case ".jsonl", ".ndjson", ".json":
			format = JSONL
		case ".csv":
		default:
			if first, _ := r.in.Peek(1); string(first) == "{" {
				format = JSONL
			}
		}
	}
	if format == JSONL {
		return newObjects(r, known), nil
	}
	return openSheet(r, known)
}
