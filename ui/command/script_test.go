package command_test

import (
	"errors"
	"flag"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

var update = flag.Bool("update-scripts", false, "write what the commands print into the scripts")

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Files:         scripts(t),
		UpdateScripts: *update,
		Condition:     keyringThere,
		Setup: func(env *testscript.Env) error {
			env.Setenv("CARTWIRE_BOOK", filepath.Join(env.WorkDir, "book.db"))
			env.Setenv("TZ", "UTC")
			env.Setenv("HOURAGO", time.Now().Add(-time.Hour).UTC().Format(time.RFC3339))
			env.Setenv("HALFHOURAGO", time.Now().Add(-time.Hour/2).UTC().Format(time.RFC3339))
			env.Setenv("BUS", os.Getenv("DBUS_SESSION_BUS_ADDRESS"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"store":       startStore,
			"hostile":     hostileOrder,
			"exit":        exitWith,
			"hold":        holdBook,
			"newbook":     newBook,
			"requests":    countRequests,
			"garble":      startGarbler,
			"answers":     writeAnswers,
			"skus":        pickSKUs,
			"sheet":       countAll,
			"refund":      refundOrder,
			"holds":       holds,
			"fingerprint": fingerprint,
			"place":       placeOrder,
			"shipped":     shipped,
			"digital":     digitalLine,
			"spoil":       spoilOrder,
			"fill":        fillIn,
			"cut":         cutFile,
			"miscount":    miscount,
			"refuse":      refuseAll,
			"twin":        addTwin,
			"restatus":    changeStatus,
			"countin":     countIn,
		},
	})
}

// scripts are the files of the scripts; under the race detector those alone that run several jobs, or beside another process.
func scripts(t *testing.T) (files []string) {
	t.Helper()
	all, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(all) < 40 {
		t.Fatalf("%d scripts, %v", len(all), err)
	}
	jobs, beside := regexp.MustCompile(`cartwire (sync|serve|reconcile)`), regexp.MustCompile(`(?m)&\w*$|^hold|cartwire demo`)
	for _, file := range all {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !testing.Short() || len(jobs.FindAll(text, -1)) > 3 || beside.Match(text) {
			files = append(files, file)
		}
	}
	return files
}

// startStore runs a practice store until the script ends: store [-orders N] [-scopes LIST] [-seed N] [-legacy] [-locations N]
// [-quiet]. Its
// credentials are in creds.txt, its address in $HOST; its legacy account's in $APIURL, $USERNAME and apitoken.txt.
func startStore(ts *testscript.TestScript, _ bool, args []string) {
	flags := flag.NewFlagSet("store", flag.ContinueOnError)
	var cfg sandbox.Config
	flags.IntVar(&cfg.Orders, "orders", 40, "")
	flags.Uint64Var(&cfg.Seed, "seed", 7, "")
	flags.BoolVar(&cfg.Legacy, "legacy", false, "")
	flags.IntVar(&cfg.Locations, "locations", 0, "")
	flags.BoolVar(&cfg.QuietDates, "quiet", false, "")
	scopes := flags.String("scopes", "", "")
	ts.Check(flags.Parse(args))
	if *scopes != "" {
		cfg.Scopes = strings.Split(*scopes, ",")
	}
	cfg.Customers, cfg.Products = 20, 10
	sb := sandbox.New(cfg)
	ts.Check(sb.Start("127.0.0.1:0"))
	ts.Defer(func() { sb.Close() })
	stores.Store(ts, sb)
	ts.Defer(func() { stores.Delete(ts) })
	ts.Setenv("HOST", sb.Host())
	ts.Setenv("API", sb.APIPath())
	ts.Setenv("APIURL", sb.APIURL())
	ts.Setenv("USERNAME", sb.Username())
	ts.Setenv("TOKEN", sb.AccessToken())
	ts.Setenv("TOKENEND", sb.AccessToken()[len(sb.AccessToken())-4:])
	ts.Check(os.WriteFile(ts.MkAbs("apitoken.txt"), []byte(sb.LegacyToken()+"\n"), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("creds.txt"), sb.CredentialsFile(), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("token.txt"), []byte(sb.AccessToken()+"\n"), 0o600))
}

