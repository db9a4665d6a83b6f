package sheet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// objects reads rows of JSON Lines: an object a line, whose names are the columns, in any order and case. A name that is
// left out, or whose value is null, is an empty cell; empty lines are passed over.
type objects struct {
	*lineReader
	known []Column
	at    map[string]int
}

func newObjects(r *lineReader, known []Column) *objects {
	o := &objects{lineReader: r, known: known, at: map[string]int{}}
	for i, c := range known {
		if !c.Ignored {
			o.at[c.Name] = i
		}
	}
	return o
}

func (o *objects) Next() (Row, error) {
	for {
		raw, err := o.nextLine()
		if err != nil {
			return Row{}, err
		}
		row := Row{Line: o.line, at: o.at, exact: true}
		if raw = bytes.TrimSpace(raw); len(raw) == 0 {
			continue
		}
		if !utf8.Valid(raw) {
			return row, row.Bad("It is not UTF-8 text.")
		}
		var problem string
		if row.cells, problem = o.cells(raw); problem != "" {
			return row, row.Bad("%s", problem)
		}
		return row, nil
	}
}

// cells takes an object apart: a cell for each column that is known.
func (o *objects) cells(raw []byte) (cells []string, problem string) {
	const broken = "It is not a JSON object on one line, such as {\"%s\": ...}."
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	no := fmt.Sprintf(broken, o.known[0].Name)
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, no
	}
	cells, seen := make([]string, len(o.known)), make([]bool, len(o.known))
	for dec.More() {
		t, err := dec.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return nil, no
		}
		var value any
		if err := dec.Decode(&value); err != nil {
			return nil, no
		}
		i := o.column(name)
		switch {
		case i < 0:
			return nil, fmt.Sprintf("%q is not known. Known: %s.", name, columnNames(o.known))
		case seen[i]:
			return nil, o.known[i].Name + " is there twice. Leave one out."
		}
		seen[i] = true
		if cells[i], ok = cellOf(value); !ok && !o.known[i].Ignored {
			return nil, o.known[i].Name + " is neither a number nor a text without line breaks."
		}
	}
	if _, err := dec.Token(); err != nil { // the closing brace
		return nil, no
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, "Something stands behind the object. Write one object a line."
	}
	return cells, ""
}

func (o *objects) column(name string) int {
	name = strings.ToLower(strings.TrimSpace(name))
	for i, c := range o.known {
		if c.Name == name {
			return i
		}
	}
	return -1
}

func cellOf(value any) (string, bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case string:
		return v, !strings.ContainsFunc(v, unicode.IsControl)
	case json.Number:
		return v.String(), true
	}
	return "", false
}
