package report

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"runtime/debug"
	"time"
)

// CrashError says that the program has made a mistake; a person reads no stack of it.
type CrashError struct {
	File string // where what is known of it was written; "" where that failed
}

func (e *CrashError) Error() string {
	where := ""
	if e.File != "" {
		where = fmt.Sprintf(" What is known of it is in %s, without secrets: read it, and send it with a report.", e.File)
	}
	return "Cartwire has made a mistake and stopped. What was saved is kept; start it again to go on." + where
}

// arguments are the numbers that a stack's lines end with. They are addresses, but what is in them is nobody's to know.
var arguments = regexp.MustCompile(`(?m)^(\S.*)\((?:0x[0-9a-f]|\{|\.\.\.|_).*\)$`)

// Crash writes what is known of a panic into a new file of the folder that only its owner can read. Call it in the
// deferred function that has recovered value.
func Crash(folder string, now time.Time, value any) *CrashError {
	stack := arguments.ReplaceAllString(string(debug.Stack()), "$1(...)")
	text := Cut(fmt.Sprintf("Cartwire crash report, %s\n\nVersion %s, %s\nSystem %s/%s\n\n%s\n\n%s",
		now.UTC().Format(time.RFC3339), Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, told(value), stack))
	f, err := os.CreateTemp(folder, "cartwire-crash-"+now.UTC().Format("20060102-150405")+"-*.txt") // 0600
	if err != nil {
		return &CrashError{}
	}
	_, err = f.WriteString(text + "\n")
	if closed := f.Close(); err != nil || closed != nil {
		return &CrashError{}
	}
	return &CrashError{File: filepath.Clean(f.Name())}
}

// told is what a report says of a panic's value. Go's own errors hold types, indexes and addresses only; any other value may
// hold whatever the program had in its hands, such as a token, so that its type has to do.
func told(value any) string {
	switch value.(type) {
	case runtime.Error, *reflect.ValueError:
		return fmt.Sprintf("%T: %v", value, value)
	}
	return fmt.Sprintf("%T, which is left out as it may hold a secret: the stack tells where it comes from", value)
}
