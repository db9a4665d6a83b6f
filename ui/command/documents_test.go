//go:build unix

package command

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cartwire/bigcommerce/sandbox"
)

// papers are the documents whose command lines are run, in the order in which somebody reads them.
var papers = []string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"}

// shown is a line of a document.
type shown struct {
	paper  string
	number int
	text   string
}

// programs begin the lines that somebody would type.
var programs = regexp.MustCompile(`^(\w+=\S+ )*(cartwire|go|git|sudo|ssh|scp|podman|docker|systemctl|curl|source|brew|\.ci/run)( |$)`)

// codeLines lists a document's indented and fenced lines; of a fenced block in some other language, such as text, none.
func codeLines(t *testing.T, paper string) (lines []shown) {
	t.Helper()
	text, err := os.ReadFile("../../" + paper)
	if err != nil {
		t.Fatal(err)
	}
	fenced, language := false, ""
	for i, line := range strings.Split(string(text), "\n") {
		trimmed := strings.TrimSpace(line)
		switch after, fence := strings.CutPrefix(trimmed, "```"); {
		case fence:
			fenced, language = !fenced, after
		case trimmed == "" || !fenced && !strings.HasPrefix(line, "    "):
		case fenced && language != "" && language != "sh":
			if programs.MatchString(trimmed) {
				t.Errorf("%s:%d: a command line in a block of %s is not run: %s", paper, i+1, language, trimmed)
			}
		default:
			lines = append(lines, shown{paper, i + 1, trimmed})
		}
	}
	return lines
}

// TestDocuments runs every command line of the documents, one after another, in a folder of its own, against two practice
// stores. What can't be run here stands in `instead`, with what is checked in its place; a line that nobody has thought of fails.
func TestDocuments(t *testing.T) {
	d := newDesk(t)
	var met []string
	for _, paper := range papers {
		for _, line := range codeLines(t, paper) {
			met = append(met, line.text)
			d.line = line
			check, special := instead[line.text]
			switch {
			case special:
				check(d)
			case strings.HasPrefix(line.text, "cartwire "):
				d.shell(line.text)
			case goLine.MatchString(line.text):
				d.goes(line.text)
			default:
				d.fails("nobody has said how this line is checked: %s", line.text)
			}
		}
	}
	for text := range instead {
		if !slices.Contains(met, text) {
			t.Errorf("it is said how to check a line that stands in no document: %s", text)
		}
	}
}

// TestWordsInDocuments parses the command lines that stand within a sentence, and looks for the files that are named.
func TestWordsInDocuments(t *testing.T) {
	spans := regexp.MustCompile("`([^`\n]+)`")
	named := regexp.MustCompile(`^[\w.-]+(/[\w.-]+)+\.(go|json|svg|md|yml|yaml|service)$`)
	links := regexp.MustCompile(`\]\(([^)#:]+)\)|(?:src|srcset)="([^"]+)"`)
	d := newDesk(t)
	parsed := 0
	for _, paper := range papers {
		text, err := os.ReadFile("../../" + paper)
		if err != nil {
			t.Fatal(err)
		}
		made := false // between the marks of what other tests make
		for i, line := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(line, "<!-- ") {
				made = !strings.HasPrefix(line, "<!-- end of ")
			}
			d.line = shown{paper, i + 1, line}
			for _, m := range links.FindAllStringSubmatch(line, -1) {
				if _, err := os.Stat("../../" + m[1] + m[2]); err != nil {
					d.fails("%v", err)
				}
			}
			for _, m := range spans.FindAllStringSubmatch(line, -1) {
				switch span := m[1]; {
				case made || span == "cartwire COMMAND --help":
				case strings.HasPrefix(span, "cartwire "):
					if err := parse(words(span)[1:]); err != nil {
						d.fails("`%s`: %v", span, err)
					}
					parsed++
				case goLine.MatchString(span):
					d.goes(span)
				case named.MatchString(span):
					if _, err := os.Stat("../../" + span); err != nil {
						d.fails("%v", err)
					}
				}
			}
		}
	}
	if parsed < 10 {
		t.Errorf("only %d command lines were found in sentences", parsed)
	}
}

// newDesk makes the folder where the documents' reader sits.
func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, dir: t.TempDir()}
	bin := filepath.Join(d.dir, "bin")
	for _, folder := range []string{bin, filepath.Join(d.dir, "backups")} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(os.Args[0], filepath.Join(bin, "cartwire")); err != nil {
		t.Fatal(err)
	}
	d.env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "CARTWIRE_TEST_AS_COMMAND=1",
		"CARTWIRE_BOOK="+filepath.Join(d.dir, "book.db"), "HOME="+d.dir, "XDG_RUNTIME_DIR="+d.dir)
	return d
}

// opened is a practice store with its credentials in a file of the desk.
func (d *desk) opened(file string) *sandbox.Sandbox {
	d.t.Helper()
	sb := sandbox.New(sandbox.Config{Orders: 20, Customers: 5, Products: 5, Seed: 11})
	if err := sb.Start("127.0.0.1:0"); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { sb.Close() })
	d.write(file, string(sb.CredentialsFile()))
	return sb
}
