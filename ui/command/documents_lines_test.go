//go:build unix

package command

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"cartwire/assets"
	"cartwire/bigcommerce/sandbox"
)

// desk is where a reader of the documents types what they say.
type desk struct {
	t    *testing.T
	dir  string
	env  []string
	line shown
}

func (d *desk) fails(format string, args ...any) {
	d.t.Helper()
	d.t.Errorf("%s:%d: %s", d.line.paper, d.line.number, fmt.Sprintf(format, args...))
}

func (d *desk) write(file, text string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, file), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// shell runs a line as it stands.
func (d *desk) shell(line string) (out string) { d.t.Helper(); return d.run("sh", line) }

func (d *desk) run(shell, line string) (out string) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, shell, "-c", line)
	cmd.Dir, cmd.Env = d.dir, d.env
	var said, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &errs
	if err := cmd.Run(); err != nil {
		d.fails("%s: %v\n%s%s", line, err, said.String(), errs.String())
	}
	return said.String()
}

// instead says how the lines are checked that need more than a shell: a store, another machine, or rights that a test has not.
var instead = map[string]func(*desk){
	"go run . demo": inRun, "go test ./...": inRun, // and TestScripts/demo runs the demo
	".ci/run": func(d *desk) {
		if info, err := os.Stat("../../.ci/run"); err != nil || info.Mode()&0o111 == 0 {
			d.fails("it can't be run: %v", err)
		}
		if text, err := os.ReadFile("../../.github/workflows/ci.yml"); err != nil || !strings.Contains(string(text), "run: .ci/run\n") {
			d.fails("it is not what is run on every push: %v", err)
		}
	},
	"go install .": func(d *desk) {
		cmd := exec.CommandContext(d.t.Context(), "go", "install", ".")
		cmd.Dir, cmd.Env = "../..", append(os.Environ(), "GOBIN="+d.dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			d.fails("%v\n%s", err, out)
		}
		if out, err := exec.CommandContext(d.t.Context(), filepath.Join(d.dir, "cartwire"), "version").Output(); err != nil || !strings.HasPrefix(string(out), "cartwire ") {
			d.fails("what was installed says %q, %v", out, err)
		}
	},
	// Without a terminal it says what it needs. What the guide leads to there, the screens' own tests hold; here a command does it.
	"cartwire": func(d *desk) {
		out := d.shell("cartwire </dev/null 2>&1 && echo went on; true")
		if !strings.Contains(out, "terminal") || strings.Contains(out, "went on") {
			d.fails("without a terminal it says %q", out)
		}
		sb := d.opened("acme.txt")
		d.shell(`cartwire connect "Acme Outdoors" --credentials acme.txt --import-orders --allow-insecure-host ` + sb.Host())
	},
	`cartwire connect "Northwind Books" --credentials BigCommerceAPI-credentials.txt --import-orders`: func(d *desk) {
		sb := d.opened("BigCommerceAPI-credentials.txt")
		id := sb.PlaceOrder(func(c *sandbox.OrderChange) { c.StatusID = 11; c.AddLine("A thing", "A-1", 3) })
		d.write("counts.csv", "sku,location,on_hand\nA-1,Main,12\n")
		d.write("shipments.csv", fmt.Sprintf("order,carrier,tracking,sku,quantity\n%d,UPS,1Z999AA10123456784,A-1,3\n", id))
		d.shell(d.line.text + " --allow-insecure-host " + sb.Host()) // it is no https
	},
	"cartwire orders export --new --quiet >> orders.jsonl": func(d *desk) {
		d.shell(d.line.text)
		text, err := os.ReadFile(filepath.Join(d.dir, "orders.jsonl"))
		first, _, _ := strings.Cut(string(text), "\n")
		if err != nil || !json.Valid([]byte(first)) || !strings.Contains(string(text), "Northwind Books") {
			d.fails("what was exported: %.200q, %v", text, err)
		}
	},
	"cartwire serve --listen :23234": func(d *desk) {
		if err := parse(words(d.line.text)[1:]); err != nil {
			d.fails("%v", err)
		}
		args := append(words(strings.Replace(d.line.text, ":23234", "127.0.0.1:0", 1))[1:], "--log", "-")
		cmd := exec.CommandContext(d.t.Context(), filepath.Join(d.dir, "bin", "cartwire"), args...)
		cmd.Env = d.env
		log, err := cmd.StderrPipe()
		if err != nil {
			d.t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			d.t.Fatal(err)
		}
		door := false
		for lines := bufio.NewScanner(log); lines.Scan(); {
			if strings.Contains(lines.Text(), `"msg":"ssh"`) {
				door = cmd.Process.Signal(syscall.SIGTERM) == nil
			}
		}
		if err := cmd.Wait(); err != nil || !door {
			d.fails("it let nobody in, or ended badly: %v", err)
		}
	},
	"ssh -p 23234 HOST": func(d *desk) {
		f := openFront(d.t, sandbox.Config{Orders: 3, Seed: 3})
		f.sit("ada", 100, 30).until("Acme Outdoors")
	},
	"ssh -p 23234 HOST orders list --json": func(d *desk) {
		f := openFront(d.t, sandbox.Config{Orders: 12, Customers: 4, Products: 4, Seed: 3})
		if _, errs, code := f.do("otto", "", "sync --quiet"); code != 0 {
			d.fails("exit code %d: %s", code, errs)
		}
		out, errs, code := f.do("vera", "", strings.TrimPrefix(d.line.text, "ssh -p 23234 HOST "))
		if first, _, _ := strings.Cut(out, "\n"); code != 0 || !json.Valid([]byte(first)) {
			d.fails("exit code %d: %s%s", code, out, errs)
		}
	},
	"source <(cartwire completion bash)": func(d *desk) {
		if _, err := exec.LookPath("bash"); err != nil {
			d.shell("cartwire completion bash")
			return
		}
		if out := d.run("bash", d.line.text+" && complete -p cartwire"); !strings.Contains(out, "cartwire") {
			d.fails("bash knows no completion: %q", out)
		}
	},

	// systemd: what its lines name is what the unit names, and the unit's own command line can be understood.
	"sudo useradd --system --home-dir /var/lib/cartwire --shell /usr/sbin/nologin cartwire": func(d *desk) {
		d.inUnit("User=cartwire", "Group=cartwire", "StateDirectory=cartwire", "#   "+strings.TrimPrefix(d.line.text, "sudo "))
	},
	"cartwire unit | sudo tee /etc/systemd/system/cartwire.service": func(d *desk) {
		if out := d.shell("cartwire unit"); out != assets.Unit {
			d.fails("it prints something else: %s", out)
		}
		_, start, _ := strings.Cut(assets.Unit, "\nExecStart=/usr/local/bin/cartwire ")
		start, _, _ = strings.Cut(start, "\n")
		if err := parse(words(start)); start == "" || err != nil {
			d.fails("the unit starts %q: %v", start, err)
		}
	},
	"sudo systemctl daemon-reload && sudo systemctl enable --now cartwire": func(d *desk) {
		d.inUnit("[Install]", "WantedBy=multi-user.target", "#   "+strings.ReplaceAll(d.line.text, "sudo ", ""))
	},
	"sudo -u cartwire cartwire --book /var/lib/cartwire/book.db": func(d *desk) {
		d.inUnit("Environment=CARTWIRE_BOOK=" + words(d.line.text)[5])
		if err := parse(words(d.line.text)[4:]); err != nil {
			d.fails("%v", err)
		}
	},

	// podman: the same lines stand in the container file, which starts a command line that can be understood.
	"podman build -t cartwire .": inContainerfile,
	"podman run -d --name cartwire --restart unless-stopped -p 23234:23234 -v cartwire:/data cartwire": func(d *desk) {
		inContainerfile(d)
		d.inFile("Containerfile", "EXPOSE 23234", "VOLUME /data", "ENV CARTWIRE_BOOK=/data/book.db ")
		text, _ := os.ReadFile("../../Containerfile")
		_, list, _ := strings.Cut(string(text), "\nCMD ")
		var args []string
		if err := json.Unmarshal([]byte(list), &args); err != nil {
			d.fails("CMD: %v", err)
		} else if err := parse(args); err != nil {
			d.fails("CMD: %v", err)
		}
	},
	"podman exec -it cartwire /cartwire": func(d *desk) { d.inFile("Containerfile", `ENTRYPOINT ["/cartwire"]`, d.line.text) },
}

