package command

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// ran is what a real process has said, and its exit code.
type ran struct {
	out, errs string
	code      int
}

// execute runs cartwire as a process of its own.
func execute(t *testing.T, dir string, env []string, stdin string, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), append([]string{"CARTWIRE_TEST_AS_COMMAND=1", "CARTWIRE_BOOK="}, env...)...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, strings.NewReader(stdin), &out, &errs
	err := cmd.Run()
	if err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return ran{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// What each command does where its book is missing: those that only read, copy, compare, sync or change what is there say
// so, and make nothing; those that put something in make a book; the others have none.
var (
	needABook = []string{
		"connections", "connections merge A B --yes", "orders release 1", "show Acme", "edit Acme --active=false", "remove Acme --yes", "test Acme", "sync", "reconcile Acme", "backup copy.db", "doctor",
		"customers", "customers list", "orders list", "orders show 1", "orders move 1 --line A-1 --to Main --yes", "orders export", "orders aside", "orders aside list", "orders aside show 1",
		"orders aside retry", "orders aside dismiss 1 --why gone", "stock list", "stock export", "stock explain A-1", "stock receive A-1 1", "stock adjust A-1 1 --reason found", "stock move A-1 1 --from Main --to Shop", "stock returns", "stock return 1",
		"kits", "kits list", "kits export", "kits remove A-1", "kits apply A-1 --yes", "locations", "locations list", "locations rename Main Shop", "locations remove Main",
		"ship 1 --carrier UPS", "ship import -", "ship undo 1", "jobs", "jobs show 1", "jobs retry 1", "log", "key", "rekey", "settings", "settings get",
	}
	makeABook = []string{
		"--accessible", "connect Acme --credentials gone.txt", "locations add Shop", "stock set A-1 --on-hand 3", "stock import -",
		"kits import -", "settings set theme dark", "restore good.db --yes",
	}
	haveNone = []string{
		"orders", "stock", "demo", "sandbox", "version", "unit", "man", "examine-file book.db", "key make", "help", "completion", "completion bash", "completion fish",
		"completion powershell", "completion zsh",
	}
)

// commandOf is the command of a line, by its words.
func commandOf(t *testing.T, line string) string {
	t.Helper()
	c := &cli{env: func(string) string { return "" }}
	root := c.root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	cmd, _, err := root.Find(strings.Fields(line))
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return cmd.CommandPath()
}

// files are the names of all that lies in a folder, and below it.
func files(t *testing.T, folder string) (names []string) {
	t.Helper()
	if err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		if path != folder {
			names = append(names, strings.TrimPrefix(path, folder+string(filepath.Separator)))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return names
}

// TestAMistypedBook walks the tree of commands and runs each with a book that isn't there.
func TestAMistypedBook(t *testing.T) {
	known := []string{"cartwire serve"}
	for _, line := range slices.Concat(needABook, makeABook, haveNone) {
		known = append(known, commandOf(t, line))
	}
	for words, cmd := range tree() {
		if cmd.Runnable() && !slices.Contains(known, words) {
			t.Errorf("nobody has said whether `%s` may make a book", words)
		}
	}

	// A reader leaves nothing behind, in a folder that is there and in one that isn't, by flag and by variable.
	for i, line := range needABook {
		work := t.TempDir()
		book := filepath.Join(work, "shop", "bok.db")
		if i%2 == 0 {
			if err := os.Mkdir(filepath.Dir(book), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		before := files(t, work)
		args, env := append([]string{"--book", book}, strings.Fields(line)...), []string(nil)
		if i%3 == 0 {
			args, env = args[2:], []string{"CARTWIRE_BOOK=" + book}
		}
		r := execute(t, work, env, "", args...)
		want := "Can't find the book " + book + ". Check --book, or run cartwire to make one."
		said := r.errs
		if line == "doctor" {
			said = r.out
		}
		if r.code != 1 || !strings.Contains(said, want) {
			t.Errorf("%s: exit code %d: %s%s", line, r.code, r.out, r.errs)
		}
		if after := files(t, work); !slices.Equal(before, after) {
			t.Errorf("%s left %q", line, after)
		}
	}

	// Who puts something in makes the book, and says so.
	good := filepath.Join(t.TempDir(), "good.db")
	if r := execute(t, "", nil, "", "--book", good, "settings", "set", "theme", "dark"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	for _, line := range makeABook {
		work := t.TempDir()
		book := filepath.Join(work, "shop", "bok.db")
		r := execute(t, work, nil, "", append([]string{"--book", book}, strings.Fields(strings.ReplaceAll(line, "good.db", good))...)...)
		if strings.Count(r.errs, "New book at "+book+".\n") != 1 {
			t.Errorf("%s: exit code %d: %s%s", line, r.code, r.out, r.errs)
		}
		if r := execute(t, work, nil, "", "--book", book, "locations"); r.code != 0 || !strings.Contains(r.out, "Main") {
			t.Errorf("the book of %s: %+v", line, r)
		}
	}
}

// TestServeMakesABookInAnExistingFolder: a folder that isn't there is one mistyped, or a disk that isn't mounted.
func TestServeMakesABookInAnExistingFolder(t *testing.T) {
	work := t.TempDir()
	book := filepath.Join(work, "shop", "bok.db")
	r := execute(t, work, nil, "", "--book", book, "serve")
	if r.code != 1 || !strings.Contains(r.errs, "there is no folder "+filepath.Dir(book)) || len(files(t, work)) != 0 {
		t.Errorf("%+v, %q", r, files(t, work))
	}
	if err := os.Mkdir(filepath.Dir(book), 0o700); err != nil {
		t.Fatal(err)
	}
	// It ends by itself: it holds the book when it finds that the address is none.
	r = execute(t, work, nil, "", "--book", book, "serve", "--metrics", "nowhere.invalid:1")
	if _, err := os.Stat(book); err != nil || r.code == 0 {
		t.Errorf("%v, %+v", err, r)
	}
}

// TestWhatIsNoBook puts something else in the book's place: nothing is made of it, and nothing is written to it.
func TestWhatIsNoBook(t *testing.T) {
	good := filepath.Join(t.TempDir(), "good.db")
	if r := execute(t, "", nil, "", "--book", good, "settings", "set", "theme", "dark"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, content []byte) func(string) error {
		return func(dir string) error { return os.WriteFile(filepath.Join(dir, name), content, 0o600) }
	}
	for name, c := range map[string]struct {
		make     func(dir string) error
		say      string
		restores bool // a backup can be put in its place
	}{
		"empty":            {write("book.db", nil), "the file is empty. Restore a backup with cartwire restore FILE, or delete the file to start a new book.", true},
		"the key alone":    {write("book.db.key", []byte("AGE-SECRET-KEY-1")), "the file is gone, but its key", true},
		"a new key alone":  {write("book.db.key.new", []byte("AGE-SECRET-KEY-1")), "the file is gone, but its key", true},
		"a folder":         {func(dir string) error { return os.Mkdir(filepath.Join(dir, "book.db"), 0o700) }, "it's a folder", false},
		"a link to naught": {func(dir string) error { return os.Symlink("/nowhere/book.db", filepath.Join(dir, "book.db")) }, "it's a link to /nowhere/book.db, which doesn't exist", false},
		"a text":           {write("book.db", []byte(strings.Repeat("Dear diary, I sold 12 rucksacks.\n", 2000))), "can't be read as a book", true},
		"less than a head": {write("book.db", whole[:5000]), "can't be read as a book", true},
		"another database": {func(dir string) error { return otherDatabase(filepath.Join(dir, "book.db")) }, "it is a database, but no book", true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			book := filepath.Join(dir, "book.db")
			if err := c.make(dir); err != nil {
				t.Fatal(err)
			}
			before, content := files(t, dir), read(book)
			for _, line := range []string{"connections", "settings set theme dark", "locations add Shop", "--accessible", "serve", "doctor --offline", "backup copy.db"} {
				r := execute(t, dir, nil, "", append([]string{"--book", book}, strings.Fields(line)...)...)
				if r.code != 1 || !strings.Contains(r.out+r.errs, c.say) {
					t.Errorf("%s: %+v", line, r)
				}
			}
			if after := files(t, dir); !slices.Equal(before, after) || !bytes.Equal(content, read(book)) {
				t.Errorf("%q became %q", before, after)
			}
			if r := execute(t, dir, nil, "", "--book", book, "restore", good, "--yes"); (r.code == 0) != c.restores {
				t.Errorf("restore: %+v", r)
			}
			if r := execute(t, dir, nil, "", "--book", book, "settings", "get", "theme"); (r.code == 0) != c.restores {
				t.Errorf("after restore: %+v", r)
			}
		})
	}
}

func read(path string) []byte {
	content, _ := os.ReadFile(path)
	return content
}

// otherDatabase makes one of another program's.
func otherDatabase(path string) error {
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		return err
	}
	return errors.Join(db.Update(func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("theirs")); return err }), db.Close())
}
