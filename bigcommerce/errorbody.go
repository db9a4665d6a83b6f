package bigcommerce

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// errorBody is what can be read of a refusal, whatever its shape.
type errorBody struct {
	Title    string
	MaxLimit int
}

// v2Error is a row of the array that v2 answers: [{"status":404,"message":"...","details":{...}}] (orders.v2 spec).
type v2Error struct {
	Message string          `json:"message"`
	Details json.RawMessage `json:"details"`
}

// v3Error is the object that v3, and the gateway on every path, answers (orders.v3 spec); older ones have only "error".
type v3Error struct {
	Title   string          `json:"title"`
	Detail  string          `json:"detail"`
	Error   string          `json:"error"`
	Message string          `json:"message"`
	Errors  json.RawMessage `json:"errors"`
	Batch   json.RawMessage `json:"batch_errors"` // of a batch (catalog spec)
}

// parsePartialErrors reads what a batch says of the part that failed: "errors" of a 207 (an object, or a list of them) and
// "batch_errors" (catalog spec). Nothing in them: nothing failed.
func parsePartialErrors(parts ...json.RawMessage) errorBody {
	var words []string
	for _, part := range parts {
		part = bytes.TrimSpace(part)
		var rows []json.RawMessage
		if json.Unmarshal(part, &rows) != nil {
			rows = []json.RawMessage{part}
		}
		for _, row := range rows {
			if said := parseV3Error(row).Title; said != "" && !slices.Contains(words, said) {
				words = append(words, said)
			}
		}
	}
	return errorBody{Title: cleanTitle(strings.Join(words, "; "))}
}

// parseErrorBody reads v2 arrays, v3 objects and plain text; web pages and empty bodies say nothing.
func parseErrorBody(body []byte) errorBody {
	body = bytes.TrimSpace(body)
	switch {
	case len(body) == 0 || body[0] == '<':
		return errorBody{}
	case body[0] == '[':
		return parseV2Errors(body)
	case body[0] == '{':
		return parseV3Error(body)
	}
	return errorBody{Title: cleanTitle(string(body[:min(len(body), 4*longestTitle)]))}
}

func parseV2Errors(body []byte) errorBody {
	var raw []json.RawMessage
	if json.Unmarshal(body, &raw) != nil {
		return errorBody{}
	}
	var out errorBody
	var words []string
	for _, r := range raw {
		var row v2Error
		_ = json.Unmarshal(r, &row) // what fits is kept
		if row.Message != "" {
			words = append(words, row.Message)
		}
		var details struct {
			MaxLimit int `json:"max_limit"`
		}
		if json.Unmarshal(row.Details, &details) == nil && details.MaxLimit > 0 {
			out.MaxLimit = details.MaxLimit
		}
	}
	out.Title = cleanTitle(strings.Join(words, "; "))
	return out
}

func parseV3Error(body []byte) errorBody {
	var e v3Error
	_ = json.Unmarshal(body, &e) // what fits is kept
	var words []string
	for _, w := range []string{e.Title, e.Detail, e.Error, e.Message} {
		if w != "" && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	if len(e.Batch) > 0 {
		if said := parsePartialErrors(e.Batch).Title; said != "" {
			words = append(words, said)
		}
	}
	fields := map[string]json.RawMessage{}
	_ = json.Unmarshal(e.Errors, &fields)
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		var text string
		if json.Unmarshal(fields[name], &text) == nil && text != "" {
			words = append(words, name+": "+text)
		}
	}
	return errorBody{Title: cleanTitle(strings.Join(words, "; "))}
}
