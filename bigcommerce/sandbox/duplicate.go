package sandbox

import "encoding/json"

// doubled is an answer whose list has one of its rows twice, one after the other: an array, or the array in "data". What isn't a list, or
// has no rows, stays as it is.
func (a answer) doubled(pick uint64) answer {
	if len(a.body) == 0 {
		return a
	}
	var rows []json.RawMessage
	if json.Unmarshal(a.body, &rows) == nil {
		return a.with(repeat(rows, pick))
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(a.body, &fields) != nil || json.Unmarshal(fields["data"], &rows) != nil || len(rows) == 0 {
		return a
	}
	whole := map[string]any{"data": repeat(rows, pick)}
	for name, value := range fields {
		if name != "data" {
			whole[name] = value
		}
	}
	return a.with(whole)
}

func repeat(rows []json.RawMessage, pick uint64) []json.RawMessage {
	if len(rows) == 0 {
		return rows
	}
	at := int(pick % uint64(len(rows)))
	out := append([]json.RawMessage{}, rows[:at+1]...)
	return append(out, rows[at:]...)
}

// with is the answer with another body.
func (a answer) with(v any) answer {
	a.done()
	b := document(a.status, v)
	b.kind = a.kind
	return b
}
