package sheet

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

var someColumns = []Column{{Name: "sku", Required: true}, {Name: "on_hand", Required: true}, {Name: "location"}}

func openText(text string) (*sheet, error) {
	r, err := newLineReader(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	return openSheet(r, someColumns)
}

func TestSheetReadsWhatSpreadsheetsWrite(t *testing.T) {
	for name, text := range map[string]string{
		"plain":       "sku,on_hand\nA,1\nB,2\n",
		"mark, CRLF":  "\ufeffsku,on_hand\r\nA,1\r\n\r\nB,2",
		"semicolons":  "On_Hand;SKU\n1;A\n2;B\n",
		"quotes":      "\"sku\",\"on_hand\"\n\"A\",\"1\"\n\"B\",2\n",
		"empty cells": "sku,on_hand,\nA,1,\n,,\nB,2,,,\n",
	} {
		t.Run(name, func(t *testing.T) {
			s, err := openText(text)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for {
				row, err := s.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, row.Get("sku")+"="+row.Get("on_hand")+row.Get("location"))
			}
			if !slices.Equal(got, []string{"A=1", "B=2"}) {
				t.Errorf("read %q", got)
			}
		})
	}
}

func TestSheetNamesTheBadRow(t *testing.T) {
	text := "sku,on_hand\nA,1\n\"B,2\n" + strings.Repeat("x", 2*maxRow) + "\nC\n\xff,1\n\"D\"D,1\nE,5\n"
	s, err := openText(text)
	if err != nil {
		t.Fatal(err)
	}
	var bad []int
	last := ""
	for {
		row, err := s.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if wrong, ok := errors.AsType[*RowError](err); ok {
			bad = append(bad, wrong.Lines...)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		last = row.Get("sku")
	}
	if !slices.Equal(bad, []int{3, 4, 5, 6, 7}) || last != "E" {
		t.Errorf("bad lines %v, last row %q", bad, last)
	}
}

// FuzzSheet: whatever the bytes, every line is answered for once; and what a CSV writer writes is read as it was.
func FuzzSheet(f *testing.F) {
	f.Add("sku,on_hand\nA,1\n", "A", "1")
	f.Add("\ufeffsku;on_hand\r\n\"A\";1\r\n", "a,b;c", `say "hi"`)
	f.Add("sku,on_hand\n\"A,1\nB,2", "=1+1", "'=x")
	f.Add("location,sku,on_hand\n,,\n", "", " ")
	f.Fuzz(func(t *testing.T, text, a, b string) {
		if s, err := openText(text); err == nil {
			readAll(t, s, strings.Count(text, "\n")+1)
		}
		if strings.ContainsAny(a+b, "\r\n") || len(a)+len(b) > maxRow/3 {
			return
		}
		for _, sep := range ",;" {
			var out strings.Builder
			w := csv.NewWriter(&out)
			w.Comma = sep
			if w.Write([]string{a, b, "end"}) != nil {
				return
			}
			w.Flush()
			cells, problem := splitRow(strings.TrimSuffix(out.String(), "\n"), byte(sep))
			if problem != "" || !slices.Equal(cells, []string{a, b, "end"}) {
				t.Fatalf("wrote %q, read %q %s", []string{a, b, "end"}, cells, problem)
			}
		}
	})
}

// readAll reads a sheet to its end.
func readAll(t *testing.T, s *sheet, lines int) {
	for before := 1; ; {
		row, err := s.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if _, bad := errors.AsType[*RowError](err); err != nil && !bad {
			t.Fatal(err)
		}
		if s.line <= before || s.line > lines {
			t.Fatalf("line %d came after line %d, of %d", s.line, before, lines)
		}
		before = s.line
		if err == nil {
			_, _, _ = row.Get("sku"), row.Get("on_hand"), row.Get("location")
		}
	}
}
