package setup

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cartwire/bigcommerce"
	"cartwire/store"
)

func TestTableIsWhole(t *testing.T) {
	if len(Table) != len(States) {
		t.Errorf("the table has %d states, there are %d", len(Table), len(States))
	}
	for _, s := range States {
		for _, e := range Events {
			step, ok := Table[s][e]
			if !ok {
				t.Errorf("%s in %s is missing", e, s)
				continue
			}
			if !slices.Contains(States, step.Next) {
				t.Errorf("%s in %s leads to %q", e, s, step.Next)
			}
			has := func(f Effect) bool { return slices.Contains(step.Do, f) }
			if (step.Next == Testing && s != Testing) != has(RunTest) {
				t.Errorf("%s in %s: the test runs exactly where Testing begins", e, s)
			}
			if (s == Testing && step.Next != Testing && e != Passed && e != Failed) != has(StopTest) {
				t.Errorf("%s in %s: the test is stopped exactly where Testing is left before its end", e, s)
			}
			starts := (step.Next == Saving || step.Next == Leaving) && s != Saving && s != Leaving
			if starts != has(RunSave) {
				t.Errorf("%s in %s: saving runs exactly where it begins", e, s)
			}
			if (step.Next == Left && s != Left) != has(Close) {
				t.Errorf("%s in %s: the editor closes exactly where it is left", e, s)
			}
			if (step.Next == Asking && s != Asking) != has(Ask) {
				t.Errorf("%s in %s: the question is asked exactly once", e, s)
			}
		}
	}
}

// From every state, leaving and answering the question comes to an end; unsaved changes are never dropped unasked.
func TestEveryStateCanBeLeft(t *testing.T) {
	for _, s := range States {
		for _, unsaved := range []bool{false, true} {
			at, asked := s, s == Asking
			leave := Leave
			if unsaved {
				leave = LeaveUnsaved
			}
			at = Table[at][leave].Next
			asked = asked || at == Asking || at == Leaving // what is being saved is not lost
			for _, end := range []Event{Stored, Discard} {
				if at != Left {
					at = Table[at][end].Next
				}
			}
			if at != Left {
				t.Errorf("from %s, unsaved %v: ends in %s", s, unsaved, at)
			}
			if unsaved && !asked && s != Left {
				t.Errorf("from %s: unsaved changes are dropped without a question", s)
			}
		}
	}
}

const token = "k3x9w0q7z1v5t2r8p4m6n0b9c7x5y3z"

func filled() *Machine {
	m := New(store.Connection{}, "")
	m.Fill(bigcommerce.Credentials{Name: "Acme", ClientID: "8f3k", AccessToken: token,
		APIPath: bigcommerce.APIPath{Base: "https://api.bigcommerce.com", StoreHash: "ab12cd"}})
	return m
}

func TestUnsavedIsDerived(t *testing.T) {
	m := New(store.Connection{}, "")
	if m.Unsaved() {
		t.Error("a new editor has nothing to lose")
	}
	m.Edit(func(f *Form) { f.Name = "Acme" })
	if !m.Unsaved() {
		t.Error("an entry is unsaved")
	}
	m.Edit(func(f *Form) { f.Name = "" })
	if m.Unsaved() {
		t.Error("an entry taken back is nothing to lose")
	}
	if do := m.Leave(); !slices.Contains(do, Close) {
		t.Errorf("leaving does %v", do)
	}
}

func TestTestThenSave(t *testing.T) {
	m := filled()
	if do := m.Test(); !slices.Equal(do, []Effect{RunTest}) || m.State() != Testing {
		t.Fatalf("test: %v, %s", do, m.State())
	}
	m.Checked(m.Attempt(), bigcommerce.Check{ID: bigcommerce.CheckAddress, State: bigcommerce.CheckRunning})
	m.Checked(m.Attempt(), bigcommerce.Check{ID: bigcommerce.CheckAddress, State: bigcommerce.CheckPassed})
	m.Checked(m.Attempt()-1, bigcommerce.Check{ID: bigcommerce.CheckStore})
	if c := m.Checks(); len(c) != 1 || c[0].State != bigcommerce.CheckPassed {
		t.Fatalf("checks: %+v", c)
	}
	m.TestEnded(m.Attempt(), bigcommerce.TestResult{})
	if m.State() != Tested || m.Result() == nil {
		t.Fatalf("%s, result %v", m.State(), m.Result())
	}
	m.Edit(func(f *Form) { f.Name = "Acme Outdoors" })
	if m.Result() == nil {
		t.Error("a name does not undo what the test found")
	}
	m.Edit(func(f *Form) { f.AccessToken = "another1another1" })
	if m.Result() != nil {
		t.Error("the test speaks for another token")
	}
	if do := m.Save(); !slices.Equal(do, []Effect{RunSave}) {
		t.Fatalf("save: %v", do)
	}
	if do := m.Edit(func(f *Form) { f.Name = "x" }); do != nil || m.Form().Name != "Acme Outdoors" {
		t.Error("nothing can be edited while it is saved")
	}
	c := m.Form().Draft(store.Connection{}).Connection
	c.ID, c.TokenEnd = 1, "her1"
	if do := m.SaveEnded(m.Attempt(), c, nil); !slices.Equal(do, []Effect{Follow}) || m.State() != Saved || m.Unsaved() {
		t.Fatalf("saved: %v, %s, unsaved %v", do, m.State(), m.Unsaved())
	}
	if m.Form().AccessToken != "" || m.Problem(FieldAccessToken) != "" {
		t.Error("a saved token is neither kept in the form nor asked for again")
	}
}