func inRun(d *desk) { d.inFile(".ci/run", "\n"+d.line.text) }

func inContainerfile(d *desk) { d.inFile("Containerfile", "#   "+d.line.text+"\n") }

func (d *desk) inUnit(parts ...string) { d.inFile("assets/systemd/cartwire.service", parts...) }

// inFile asks that a file of the project holds all of this.
func (d *desk) inFile(name string, parts ...string) {
	d.t.Helper()
	text, err := os.ReadFile("../../" + name)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, p := range parts {
		if !strings.Contains(string(text), p) {
			d.fails("%s lacks %q", name, p)
		}
	}
}

var goLine = regexp.MustCompile(`^(CARTWIRE_\w+=\S+ )*go `)

// goes checks a line for the go command: the tests that it picks are there, and what it sets is read by them.
func (d *desk) goes(line string) {
	d.t.Helper()
	w := words(line)
	for strings.HasPrefix(w[0], "CARTWIRE_") {
		name, _, _ := strings.Cut(w[0], "=")
		if !strings.Contains(testCode(d.t, "./..."), `"`+name+`"`) {
			d.fails("no test reads %s", name)
		}
		w = w[1:]
	}
	if len(w) < 2 || w[1] != "test" {
		if instead[line] == nil {
			d.fails("nobody has said how this is checked: %s", line)
		}
		return
	}
	var patterns, packages []string
	for i := 2; i < len(w); i++ {
		switch flag := w[i]; {
		case slices.Contains([]string{"-run", "-bench", "-fuzz"}, flag):
			i++
			patterns = append(patterns, map[string]string{"-run": "Test", "-bench": "Benchmark", "-fuzz": "Fuzz"}[flag]+" "+w[i])
		case slices.Contains([]string{"-timeout", "-fuzztime"}, flag):
			i++
			if _, err := time.ParseDuration(w[i]); err != nil {
				d.fails("%v", err)
			}
		case slices.Contains([]string{"-v", "-short", "-race", "-update", "-update-scripts"}, flag):
		case strings.HasPrefix(flag, "-"):
			d.fails("nobody knows go test's %s here", flag)
		default:
			packages = append(packages, flag)
		}
	}
	for _, p := range packages {
		code := testCode(d.t, p)
		if slices.Contains(w, "-update") && !strings.Contains(code, "x/exp/golden") || slices.Contains(w, "-update-scripts") && !strings.Contains(code, `"update-scripts"`) {
			d.fails("%s has no such flag to write its files", p)
		}
		for _, kindAndPattern := range patterns {
			kind, pattern, _ := strings.Cut(kindAndPattern, " ")
			if pattern == "^$" {
				continue
			}
			found := false
			for _, m := range regexp.MustCompile(`(?m)^func (`+kind+`\w*)\(`).FindAllStringSubmatch(code, -1) {
				if match, err := regexp.MatchString(pattern, m[1]); err != nil || match {
					found = err == nil
				}
			}
			if !found {
				d.fails("no %s in %s matches %s", kind, p, pattern)
			}
		}
	}
	if len(packages) == 0 {
		d.fails("it names no package")
	}
}

// testCode is the text of the tests of a package, or below a folder.
func testCode(t *testing.T, pkg string) string {
	t.Helper()
	folder, below := strings.CutSuffix(filepath.Join("../..", pkg), "/...")
	var b strings.Builder
	err := filepath.WalkDir(folder, func(file string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (e.Name() == ".git" || !below && file != folder) {
			return filepath.SkipDir
		}
		if strings.HasSuffix(file, "_test.go") || strings.Contains(file, "spectest") && strings.HasSuffix(file, ".go") {
			text, err := os.ReadFile(file)
			b.Write(text)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
