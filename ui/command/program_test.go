package command

import "testing"

func TestWhichFrontEnd(t *testing.T) {
	for _, c := range []struct {
		name          string
		tty, flag     bool
		env           map[string]string
		screen, plain bool
		ascii         bool
	}{
		{name: "a terminal", tty: true, screen: true},
		{name: "no terminal"},
		{name: "the flag", tty: true, flag: true, screen: true, plain: true},
		{name: "the flag through a pipe", flag: true, plain: true},
		{name: "a wish for every program", tty: true, env: map[string]string{"ACCESSIBLE": "1"}, screen: true, plain: true},
		{name: "a wish for every program does not read a pipe", env: map[string]string{"ACCESSIBLE": "1"}},
		{name: "a wish for this program", env: map[string]string{"CARTWIRE_ACCESSIBLE": "1"}, plain: true},
		{name: "a dumb terminal", tty: true, env: map[string]string{"TERM": "dumb"}, plain: true},
		{name: "a locale without Unicode", tty: true, env: map[string]string{"LANG": "de_DE.ISO-8859-1"}, screen: true, ascii: true},
		{name: "the C locale over a Unicode one", tty: true, env: map[string]string{"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, screen: true, ascii: true},
		{name: "a Unicode locale", tty: true, env: map[string]string{"LC_CTYPE": "C.utf8", "LANG": "C"}, screen: true},
	} {
		cl := &cli{inTTY: c.tty, outTTY: c.tty, accessible: c.flag, env: func(name string) string { return c.env[name] }}
		if cl.screenAllowed() != c.screen || cl.plainAllowed() != c.plain || cl.ascii() != c.ascii {
			t.Errorf("%s: screen %v, plain %v, ASCII %v", c.name, cl.screenAllowed(), cl.plainAllowed(), cl.ascii())
		}
	}
}
