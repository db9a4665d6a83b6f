package report

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// pass is a type whose values print themselves.
type pass string

func (p pass) String() string { return string(p) }

func fell(t *testing.T, f func()) (report string) {
	t.Helper()
	defer func() {
		raw, err := os.ReadFile(Crash(t.TempDir(), time.Unix(0, 0), recover()).File)
		if err != nil {
			t.Error(err)
		}
		report = string(raw)
	}()
	f()
	return "no panic"
}

// A panic's value may hold anything, even what no pattern knows for a secret: only its type, and where it comes from, is
// told. What Go itself says is told in full.
func TestCrashHoldsNoSecret(t *testing.T) {
	secret := "hunter-two"
	for name, f := range map[string]func(){
		"string":              func() { panic("a token: " + secret) },
		"*errors.errorString": func() { panic(errors.New(secret)) },
		"*fmt.wrapError":      func() { panic(fmt.Errorf("refused: %w", errors.New(secret))) },
		"report.pass":         func() { panic(pass(secret)) },
		"map[string]string":   func() { panic(map[string]string{"token": secret}) },
	} {
		out := fell(t, f)
		if strings.Contains(out, secret) || !strings.Contains(out, "\n"+name+", ") || !strings.Contains(out, "crash_test.go") {
			t.Errorf("%s:\n%s", name, out)
		}
	}
	for want, f := range map[string]func(){
		"index out of range [3] with length 1":        func() { s := make([]int, 1); _ = s[len(s)+2] },
		"interface conversion: interface {} is nil":   func() { var v any; _ = v.(string) },
		"invalid memory address or nil pointer deref": func() { var p *struct{ n int }; p.n++ },
	} {
		if out := fell(t, f); !strings.Contains(out, want) {
			t.Errorf("%q is not told:\n%s", want, out)
		}
	}
}