func TestStoppedTestAnswersLate(t *testing.T) {
	m := filled()
	m.Test()
	late := m.Attempt()
	if do := m.Cancel(); !slices.Equal(do, []Effect{StopTest}) {
		t.Fatalf("cancel: %v", do)
	}
	if m.TestEnded(late, bigcommerce.TestResult{}); m.State() != Editing {
		t.Errorf("a late answer leads to %s", m.State())
	}
}

func TestRefusedSaves(t *testing.T) {
	m := filled()
	m.Save()
	m.SaveEnded(m.Attempt(), store.Connection{}, &store.NameTakenError{Kind: "connection", Name: "Acme"})
	if f, p := firstProblem(m); m.State() != Editing || f != FieldName || p == "" {
		t.Errorf("%s: %s %q", m.State(), f, p)
	}
	if m.Edit(func(f *Form) { f.Name = "Other" }); m.Problem(FieldName) != "" {
		t.Error("another name is another try")
	}
	m.Save()
	m.Leave()
	if m.State() != Leaving {
		t.Fatal(m.State())
	}
	if m.SaveEnded(m.Attempt(), store.Connection{}, errors.New("disk full")); m.State() != Editing {
		t.Errorf("what could not be saved is not left: %s", m.State())
	}
}

func TestHostQuestion(t *testing.T) {
	m := New(store.Connection{}, "127.0.0.1:99")
	set := func(path string) { m.Edit(func(f *Form) { f.APIPath, f.Name, f.AccessToken = path, "a", token }) }
	set("http://127.0.0.1:80/stores/ab12cd/v3/")
	if m.HostQuestion() != "127.0.0.1:80" || m.Test() != nil {
		t.Error("a foreign host is asked about before anything is sent")
	}
	m.AllowHost()
	if m.HostQuestion() != "" || m.Test() == nil {
		t.Error("an allowed host is tested")
	}
	set("http://127.0.0.1:81/stores/ab12cd/v3/")
	if m.HostQuestion() != "127.0.0.1:81" {
		t.Error("the permission is for one host")
	}
	set("http://127.0.0.1:99/stores/ab12cd/v3/")
	if m.HostQuestion() != "" || m.Test() == nil || m.Form().Draft(store.Connection{}).Connection.AllowInsecureHost != "127.0.0.1:99" {
		t.Error("the host the program vouches for needs no question")
	}
	set("https://api.bigcommerce.com/stores/ab12cd")
	if m.Form().Draft(store.Connection{}).Connection.AllowInsecureHost != "" {
		t.Error("BigCommerce's own host needs no permission")
	}
}

func TestProblems(t *testing.T) {
	m := filled()
	if f, p := firstProblem(m); p != "" {
		t.Fatalf("%s: %s", f, p)
	}
	for field, change := range map[Field]func(*Form){
		FieldName:        func(f *Form) { f.Name = "  " },
		FieldAPIPath:     func(f *Form) { f.APIPath = "ftp://x" },
		FieldAccessToken: func(f *Form) { f.AccessToken = "two words" },
		FieldStartDate:   func(f *Form) { f.StartDate = "31.1.2026" },
		FieldStartNumber: func(f *Form) { f.StartNumber = "-1" },
	} {
		m := filled()
		m.Edit(change)
		if f, p := firstProblem(m); f != field || p == "" {
			t.Errorf("%s: found %q %q", field, f, p)
		}
		if m.Save() != nil || m.State() != Editing {
			t.Errorf("%s: saved all the same", field)
		}
	}
}

// Whatever is done in whatever order: the machine never loses unsaved changes without a question or Discard.
func TestAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := filled()
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			before, unsaved := m.State(), m.Unsaved()
			step := rapid.SampledFrom([]string{"edit", "test", "passed", "failed", "save", "stored", "not", "cancel", "leave", "discard"}).Draw(t, "step")
			switch step {
			case "edit":
				m.Edit(func(f *Form) { f.Name += "x" })
			case "test":
				m.Test()
			case "passed":
				m.TestEnded(m.Attempt(), bigcommerce.TestResult{})
			case "failed":
				m.TestEnded(m.Attempt(), bigcommerce.TestResult{Checks: []bigcommerce.Check{{State: bigcommerce.CheckFailed, Err: errors.New("no")}}})
			case "save":
				m.Save()
			case "stored":
				c := m.Form().Draft(store.Connection{}).Connection
				c.ID = 1
				m.SaveEnded(m.Attempt(), c, nil)
			case "not":
				m.SaveEnded(m.Attempt(), store.Connection{}, errors.New("no"))
			case "cancel":
				m.Cancel()
			case "leave":
				m.Leave()
			case "discard":
				m.Discard()
			}
			if m.State() == Left && before != Left && unsaved && step != "discard" && step != "stored" {
				t.Fatalf("%s in %s lost unsaved changes", step, before)
			}
			if m.State() == Left {
				return
			}
		}
	})
}

// firstProblem is the first field that keeps the draft from being tested or saved.
func firstProblem(m *Machine) (Field, string) {
	for _, f := range Checked {
		if p := m.Problem(f); p != "" {
			return f, p
		}
	}
	return "", ""
}
