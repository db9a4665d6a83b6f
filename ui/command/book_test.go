package command

import (
	"errors"
	"path/filepath"
	"testing"
)

// TestDataFolder holds where the book lies on each system.
func TestDataFolder(t *testing.T) {
	home, err := filepath.Abs("/home/ada")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(home, "elsewhere")
	for _, c := range []struct {
		goos  string
		env   map[string]string
		nohow bool // there is no home
		want  string
	}{
		{"linux", nil, false, filepath.Join(home, ".local", "share", "cartwire")},
		{"freebsd", nil, false, filepath.Join(home, ".local", "share", "cartwire")},
		{"linux", map[string]string{"XDG_DATA_HOME": elsewhere}, true, filepath.Join(elsewhere, "cartwire")},
		{"linux", map[string]string{"XDG_DATA_HOME": "not/absolute"}, false, filepath.Join(home, ".local", "share", "cartwire")},
		{"linux", nil, true, ""},
		{"darwin", map[string]string{"XDG_DATA_HOME": elsewhere}, false, filepath.Join(home, "Library", "Application Support", "cartwire")},
		{"darwin", nil, true, ""},
		{"windows", map[string]string{"AppData": elsewhere, "XDG_DATA_HOME": home}, true, filepath.Join(elsewhere, "cartwire")},
		{"windows", nil, false, ""},
	} {
		got, err := dataFolder(c.goos, func(name string) string { return c.env[name] }, func() (string, error) {
			if c.nohow {
				return "", errors.New("$HOME is not defined")
			}
			return home, nil
		})
		if (err != nil) != (c.want == "") || err == nil && got != c.want {
			t.Errorf("%s %v: %q, %v; want %q", c.goos, c.env, got, err, c.want)
		}
	}
}