// fingerprint puts the plan that the last command's error names into $PLAN.
func fingerprint(ts *testscript.TestScript, _ bool, _ []string) {
	found := regexp.MustCompile(`--confirm ([0-9a-f]{12})`).FindStringSubmatch(ts.ReadFile("stderr"))
	if found == nil {
		ts.Fatalf("no plan is named")
	}
	ts.Setenv("PLAN", found[1])
}

// stores are the running ones, by script; scripts run side by side.
var stores sync.Map

func storeOf(ts *testscript.TestScript) *sandbox.Sandbox {
	sb, ok := stores.Load(ts)
	if !ok {
		ts.Fatalf("the script has started no store")
	}
	return sb.(*sandbox.Sandbox)
}

// addTwin gives the book a second connection to a store, as books of earlier versions may have: twin OF NAME
func addTwin(ts *testscript.TestScript, _ bool, args []string) {
	book, err := store.Open(ts.Getenv("CARTWIRE_BOOK"), store.Options{})
	ts.Check(err)
	defer book.Close()
	c, err := book.ConnectionByName(args[0])
	ts.Check(err)
	c.ID, c.Revision, c.Name = 0, 0, args[1]
	ts.Check(book.SaveConnection(&c, storeOf(ts).AccessToken()))
}

// changeStatus gives an order of the store another status: restatus ORDER STATUS
func changeStatus(ts *testscript.TestScript, _ bool, args []string) {
	id, err := strconv.ParseUint(args[0], 10, 64)
	ts.Check(err)
	status, err := strconv.Atoi(args[1])
	ts.Check(err)
	storeOf(ts).ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = status })
}

// hostileOrder places an order whose customer's name would take over a terminal or a spreadsheet.
func hostileOrder(ts *testscript.TestScript, _ bool, _ []string) {
	storeOf(ts).PlaceOrder(func(c *sandbox.OrderChange) {
		c.FirstName = "=cmd|'/c calc'!A1\x1b]52;c;ZXZpbA==\a\x1b[2J"
		c.LastName = "\u202eevil\nname"
		c.StatusID = 11
	})
}

// exitWith runs a command and asks for an exit code: exit CODE COMMAND ARG...
func exitWith(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		code = e.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// holdBook keeps the book open until the script ends.
func holdBook(ts *testscript.TestScript, _ bool, _ []string) {
	book, err := store.Open(ts.Getenv("CARTWIRE_BOOK"), store.Options{Command: "cartwire serve"})
	ts.Check(err)
	ts.Defer(func() { book.Close() })
}

// newBook makes a book with nothing in it.
func newBook(ts *testscript.TestScript, _ bool, _ []string) {
	book, err := store.Open(ts.Getenv("CARTWIRE_BOOK"), store.Options{})
	ts.Check(err)
	ts.Check(book.Close())
}

// countRequests asks that the store has answered at most so many requests: requests N
func countRequests(ts *testscript.TestScript, _ bool, args []string) {
	most, err := strconv.Atoi(args[0])
	ts.Check(err)
	if n := storeOf(ts).Stats().Total; n > most {
		ts.Fatalf("%d requests: %v", n, storeOf(ts).Stats().Requests)
	}
}

// writeAnswers makes standard input for the next command, a line an argument; a file's text for @FILE: answers LINE...
func writeAnswers(ts *testscript.TestScript, _ bool, args []string) {
	var b strings.Builder
	for _, a := range args {
		if file, ok := strings.CutPrefix(a, "@"); ok {
			a = strings.TrimSuffix(ts.ReadFile(file), "\n")
		}
		b.WriteString(a + "\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs("answers"), []byte(b.String()), 0o600))
}

// startGarbler runs a server that answers every request with a web page: garble
func startGarbler(ts *testscript.TestScript, _ bool, _ []string) {
	srv := newServer(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html><body>Please log in to the hotel's network</body></html>"))
	})
	ts.Defer(srv.Close)
	ts.Setenv("GARBLE", strings.TrimPrefix(srv.URL, "http://"))
}
