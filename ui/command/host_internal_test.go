package command

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// A visit without words opens the program, whatever the host's own command line says.
func TestAVisitWithoutWordsIsNotTheHostsCommand(t *testing.T) {
	defer func(own []string) { os.Args = own }(os.Args)
	os.Args = []string{"cartwire", "locations"}
	book, err := store.Open(filepath.Join(t.TempDir(), "book.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := NewHost(book, syncer.NewEngine(book, syncer.Config{}))
	defer func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}()
	var out, errs bytes.Buffer
	code := h.Serve(t.Context(), Visit{Env: func(string) string { return "" }, In: strings.NewReader(""), Out: &out, Err: &errs, Who: "anna", Role: Viewer})
	if out.Len() > 0 || code != exitUsage || !strings.Contains(errs.String(), "terminal") {
		t.Errorf("%d %q %q", code, out.String(), errs.String())
	}
}

// TestAPanicEndsOneVisitOnly: it is told in a sentence, what is known of it lies beside the book, and the host goes on.
func TestAPanicEndsOneVisitOnly(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	path := filepath.Join(t.TempDir(), "book.db")
	book, err := store.Open(path, store.Options{Command: "test"})
	if err != nil {
		t.Fatal(err)
	}
	engine := syncer.NewEngine(book, syncer.Config{})
	h := NewHost(book, engine)
	visit := func() (out, errs string, code int) {
		var o, e bytes.Buffer
		code = h.Serve(context.Background(), Visit{
			Args: []string{"locations"}, Env: func(string) string { return "" }, In: strings.NewReader(""), Out: &o, Err: &e, OutTTY: true, Who: "anna", Role: Admin,
		})
		return o.String(), e.String(), code
	}
	var said bytes.Buffer
	code := h.Serve(context.Background(), Visit{
		Args: []string{"locations"}, Env: func(string) string { return "" }, In: strings.NewReader(""), Out: fallen{}, Err: &said, Who: "anna", Role: Admin,
	})
	if code != exitFailed || !strings.Contains(said.String(), "has made a mistake") || strings.Contains(said.String(), "goroutine") {
		t.Errorf("exit code %d: %q", code, said.String())
	}
	notes, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "cartwire-crash-*.txt"))
	if len(notes) == 0 {
		t.Error("no note is left")
	}
	for _, name := range notes {
		if text, err := os.ReadFile(name); err != nil || strings.Contains(string(text), secret) {
			t.Errorf("%v: %s", err, text)
		}
	}
	if out, errs, code := visit(); code != 0 || !strings.Contains(out, "Main") {
		t.Errorf("%q %q %d", out, errs, code)
	}
	if h.Visits() != 0 {
		t.Error("a visit is still counted")
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := visit(); code != exitInUse || !strings.Contains(errs, "is ending") {
		t.Errorf("%q %d", errs, code)
	}
	if err := engine.Close(); err != nil {
		t.Fatal(err)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
}

const secret = "k3x9w0q7z1v5t2r8p4m6n0b9c7x9f2c"

// fallen is an output at which the program makes a mistake.
type fallen struct{}

func (fallen) Write([]byte) (int, error) { panic("the token " + secret) }
