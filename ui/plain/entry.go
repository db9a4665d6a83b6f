package plain

import (
	"context"
	"fmt"
	"strings"

	"cartwire/ui/setup"
)

// entry asks for one field; a pasted credentials file fills them all.
func (e *editor) entry(ctx context.Context, en entry) error {
	now := en.value(e.m)
	if en.secret {
		return e.secretEntry(ctx, en, now)
	}
	whole := ""
	_, err := e.ask(ctx, en.label, now, func(got string) string {
		if en.fills && labelled.MatchString(got) {
			whole = got + "\n"
			return ""
		}
		return e.try(en, got)
	})
	if err != nil {
		return err
	}
	if whole != "" {
		return e.fill(ctx, whole)
	}
	if en.field == setup.FieldAPIPath || en.field == setup.FieldAPIURL {
		for _, n := range e.m.PathNotes() {
			e.say("%s.", n)
		}
	}
	return nil
}

func (e *editor) secretEntry(ctx context.Context, en entry, now string) error {
	question := en.label
	if now != "" {
		question = fmt.Sprintf("%s (now: %s; enter keeps it)", question, now)
	}
	whole := ""
	_, err := e.secret(ctx, question, func(got string) string {
		switch {
		case got == "" && now != "":
			return ""
		case en.fills && labelled.MatchString(got):
			whole = got + "\n"
			return ""
		}
		return e.try(en, got)
	})
	if err != nil || whole == "" {
		return err
	}
	return e.fill(ctx, whole)
}

// fill takes the rest of a credentials file whose first line was given as an answer.
func (e *editor) fill(ctx context.Context, first string) error {
	got, err := e.paste(ctx, first)
	if err != nil {
		return err
	}
	e.take(got)
	return nil
}

// try enters the value; where the machine finds a problem with it, the field is as it was before.
func (e *editor) try(en entry, value string) string {
	before := e.m.Form()
	e.m.Edit(func(f *setup.Form) { en.set(f, strings.TrimSpace(value)) })
	problem := ""
	if en.field != "" {
		problem = e.m.Problem(en.field)
	}
	if problem != "" {
		e.m.Edit(func(f *setup.Form) { *f = before })
	}
	return problem
}
