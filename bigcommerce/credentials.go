package bigcommerce

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Credentials are what the text file holds that BigCommerce downloads when an API account is saved, without the client
// secret: nothing here needs it, so it is never kept.
type Credentials struct {
	Name        string
	APIPath     APIPath
	ClientID    string
	AccessToken Secret
}

// maxCredentialsFile bounds what is read of a credentials file; a real one has about 350 bytes.
const maxCredentialsFile = 64 << 10

var credentialsName = regexp.MustCompile(`(?i)^BigCommerceAPI-credentials-.*\.txt$`)

// IsCredentialsFile tells by its name whether a file is one that BigCommerce downloads. The name counts as a secret, since
// its middle part has the shape of a client id or token: don't show it and don't log it.
func IsCredentialsFile(name string) bool {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	return credentialsName.MatchString(name)
}

// ReadCredentialsFile reads and parses a credentials file. Its errors never hold the file's name.
func ReadCredentialsFile(path string) (Credentials, []string, error) {
	text, err := readCredentials(path)
	if err != nil {
		return Credentials{}, nil, err
	}
	return ParseCredentials(text)
}

func readCredentials(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fileError(err)
	case info.IsDir():
		return nil, &InputError{Field: "file", Problem: "This is a folder. Name the credentials file itself."}
	case !info.Mode().IsRegular():
		return nil, &InputError{Field: "file", Problem: "This is not a plain file. Name the text file that BigCommerce downloaded."}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fileError(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxCredentialsFile+1))
	switch {
	case err != nil:
		return nil, fileError(err)
	case len(text) > maxCredentialsFile:
		return nil, &InputError{Field: "file", Problem: "This file is too large for a credentials file. Name the text file that BigCommerce downloaded."}
	}
	return text, nil
}

// fileError says what is wrong with the file, without the *fs.PathError that names it.
func fileError(err error) error {
	e := &InputError{Field: "file", Problem: "The credentials file can't be read."}
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		e.Err = p.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Problem = "There is no file of this name. BigCommerce puts its credentials file into the browser's download folder."
	case errors.Is(err, fs.ErrPermission):
		e.Problem = "The credentials file may not be read by this user. Change its permissions, or copy its text."
	}
	return e
}

// ParseCredentials reads the text of a credentials file: lines "LABEL: value" in any order and case, with any line ends
// or none, ":" or "=", a byte order mark or none, UTF-8 or UTF-16. Only the access token and the API path are required.
// Its errors name the field and never hold a value.
func ParseCredentials(text []byte) (c Credentials, notes []string, err error) {
	if len(text) > maxCredentialsFile {
		return Credentials{}, nil, &InputError{Field: "file", Problem: "This is too much text for credentials. Paste only what BigCommerce's file holds."}
	}
	s := plainText(text)
	if strings.TrimSpace(s) == "" {
		return Credentials{}, nil, &InputError{Field: "file", Problem: "The credentials are empty. Use the text file that BigCommerce downloads when an API account is saved."}
	}
	fields, err := labelledFields(s)
	if err != nil {
		return Credentials{}, nil, err
	}
	if len(fields) == 0 {
		return Credentials{}, nil, &InputError{Field: "file", Problem: "These are no BigCommerce credentials: no line begins with ACCESS TOKEN or API PATH. Use the text file that BigCommerce downloads when an API account is saved."}
	}
	token, err := tokenField(fields)
	if err != nil {
		return Credentials{}, nil, err
	}
	if fields[labelPath] == "" {
		return Credentials{}, nil, &InputError{Field: labelPath, Problem: "The line API PATH is missing. " + apiPathExample}
	}
	path, notes, err := ParseAPIPath(fields[labelPath])
	if err != nil {
		return Credentials{}, nil, err
	}
	name := fields[labelName]
	if name == "" {
		name = fields[labelClientName]
	}
	return Credentials{Name: name, APIPath: path, ClientID: fields[labelID], AccessToken: Secret(token)}, notes, nil
}

func tokenField(fields map[string]string) (string, error) {
	token := fields[labelToken]
	switch {
	case token == "":
		return "", &InputError{Field: labelToken, Problem: "The line ACCESS TOKEN is missing. BigCommerce shows the access token only once: " +
			"use the text file it downloaded then, or create a new API account."}
	case !wordShape.MatchString(token):
		return "", &InputError{Field: labelToken, Problem: "The access token has characters that no access token has. Copy the line again from BigCommerce's text file."}
	}
	return token, nil
}

// plainText makes UTF-8 with \n line ends of whatever an editor left: byte order marks, UTF-16, CRLF, CR.
func plainText(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		b = fromUTF16(b[2:], binary.LittleEndian)
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		b = fromUTF16(b[2:], binary.BigEndian)
	default:
		b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	}
	if !utf8.Valid(b) {
		b = bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u00a0", " ", "\x00", "").Replace(string(b))
}

func fromUTF16(b []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}
