package plain

import (
	"context"
	"regexp"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/ui/setup"
)

// longestPaste bounds a pasted credentials file, in bytes.
const longestPaste = 64 << 10

// read is credentials that were read, and what was changed about them.
type read struct {
	credentials bigcommerce.Credentials
	notes       []string
}

// addReaders adds the ways to hand over credentials: the files that were found, a path, a pasted text. Going back from one
// leaves got as it is.
func (s *session) addReaders(ctx context.Context, m *menu, got *read) {
	for _, f := range setup.FindCredentials(s.folders()) {
		m.add("Use "+f.Label(s.Now()), func() error {
			*got = read{f.Credentials, f.Notes}
			return nil
		})
	}
	m.add("Read a credentials file by its path", func() (err error) {
		*got, err = s.fileByPath(ctx)
		return stay(err)
	})
	m.add("Paste the text of a credentials file", func() (err error) {
		*got, err = s.paste(ctx, "")
		return stay(err)
	})
}

// folders are where a downloaded file may lie; over SSH it lies on another computer.
func (s *session) folders() []setup.Folder {
	home := s.Home
	if s.Remote {
		home = ""
	}
	return setup.Folders(s.Folder, home)
}

// fileByPath asks for a file, or for a folder whose newest credentials file is meant. The path counts as a secret: it is
// never repeated.
func (s *session) fileByPath(ctx context.Context) (got read, err error) {
	_, err = s.ask(ctx, "The path of the file, or of the folder it lies in", "", func(path string) string {
		found, err := setup.ReadFound(setup.Path(s.Home, s.Dir, strings.Trim(path, `"'`)), "")
		if err != nil {
			return err.Error()
		}
		got = read{found.Credentials, found.Notes}
		return ""
	})
	return got, err
}

// labelled is a line of a credentials file.
var labelled = regexp.MustCompile(`(?i)^\s*(access token|client name|client id|client secret|name|api path)\s*[:=]`)

// paste reads the text of a credentials file, as many lines as it takes, without showing it. first is a line of it that
// was typed elsewhere.
func (s *session) paste(ctx context.Context, first string) (got read, err error) {
	err = s.quietly(func() error {
		all := first
		if first == "" {
			s.say("Paste the whole text, then press enter; it is not shown. An empty line ends it, a full stop alone goes back.")
		}
		for {
			c, notes, problem := bigcommerce.ParseCredentials([]byte(all))
			if problem == nil {
				got = read{c, notes}
				return nil
			}
			line, err := s.answer(ctx)
			switch line = strings.TrimSpace(line); {
			case err != nil:
				return err
			case line == wordBack:
				return errBack
			case line == "" && strings.TrimSpace(all) == "":
			case line == "", len(all)+len(line) > longestPaste:
				s.say("%s", problem)
				s.say("Paste it again, or type a full stop alone to go back:")
				all = ""
			default:
				all += line + "\n"
			}
		}
	})
	// What stands behind the last field that is needed belongs to the pasted text, and answers no question.
	s.skip = labelled.MatchString
	return got, err
}

// notes says what was changed about what was read.
func (s *session) notes(got read) {
	for _, n := range got.notes {
		s.say("API Path: %s.", n)
	}
}
