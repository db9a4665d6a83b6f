package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// packages reads what each package of the module imports, tests left out.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	imports := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		imports[fields[0]] = fields[1:]
	}
	return imports
}

func within(pkg string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool {
		return pkg == "cartwire/"+f || strings.HasPrefix(pkg, "cartwire/"+f+"/")
	})
}

// TestImportsPointOneWay holds the rules of the house.
func TestImportsPointOneWay(t *testing.T) {
	rules := []struct {
		rule   string
		broken func(from, to string) bool
	}{
		{rule: "store knows nothing of the rest", broken: func(from, to string) bool {
			return within(from, "store") && within(to, "ui", "bigcommerce")
		}},
		{rule: "bigcommerce knows nothing of ui", broken: func(from, to string) bool {
			return within(from, "bigcommerce") && within(to, "ui")
		}},
		{rule: "of bigcommerce, only the syncer knows the store", broken: func(from, to string) bool {
			return within(from, "bigcommerce") && !within(from, "bigcommerce/syncer") && within(to, "store")
		}},
		{rule: "the client and the sandbox know nothing of each other", broken: func(from, to string) bool {
			return from == "cartwire/bigcommerce" && within(to, "bigcommerce") || within(from, "bigcommerce/sandbox") && to == "cartwire/bigcommerce"
		}},
		{rule: "only ui/command runs the sandbox", broken: func(from, to string) bool {
			return within(to, "bigcommerce/sandbox") && !within(from, "bigcommerce/sandbox", "ui/command")
		}},
		{rule: "assets import nothing", broken: func(from, to string) bool {
			return within(from, "assets") && strings.HasPrefix(to, "cartwire/")
		}},
		{rule: "only ui imports Bubble Tea", broken: func(from, to string) bool {
			return strings.HasPrefix(to, "charm.land/") && !within(from, "ui")
		}},
		{rule: "the setup machine has no front end", broken: func(from, to string) bool {
			return within(from, "ui/setup", "ui/text") && strings.HasPrefix(to, "charm.land/")
		}},
		{rule: "the parts know no screen", broken: func(from, to string) bool {
			return within(from, "ui/kit", "ui/theme", "ui/text") && strings.HasPrefix(to, "cartwire/") && !within(to, "ui/kit", "ui/theme", "ui/text")
		}},
		{rule: "only store imports bbolt", broken: func(from, to string) bool {
			return strings.HasPrefix(to, "go.etcd.io/bbolt") && !within(from, "store")
		}},
		{rule: "only bigcommerce makes HTTP requests; ui/remote answers those for metrics", broken: func(from, to string) bool {
			return to == "net/http" && !within(from, "bigcommerce", "ui/remote")
		}},
		{rule: "the front door knows no screen, no book and no command", broken: func(from, to string) bool {
			return within(from, "ui/remote") && strings.HasPrefix(to, "cartwire/") && !within(to, "ui/role")
		}},
	}
	for pkg, imports := range packages(t) {
		if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "model", "models", "misc"}, path.Base(pkg)) {
			t.Errorf("%s: a name that says nothing", pkg)
		}
		for _, to := range imports {
			for _, r := range rules {
				if r.broken(pkg, to) {
					t.Errorf("%s imports %s, but %s", pkg, to, r.rule)
				}
			}
		}
	}
}

// TestScreensReadNoClock looks for what Update and View must not do: read the clock, wait, or touch files. ui/app alone
// hands the clock in, as a field of its configuration.
func TestScreensReadNoClock(t *testing.T) {
	err := filepath.WalkDir("ui", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") ||
			strings.HasPrefix(file, filepath.Join("ui", "command")) || strings.HasPrefix(file, filepath.Join("ui", "window")) ||
			strings.HasPrefix(file, filepath.Join("ui", "measure")) {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && slices.Contains([]string{"time.Now", "time.Sleep", "time.Since", "time.Until"}, pkg.Name+"."+sel.Sel.Name) {
				t.Errorf("%s calls %s.%s", file, pkg.Name, sel.Sel.Name)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
