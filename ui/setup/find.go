package setup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"cartwire/bigcommerce"
	"cartwire/ui/text"
)

// Folder is a place where credentials files are looked for.
type Folder struct {
	Path string
	Name string // for a person: "this folder", "Downloads"
}

// Found is a credentials file that was found and read. Its name counts as a secret: it is told by its date and place.
type Found struct {
	At          time.Time // when it was written
	In          string    // the folder's name
	Credentials bigcommerce.Credentials
	Notes       []string
}

// Folders are where a downloaded file may lie: the current folder and the person's Downloads. Either may be empty.
func Folders(current, home string) []Folder {
	var list []Folder
	if current != "" {
		list = append(list, Folder{current, "this folder"})
	}
	if home != "" {
		list = append(list, Folder{filepath.Join(home, "Downloads"), "Downloads"})
	}
	return list
}

// maxFound bounds how many files are offered: whoever has more means one of the newest.
const maxFound = 5

// FindCredentials looks into the folders for credentials files, newest first. What can't be read or holds no credentials
// is passed over: nobody has asked for it by name.
func FindCredentials(folders []Folder) []Found {
	type file struct {
		path, in string
		at       time.Time
		info     fs.FileInfo
	}
	var files []file
	seen := func(info fs.FileInfo) bool {
		return slices.ContainsFunc(files, func(f file) bool { return os.SameFile(f.info, info) })
	}
	for _, folder := range folders {
		entries, err := os.ReadDir(folder.Path)
		if err != nil {
			continue
		}
		for _, e := range entries {
			if !bigcommerce.IsCredentialsFile(e.Name()) {
				continue
			}
			path := filepath.Join(folder.Path, e.Name())
			info, err := os.Stat(path)
			if err != nil || seen(info) { // the current folder may be Downloads
				continue
			}
			files = append(files, file{path, folder.Name, info.ModTime(), info})
		}
	}
	slices.SortStableFunc(files, func(a, b file) int { return b.at.Compare(a.at) })
	var found []Found
	for _, f := range files {
		c, notes, err := bigcommerce.ReadCredentialsFile(f.path)
		if err != nil {
			continue
		}
		if found = append(found, Found{At: f.at, In: f.in, Credentials: c, Notes: notes}); len(found) == maxFound {
			break
		}
	}
	return found
}

// ReadFound reads the file of a path that somebody gave: of a folder, its newest credentials file. home stands for a
// leading ~. Errors are sentences that never hold the file's name.
func ReadFound(path, home string) (Found, error) {
	if rest, ok := strings.CutPrefix(path, "~"); ok && home != "" && (rest == "" || os.IsPathSeparator(rest[0])) {
		path = filepath.Join(home, rest)
	}
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		if found := FindCredentials([]Folder{{Path: path, Name: "this folder"}}); len(found) > 0 {
			return found[0], nil
		}
		return Found{}, ErrNoFile
	}
	c, notes, err := bigcommerce.ReadCredentialsFile(path)
	if err != nil {
		return Found{}, err
	}
	return Found{At: info.ModTime(), In: "the folder " + filepath.Base(filepath.Dir(path)), Credentials: c, Notes: notes}, nil
}

// ErrNoFile is returned where a folder holds no credentials file.
var ErrNoFile = errors.New("There is no credentials file in this folder. Name another folder, or the file itself.") //lint:ignore ST1005 a sentence for a person

// Label tells the file by its date, in now's time zone: "a credentials file of today 10:42 in Downloads".
func (f Found) Label(now time.Time) string {
	return "a credentials file of " + day(now, f.At) + " in " + text.Clean(f.In)
}

func day(now, at time.Time) string {
	at = at.In(now.Location())
	switch at.Format(time.DateOnly) {
	case now.Format(time.DateOnly):
		return "today " + at.Format("15:04")
	case now.AddDate(0, 0, -1).Format(time.DateOnly):
		return "yesterday " + at.Format("15:04")
	}
	return at.Format("2006-01-02 15:04")
}
