package window

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// longestPath is what fits into a socket's address everywhere (macOS has 104 bytes, with the zero behind it).
const longestPath = 100

// shortFolder is the folder whose name leaves room for a socket's, wherever the others lie.
var shortFolder = "/tmp"

// folders are where a book's socket may lie, the best first: the user's folder for such things, beside the book, the
// folders for temporary files. base is the socket's name there.
func folders(book, runtime string) (list []string, base string) {
	sum := sha256.Sum256([]byte(book))
	base = hex.EncodeToString(sum[:8])
	if filepath.IsAbs(runtime) {
		list = append(list, filepath.Join(runtime, "cartwire"))
	}
	mine := "cartwire-" + strconv.Itoa(os.Getuid())
	return append(list, filepath.Join(filepath.Dir(book), ".cartwire"), filepath.Join(os.TempDir(), mine), filepath.Join(shortFolder, mine)), base
}

// Listen opens the socket of a book that this process holds: only its user can reach it. What an earlier holder left behind is
// replaced. runtime is XDG_RUNTIME_DIR. Errors: ErrNotHere, the file system's.
func Listen(book, runtime string) (*net.UnixListener, error) {
	if !here {
		return nil, ErrNotHere
	}
	var why error
	list, base := folders(book, runtime)
	for _, folder := range list {
		path := filepath.Join(folder, base)
		if len(path) > longestPath {
			continue
		}
		l, err := listenIn(folder, path)
		if err == nil {
			return l, nil
		}
		why = errors.Join(why, err)
	}
	// Somebody else may have taken the name in a folder that is everybody's. The holder's note says where the socket is.
	if folder, err := os.MkdirTemp(shortFolder, "cartwire-"); err == nil {
		l, err := listenIn(folder, filepath.Join(folder, base))
		if err == nil {
			return l, nil
		}
		why = errors.Join(why, err, os.Remove(folder))
	}
	return nil, errors.Join(errors.New("no folder takes the book's socket"), why)
}

func listenIn(folder, path string) (*net.UnixListener, error) {
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	if err := private(folder); err != nil {
		return nil, err
	}
	Forget(path)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// Forget removes the socket that a holder who is gone has left behind. Anything else of that name stays.
func Forget(path string) {
	if info, err := os.Lstat(path); err == nil && info.Mode().Type() == fs.ModeSocket {
		_ = os.Remove(path)
	}
}

// dial reaches the holder of a book; nobody else's process is spoken to.
func dial(path string) (*net.UnixConn, error) {
	conn, err := (&net.Dialer{Timeout: patience}).Dial("unix", path)
	if err != nil {
		return nil, err
	}
	u := conn.(*net.UnixConn)
	if err := sameUser(u, peerUID); err != nil {
		return nil, errors.Join(err, u.Close())
	}
	_ = u.SetDeadline(time.Now().Add(patience)) // until the welcome
	return u, nil
}

// ErrNotHere is returned where this system has no windows.
var ErrNotHere = errors.New("windows onto a book that is in use are not there on this system")

// sameUser refuses another user's process at the other end, and one of which the system does not tell whose it is.
func sameUser(c *net.UnixConn, peer func(*net.UnixConn) (uid int, err error)) error {
	uid, err := peer(c)
	if err == nil && uid != os.Getuid() {
		err = errOther
	}
	return err
}

// errOther is a process of another user.
var errOther = errors.New("the other end of the window belongs to another user")
