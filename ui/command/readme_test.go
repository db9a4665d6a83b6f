package command

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

const readme = "../../README.md"

// TestREADMETables holds the README's tables of commands, settings, variables and exit codes against the program's own
// words; with -update-scripts it writes them.
func TestREADMETables(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	want := string(text)
	for name, rows := range map[string][]string{"commands": commandRows(t), "settings": settingRows(), "environment": variableRows(), "exit codes": exitRows()} {
		begin, end := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->"
		before, rest, found := strings.Cut(want, begin)
		_, after, ended := strings.Cut(rest, end)
		if !found || !ended {
			t.Fatalf("the README has no place for the %s", name)
		}
		want = before + begin + strings.Join(rows, "\n") + "\n" + end + after
	}
	if want == string(text) {
		return
	}
	if f := flag.Lookup("update-scripts"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(readme, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Error("the README's tables are not the program's; run: go test ./ui/command -run TestREADMETables -update-scripts")
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// commandRows is a row for each visible command, under its heading.
func commandRows(t *testing.T) []string {
	all := tree()
	rows := []string{"| command | what it does | with |", "|---|---|---|", "| `cartwire` | Open the program | |"}
	var listed []string
	for _, g := range groups {
		rows = append(rows, fmt.Sprintf("| **%s** | | |", strings.TrimSuffix(g.title, ":")))
		for _, name := range g.commands {
			cmd := all["cartwire "+name]
			if cmd == nil {
				t.Fatalf("`cartwire %s` stands under a heading, and is no command", name)
			}
			var subs []string
			for _, sub := range cmd.Commands() {
				if sub.IsAvailableCommand() {
					subs = append(subs, "`"+sub.Name()+"`")
				}
			}
			rows = append(rows, fmt.Sprintf("| `cartwire %s` | %s | %s |", cell(cmd.Use), cell(cmd.Short), strings.Join(subs, " ")))
			listed = append(listed, name)
		}
	}
	for path, cmd := range all {
		if strings.Count(path, " ") == 1 && !cmd.Hidden && !slices.Contains(listed, cmd.Name()) {
			t.Errorf("`%s` stands under no heading", path)
		}
	}
	return rows
}

func settingRows() []string {
	rows := []string{"| setting | what | values, the default first |", "|---|---|---|"}
	for _, s := range settingList {
		rows = append(rows, fmt.Sprintf("| `cartwire settings set %s VALUE` | %s | %s |", s.key, s.what, strings.Join(s.values, ", ")))
	}
	return rows
}

func variableRows() []string {
	rows := []string{"| variable | what it does |", "|---|---|"}
	for _, e := range environment {
		rows = append(rows, fmt.Sprintf("| `%s` | %s |", strings.ReplaceAll(e.name, ", ", "` `"), cell(e.what)))
	}
	return rows
}

func exitRows() []string {
	rows := []string{"| exit code | |", "|---|---|"}
	for _, e := range exitCodes {
		rows = append(rows, fmt.Sprintf("| %d | %s |", e.code, e.what))
	}
	return rows
}
