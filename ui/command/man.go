package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"cartwire/ui/report"
)

// man writes the manual: what --help tells, for man(1). It is for those who pack the program.
func (c *cli) man() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the man pages of every command into a folder",
		Args:   oneArg("the folder"),
		Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.mayName(); err != nil {
				return err
			}
			dir := c.file(args[0])
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
			for _, page := range manual(cmd.Root()) {
				file := filepath.Join(dir, pageName(page)+".1")
				if err := os.WriteFile(file, []byte(manPage(page)), 0o644); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// manual is every command that has a page: the visible ones, parents before children.
func manual(cmd *cobra.Command) []*cobra.Command {
	cmd.InitDefaultHelpFlag()
	pages := []*cobra.Command{cmd}
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			pages = append(pages, manual(sub)...)
		}
	}
	return pages
}

func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manPage is a command's page, in the macros of man(7). It has no date: the same program makes the same page.
func manPage(cmd *cobra.Command) string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p(".TH %q 1 %q %q %q", strings.ToUpper(pageName(cmd)), "", "cartwire "+report.Version(), "Cartwire")
	p(".SH NAME\n%s \\- %s", roff(pageName(cmd)), roff(cmd.Short))
	p(".SH SYNOPSIS\n.B %s", roff(cmd.UseLine()))
	p(".SH DESCRIPTION")
	text := cmd.Long
	if text == "" {
		text = cmd.Short + "."
	}
	p("%s", roffText(text))
	if subs := manual(cmd)[1:]; len(subs) > 0 {
		p(".SH COMMANDS")
		for _, sub := range subs {
			if sub.Parent() == cmd {
				p(".TP\n.BR %s (1)\n%s", roff(pageName(sub)), roff(sub.Short))
			}
		}
	}
	flags := func(title string, set *pflag.FlagSet) {
		if set.HasAvailableFlags() {
			p(".SH %s", title)
			set.VisitAll(func(f *pflag.Flag) {
				name, usage := flagText(f)
				p(".TP\n.B %s\n%s", roff(name), roff(usage))
			})
		}
	}
	flags("OPTIONS", cmd.NonInheritedFlags())
	flags("GLOBAL OPTIONS", cmd.InheritedFlags())
	if cmd.Example != "" {
		p(".SH EXAMPLES\n.nf\n%s\n.fi", roff(cmd.Example))
	}
	if !cmd.HasParent() {
		p(".SH ENVIRONMENT")
		for _, e := range environment {
			p(".TP\n.B %s\n%s", roff(e.name), roff(e.what))
		}
		p(".SH EXIT STATUS")
		for _, e := range exitCodes {
			p(".TP\n.B %d\n%s", e.code, roff(e.what))
		}
	} else {
		p(".SH SEE ALSO\n.BR %s (1)", roff(pageName(cmd.Parent())))
	}
	return b.String()
}

// flagText is a flag as --help shows it: its name with what it takes, and what it does with its default.
func flagText(f *pflag.Flag) (name, usage string) {
	one := pflag.NewFlagSet("", pflag.ContinueOnError)
	one.AddFlag(f)
	name, usage, _ = strings.Cut(strings.TrimSpace(one.FlagUsages()), "   ")
	return name, strings.TrimSpace(usage)
}

// roffText makes paragraphs of a text's lines; indented ones stay as they are.
func roffText(text string) string {
	var b strings.Builder
	kept := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if indented := strings.HasPrefix(line, "  "); indented != kept && line != "" {
			if kept = indented; kept {
				b.WriteString(".PP\n.nf\n")
			} else {
				b.WriteString(".fi\n.PP\n")
			}
		}
		switch {
		case line != "":
			b.WriteString(roff(line) + "\n")
		case !kept:
			b.WriteString(".PP\n")
		}
	}
	if kept {
		b.WriteString(".fi\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// roff writes text so that nothing in it is a macro, an escape or a typographic dash.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "`", `\(ga`, "'", `\(aq`, "~", `\(ti`, "^", `\(ha`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
