package remote

import (
	"bufio"
	"bytes"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/crypto/ssh"

	"cartwire/ui/role"
)

// Key is one who may come in.
type Key struct {
	Name string // for the book's activity: the comment of the key's line
	Role role.Role

	print string // the key's fingerprint
}

// maxKeysFile bounds what is read of the file of authorized keys, in bytes.
const maxKeysFile = 1 << 20

// harmless are OpenSSH's options that forbid what is never possible here.
var harmless = map[string]bool{
	"restrict": true, "no-port-forwarding": true, "no-agent-forwarding": true, "no-x11-forwarding": true, "no-user-rc": true, "pty": true,
}

// parseKeys reads lines as OpenSSH writes them, with an option of our own: role="operator". A line without it may look
// only. A line that can't be read, or whose options limit the key in a way that isn't kept here, lets nobody in: problems
// says why.
func parseKeys(r io.Reader) (keys map[string]Key, problems []string, err error) {
	keys = map[string]Key{}
	lines := bufio.NewScanner(io.LimitReader(r, maxKeysFile))
	lines.Buffer(nil, maxKeysFile)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		public, comment, options, _, err := ssh.ParseAuthorizedKey(line)
		if err != nil {
			problems = append(problems, fmt.Sprintf("line %d is no public key", n))
			continue
		}
		key := Key{Name: cleanName(comment), print: ssh.FingerprintSHA256(public)}
		if err := key.accept(public, options); err != nil {
			problems = append(problems, fmt.Sprintf("line %d lets nobody in: %s", n, err))
			continue
		}
		if key.Name == "" {
			key.Name = key.print
		}
		if _, twice := keys[string(public.Marshal())]; twice {
			problems = append(problems, fmt.Sprintf("line %d names a key for the second time; the first one holds", n))
			continue
		}
		keys[string(public.Marshal())] = key
	}
	return keys, problems, lines.Err()
}

// accept reads a line's options.
func (k *Key) accept(public ssh.PublicKey, options []string) error {
	if c, ok := public.(ssh.CryptoPublicKey); ok {
		if r, ok := c.CryptoPublicKey().(*rsa.PublicKey); ok && r.N.BitLen() < 2048 {
			return fmt.Errorf("an RSA key of %d bits is too short", r.N.BitLen())
		}
	}
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		name = strings.ToLower(name)
		switch {
		case name == "role":
			r, err := role.Parse(strings.Trim(value, `"`))
			if err != nil {
				return err
			}
			k.Role = r
		case !harmless[name]:
			return fmt.Errorf("its option %q is not kept here", cleanName(name))
		}
	}
	return nil
}

// cleanName makes a comment fit for a line of the diary.
func cleanName(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	if runes := []rune(strings.TrimSpace(s)); len(runes) > 64 {
		return string(runes[:64])
	}
	return strings.TrimSpace(s)
}

// keyring is the file of authorized keys as it was read last.
type keyring struct {
	path string

	mu     sync.Mutex
	keys   map[string]Key
	seen   stamp
	missed int // how often in a row it could not be read
}

// stamp tells whether a file has changed.
type stamp struct {
	at   time.Time
	size int64
	mode fs.FileMode
	err  string
}

func stampOf(path string) stamp {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{err: err.Error()}
	}
	return stamp{at: info.ModTime(), size: info.Size(), mode: info.Mode()}
}

// find is who a public key belongs to.
func (r *keyring) find(public ssh.PublicKey) (Key, bool) {
	if public == nil {
		return Key{}, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	k, ok := r.keys[string(public.Marshal())]
	return k, ok
}

// count is how many keys may come in.
func (r *keyring) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.keys)
}

// load reads the file, and tells what is wrong with its lines. A file that can't be read lets nobody in.
func (r *keyring) load() (problems []string, err error) {
	seen := stampOf(r.path)
	keys, problems, err := readKeys(r.path)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = seen
	if err != nil {
		r.keys = nil
		r.missed++
		return nil, err
	}
	r.keys, r.missed = keys, 0
	return problems, nil
}

// changed tells whether the file is another one than was read.
func (r *keyring) changed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.missed == 1 || stampOf(r.path) != r.seen
}

// settled tells whether what is known of the file may end sessions: a file that is being replaced is missing for a moment.
func (r *keyring) settled() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.missed != 1
}

func readKeys(path string) (map[string]Key, []string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("there is no file %s, so nobody can come in. Write the public keys into it, one a line", path)
	}
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, nil, err
	case info.Mode().Perm()&0o022 != 0 && runtime.GOOS != "windows":
		return nil, nil, fmt.Errorf("others on this computer can write %s (mode %04o), so nobody is let in. Run chmod 600 on it", path, info.Mode().Perm())
	case info.Size() > maxKeysFile:
		return nil, nil, fmt.Errorf("%s is too large to be a file of keys, so nobody is let in", path)
	}
	return parseKeys(f)
}
