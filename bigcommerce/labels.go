package bigcommerce

import (
	"regexp"
	"strings"
)

// The labels of a credentials file.
const (
	labelToken      = "ACCESS TOKEN"
	labelClientName = "CLIENT NAME"
	labelID         = "CLIENT ID"
	labelSecret     = "CLIENT SECRET"
	labelName       = "NAME"
	labelPath       = "API PATH"
)

const labelPattern = `(ACCESS[ _]TOKEN|CLIENT[ _]NAME|CLIENT[ _]ID|CLIENT[ _]SECRET|NAME|API[ _]PATH)[ \t]*[:=]`

var (
	lineLabel = regexp.MustCompile(`(?im)^[ \t"'>*-]*` + labelPattern)
	wordLabel = regexp.MustCompile(`(?i)(?:^|[\s,;])` + labelPattern)
	wordShape = regexp.MustCompile(`^[A-Za-z0-9_.~+/=-]+$`)
	tokenLike = regexp.MustCompile(`^[A-Za-z0-9]{16,}$`)
	pathLike  = regexp.MustCompile(`(?i)^(?:https?://\S+|\S*stores/\S+|\S*mybigcommerce\.com\S*)$`)
)

// mark is one label in the text: its name and where its value begins; start is where the label itself begins.
type mark struct {
	label      string
	start, end int
}

// labelledFields finds the values of all labels but the client secret's.
//
// A name may hold spaces, colons and label-like words. So labels at the start of a line count first; only where lines are
// missing, because line breaks were lost, labels within a line count, and then only those that are followed by a value of
// the right shape. A second NAME within a name can't be told from a label and ends it where a NAME follows later.
func labelledFields(s string) (map[string]string, error) {
	marks := findMarks(s, lineLabel)
	fields, err := valuesOf(s, marks)
	if err != nil {
		return nil, err
	}
	if fields[labelToken] != "" && fields[labelPath] != "" && !strings.ContainsAny(fields[labelToken]+fields[labelPath], " \t") {
		return fields, nil
	}
	flat := strings.ReplaceAll(s, "\n", " ")
	inLine, err := valuesOf(flat, plausible(flat, findMarks(flat, wordLabel)))
	if err != nil || (inLine[labelToken] != "" && inLine[labelPath] != "") {
		return inLine, err
	}
	for label, value := range inLine {
		if fields[label] == "" {
			fields[label] = value
		}
	}
	return fields, nil
}

func findMarks(s string, pattern *regexp.Regexp) []mark {
	var marks []mark
	// One search after the other, since two labels may share the space between them.
	for at := 0; at < len(s); {
		m := pattern.FindStringSubmatchIndex(s[at:])
		if m == nil {
			break
		}
		label := strings.ToUpper(strings.ReplaceAll(s[at+m[2]:at+m[3]], "_", " "))
		if at == 0 || pattern == wordLabel || s[at+m[2]-1] == '\n' || lineStart(s, at+m[2]) {
			marks = append(marks, mark{label, at + m[2], at + m[1]})
		}
		at += m[1]
	}
	return marks
}

// lineStart tells whether only quoting marks stand between the start of the line and i. A search that goes on within a
// line takes its own start for one.
func lineStart(s string, i int) bool {
	begin := strings.LastIndexByte(s[:i], '\n') + 1
	return strings.Trim(s[begin:i], " \t\"'>*-") == ""
}

// plausible keeps the labels that a value of the right shape follows, and one name label of those that stand together.
func plausible(s string, marks []mark) []mark {
	var kept []mark
	for _, m := range marks {
		word := firstWord(s[m.end:])
		switch m.label {
		case labelToken, labelID, labelSecret:
			if !tokenLike.MatchString(word) {
				continue
			}
		case labelPath:
			if !pathLike.MatchString(word) {
				continue
			}
		}
		kept = append(kept, m)
	}
	var out []mark
	for i, m := range kept {
		if len(out) > 0 && m.label == labelName {
			before := out[len(out)-1].label
			if before == labelName || (before == labelClientName && hasName(kept[i+1:])) {
				continue
			}
		}
		out = append(out, m)
	}
	return out
}

func hasName(marks []mark) bool {
	for _, m := range marks {
		if m.label == labelName {
			return true
		}
	}
	return false
}

func firstWord(s string) string {
	f := strings.Fields(s)
	if len(f) == 0 {
		return ""
	}
	return unquote(f[0])
}

// valuesOf cuts the values out: up to the next label, and of that the first line that isn't empty. Of a label that occurs
// twice the first counts; two different access tokens are refused, since nobody can say which is meant.
func valuesOf(s string, marks []mark) (map[string]string, error) {
	fields := map[string]string{}
	for i, m := range marks {
		end := len(s)
		if i+1 < len(marks) {
			end = marks[i+1].start
		}
		if m.label == labelSecret {
			continue
		}
		value := firstLine(s[m.end:end])
		if m.label != labelName && m.label != labelClientName {
			value = unquote(value)
		}
		if old, ok := fields[m.label]; ok && old != "" {
			if m.label == labelToken && old != value && value != "" {
				return nil, &InputError{Field: labelToken, Problem: "There are two different access tokens in this text. Keep only one API account in it."}
			}
			continue
		}
		fields[m.label] = value
	}
	for _, label := range []string{labelToken, labelID} {
		if w := strings.Fields(fields[label]); len(w) > 1 && tokenLike.MatchString(unquote(w[0])) {
			fields[label] = unquote(w[0]) // what follows on the line is not the value's
		}
	}
	if w := strings.Fields(fields[labelPath]); len(w) > 1 {
		fields[labelPath] = unquote(w[0])
	}
	return fields, nil
}

func firstLine(s string) string {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}

func unquote(s string) string {
	s = strings.TrimSpace(s)
	s = strings.TrimRight(s, ",;")
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}
