package command

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// quoted is one word of a command line, quotes and all.
var quoted = regexp.MustCompile(`(?:[^\s"']|"[^"]*"|'[^']*')+`)

// words splits a command line as a shell would where it holds no more than quotes.
func words(line string) []string {
	list := quoted.FindAllString(line, -1)
	for i, w := range list {
		list[i] = strings.NewReplacer(`"`, "", "'", "").Replace(w)
	}
	return list
}

// parse looks for what is wrong with a command line of cartwire: its command, its flags, its arguments.
func parse(line []string) error {
	c := &cli{env: func(string) string { return "" }, out: io.Discard, err: io.Discard}
	root := c.root()
	root.InitDefaultCompletionCmd()
	cmd, rest, err := root.Find(line)
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	return cmd.ValidateArgs(cmd.Flags().Args())
}

// TestManual writes the man pages: every visible command has one, and each says something of every flag.
func TestManual(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "man1")
	c := &cli{env: func(string) string { return "" }, streams: Streams{Out: io.Discard, Err: io.Discard}}
	if code := c.execute(t.Context(), []string{"man", dir}); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	var named []string
	for path, cmd := range tree() {
		if cmd.Hidden || cmd.Name() == "help" {
			continue
		}
		file := filepath.Join(dir, strings.ReplaceAll(path, " ", "-")+".1")
		named = append(named, file)
		page, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("`%s`: %v", path, err)
			continue
		}
		if cmd.Short == "" {
			t.Errorf("`%s` says nothing of itself", path)
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" {
				t.Errorf("`%s --%s` has no text", path, f.Name)
			}
			if !bytes.Contains(page, []byte(roff("--"+f.Name))) {
				t.Errorf("the page of `%s` lacks --%s", path, f.Name)
			}
		})
		for line := range strings.Lines(cmd.Example) {
			switch line := words(line); {
			case !strings.HasPrefix(path, "cartwire completion") && line[0] != "cartwire":
				t.Errorf("an example of `%s` is no command line: %q", path, line)
			case !strings.HasPrefix(path, "cartwire completion"):
				if err := parse(line[1:]); err != nil {
					t.Errorf("an example of `%s`: %v", path, err)
				}
			}
		}
	}
	for path := range examples {
		if tree()[path] == nil {
			t.Errorf("an example is given of `%s`, which is no command", path)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != len(named) {
		t.Errorf("%d pages for %d commands, %v", len(files), len(named), err)
	}
	if _, err := exec.LookPath("groff"); err != nil {
		t.Log("no groff here, so nobody has read the pages")
		return
	}
	if out, err := exec.CommandContext(t.Context(), "groff", append([]string{"-man", "-ww", "-Tutf8", "-z"}, files...)...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("groff: %v\n%s", err, out)
	}
}

// TestRoff holds that a text reads in a page as it reads in --help.
func TestRoff(t *testing.T) {
	for text, want := range map[string]string{
		"a\nb":                          "a\nb",
		"a\n\nb":                        "a\n.PP\nb",
		"so:\n\n  one  1\n  two\n\nend": "so:\n.PP\n.PP\n.nf\n  one  1\n  two\n.fi\n.PP\nend",
		"so:\n  one":                    "so:\n.PP\n.nf\n  one\n.fi",
		".TH \\ --x 'y' `z`":            `\&.TH \e \-\-x \(aqy\(aq \(gaz\(ga`,
	} {
		if got := roffText(text); got != want {
			t.Errorf("%q becomes\n%s\nwant\n%s", text, got, want)
		}
	}
}

// TestEnvironment holds the list of variables against the code that reads them.
func TestEnvironment(t *testing.T) {
	var listed []string
	for _, e := range environment {
		listed = append(listed, strings.Split(e.name, ", ")...)
	}
	read := regexp.MustCompile(`\b(?:env|Getenv)\("(\w+)"\)`)
	var all strings.Builder
	err := filepath.WalkDir("../..", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") ||
			strings.Contains(file, "spectest") || filepath.Base(file) == "environment.go" {
			return err
		}
		text, err := os.ReadFile(file)
		all.Write(text)
		for _, m := range read.FindAllSubmatch(text, -1) {
			if name := string(m[1]); !slices.Contains(listed, name) && name != "AppData" {
				t.Errorf("%s reads %s, which is not listed", file, name)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(all.String(), "http.ProxyFromEnvironment") {
		all.WriteString(`"HTTPS_PROXY" "HTTP_PROXY" "NO_PROXY"`)
	}
	for _, name := range listed {
		if !strings.Contains(all.String(), `"`+name+`"`) {
			t.Errorf("%s is listed, and nothing reads it", name)
		}
	}
}
