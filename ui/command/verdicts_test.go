package command_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// options are what show says of the connection.
func (p *process) options() string {
	p.t.Helper()
	out, errs, code := p.run("show", "Acme", "--json")
	if code != 0 {
		p.t.Fatal(errs)
	}
	var shown struct{ Options json.RawMessage }
	if err := json.Unmarshal([]byte(out), &shown); err != nil {
		p.t.Fatal(err)
	}
	return string(shown.Options)
}

// asked answers the plain questions of the editor's options: value at a place among them, the others as they are; then saves.
// again answers the question that is asked once more after an answer that was refused.
func (p *process) asked(place int, value string, again ...string) string {
	p.t.Helper()
	answers := []string{"Acme", "Edit", "Options", ""}
	questions := []string{"", "", "", "", "", "", "", "1", "1", ""} // statuses, dates, counts, shares, mapping, group
	questions[place-1] = value
	answers = append(append(append(answers, questions[:place]...), again...), questions[place:]...)
	answers = append(answers, "Save", ".", "Quit", "Quit")
	cmd := p.command("--accessible")
	cmd.Stdin = strings.NewReader(strings.Join(answers, "\n") + "\n")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	_ = cmd.Run()
	return out.String()
}

// TestFlagsAndQuestionsHoldTheFieldsToTheSameRules gives both what the screen's editor is given, see ui/app.
func TestFlagsAndQuestionsHoldTheFieldsToTheSameRules(t *testing.T) {
	table, err := os.ReadFile("../setup/testdata/verdicts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	_, p := connected(t, sandbox.Config{Orders: 2, Products: 3, Seed: 45}, append(allOptions, "--active=false")...)
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if len(cells) != 5 {
			continue
		}
		flag, value, ok := "--"+cells[0], cells[3], cells[4] == "ok"
		place, err := strconv.Atoi(cells[2])
		if err != nil {
			t.Fatal(err)
		}
		before := p.options()
		_, errs, code := p.run("edit", "Acme", flag+"="+value, "--skip-test")
		if saved := p.options() != before; saved != ok || (code == 0) != ok || !ok && (code != 2 || !strings.Contains(errs, flag+" "+value)) {
			t.Errorf("%s %s: saved %t, exit code %d, want %t: %s", flag, value, saved, code, ok, errs)
		}
		if _, errs, code := p.run("edit", "Acme", flag+"=", "--skip-test"); code != 0 {
			t.Fatal(errs)
		}
		before = p.options()
		var again []string
		if !ok {
			again = []string{""}
		}
		said := p.asked(place, value, again...)
		if saved := p.options() != before; saved != ok {
			t.Errorf("asked for %s, %s: saved %t, want %t:\n%s", flag, value, saved, ok, said)
		}
		if _, errs, code := p.run("edit", "Acme", flag+"=", "--skip-test"); code != 0 {
			t.Fatal(errs)
		}
	}
}

// TestAStatusThatAJobRefusesIsRefused by flags, is not among the plain questions' answers, and is named by doctor where a book has it.
func TestAStatusThatAJobRefusesIsRefused(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 2, Products: 3, Seed: 46}, append(allOptions, "--active=false")...)
	for flag, may := range map[string][]int{"--shipped-status": {2, 10}, "--partially-shipped-status": {3, 9, 11}} {
		for id := range 16 {
			ok := false
			for _, m := range may {
				ok = ok || m == id
			}
			if id == 0 {
				continue // the default
			}
			if _, errs, code := p.run("edit", "Acme", flag+"="+strconv.Itoa(id), "--skip-test"); (code == 0) != ok || !ok && code != 2 {
				t.Errorf("%s %d: exit code %d: %s", flag, id, code, errs)
			}
		}
	}
	said := p.asked(8, "?", "1")
	_, after, _ := strings.Cut(said, "when it is shipped?")
	question, _, _ := strings.Cut(after, "when it is partially shipped?")
	if strings.Contains(question, "Refunded") || strings.Contains(question, "Cancelled") || !strings.Contains(question, "Completed") {
		t.Errorf("%s", said)
	}
}

// TestABadMappingInTheBookIsNamed by doctor and by the job, with the command that changes it; and that command does.
func TestABadMappingInTheBookIsNamed(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 2, Products: 3, Seed: 47}, allOptions...)
	book, err := store.Open(p.book, store.Options{Command: "test"})
	if err != nil {
		t.Fatal(err)
	}
	c, err := book.ConnectionByName("Acme")
	if err == nil {
		c.Options.StatusMapping.Shipped = 4
		err = errors.Join(book.SaveConnection(&c, ""), book.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"doctor", "--offline"}, {"sync", "Acme", "status"}, {"edit", "Acme", "--name", "Other", "--skip-test"}} {
		if out, errs, code := p.run(args...); code == 0 || !strings.Contains(out+errs, "not Refunded") || !strings.Contains(out+errs, "--shipped-status") {
			t.Errorf("%q: exit code %d: %s%s", args, code, out, errs)
		}
	}
	for _, args := range [][]string{{"edit", "Acme", "--shipped-status", "2", "--skip-test"}, {"sync", "Acme", "status"}} {
		if _, errs, code := p.run(args...); code != 0 {
			t.Errorf("%q: %s", args, errs)
		}
	}
}
