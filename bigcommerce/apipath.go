package bigcommerce

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// APIPath is where a store's API lives.
type APIPath struct {
	Base      string // https://api.bigcommerce.com, no trailing slash
	StoreHash string // ab12cd
}

// String is the path without /v3/ and without a trailing slash: https://api.bigcommerce.com/stores/ab12cd.
func (p APIPath) String() string {
	if p == (APIPath{}) {
		return ""
	}
	return p.Base + "/stores/" + p.StoreHash
}

// InputError is an entry that can't be used. Problem is one or two plain sentences that never repeat the entry, since a
// person may have pasted a secret into the wrong field.
type InputError struct {
	Field   string // "API PATH", "ACCESS TOKEN", "file"
	Problem string
	Err     error
}

func (e *InputError) Error() string { return e.Problem }
func (e *InputError) Unwrap() error { return e.Err }

const apiPathExample = "It looks like https://" + APIHost + "/stores/ab12cd/v3/ and stands above the permissions when an API account is created."

func apiPathError(problem string) error {
	return &InputError{Field: "API PATH", Problem: problem + " " + apiPathExample}
}

var (
	hashShape = regexp.MustCompile(`^[A-Za-z0-9]{1,24}$`)
	// What follows the hash in a path, and stands in its place where a template had none to fill in.
	versionShape = regexp.MustCompile(`^[vV][0-9]$`)
	// A store's permanent host; a second storefront's has its channel behind the hash (store-ab12cd-2).
	storeHost = regexp.MustCompile(`^store-([a-z0-9]+)(?:-[0-9]+)?\.mybigcommerce\.com$`)
)

func validHash(s string) bool { return hashShape.MatchString(s) }

// ParseAPIPath understands an API path with or without /v3/ or /v2/, slashes, surrounding spaces and quotes; a
// control-panel address (https://store-HASH.mybigcommerce.com/...); a bare store hash; a hash with store- or stores/ in
// front. The notes say in plain words what was changed. Whether the token may go to that host is NewClient's business.
func ParseAPIPath(text string) (path APIPath, notes []string, err error) {
	s := trimEntry(text)
	if rest, ok := cutLabel(s, "API PATH"); ok {
		s = rest
	}
	switch {
	case s == "":
		return APIPath{}, nil, apiPathError("The API path is empty.")
	case strings.ContainsAny(s, " \t\r\n"):
		return APIPath{}, nil, apiPathError("The API path has spaces or several lines in it.")
	case strings.ContainsAny(s, "{}"):
		return APIPath{}, nil, apiPathError("The API path has a placeholder where the store hash belongs.")
	}
	if !strings.Contains(s, "://") {
		host, _, slash := strings.Cut(s, "/")
		if !strings.ContainsAny(host, ".:") {
			return parseHash(s)
		}
		if !slash && !strings.Contains(host, ".mybigcommerce.com") {
			return APIPath{}, nil, apiPathError("The API path names no store.")
		}
		scheme := "https://"
		if isLoopback(host) {
			scheme = "http://"
		}
		s, notes = scheme+s, append(notes, scheme+" put in front")
	}
	path, more, err := parseURL(s)
	if err != nil {
		return APIPath{}, nil, err
	}
	return path, append(notes, more...), nil
}

// trimEntry takes off what a copied entry often has around it.
func trimEntry(text string) string {
	return strings.TrimFunc(strings.ReplaceAll(text, "\u00a0", " "), func(r rune) bool {
		return r <= ' ' || strings.ContainsRune("\"'`<>“”‘’«»,;\ufeff\u200b", r)
	})
}

// cutLabel takes a label off that was copied along ("API PATH: https://...").
func cutLabel(s, label string) (string, bool) {
	if len(s) <= len(label) || !strings.EqualFold(s[:len(label)], label) {
		return s, false
	}
	rest := strings.TrimSpace(s[len(label):])
	if !strings.HasPrefix(rest, ":") && !strings.HasPrefix(rest, "=") {
		return s, false
	}
	return strings.TrimSpace(rest[1:]), true
}

func isLoopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// parseHash reads a store hash without an address: ab12cd, store-ab12cd, stores/ab12cd, /stores/ab12cd/v3/.
func parseHash(s string) (APIPath, []string, error) {
	rest := strings.Trim(s, "/")
	var notes []string
	if after, ok := strings.CutPrefix(rest, "stores/"); ok {
		rest, notes = after, append(notes, `"stores/" removed from the store hash`)
	}
	first, tail, _ := strings.Cut(rest, "/")
	if tail != "" {
		if tail != "v3" && tail != "v2" {
			return APIPath{}, nil, apiPathError("This is no API path and no store hash.")
		}
		notes = append(notes, "trailing /"+tail+"/ removed")
	}
	hash, more, err := checkHash(first)
	if err != nil {
		return APIPath{}, nil, err
	}
	return APIPath{Base: "https://" + APIHost, StoreHash: hash}, append(notes, more...), nil
}

// checkHash accepts a store hash, with "store-" in front of it, too, which is a known slip and answered with 403.
func checkHash(s string) (hash string, notes []string, err error) {
	if after, ok := strings.CutPrefix(s, "store-"); ok {
		s, notes = after, append(notes, `"store-" removed from the store hash`)
	}
	switch {
	case s == "" || versionShape.MatchString(s):
		return "", nil, apiPathError("The API path names no store.")
	case len(s) > 24 && regexp.MustCompile(`^[A-Za-z0-9]+$`).MatchString(s):
		return "", nil, apiPathError("This is too long for a store hash; it looks like a Client ID, client secret or access token.")
	case !validHash(s):
		return "", nil, apiPathError("The store hash may only have letters and digits.")
	}
	return s, notes, nil
}

func parseURL(s string) (APIPath, []string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Opaque != "" {
		return APIPath{}, nil, apiPathError("This is no web address.")
	}
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	var notes []string
	switch {
	case scheme != "https" && scheme != "http":
		return APIPath{}, nil, apiPathError("The API path must begin with https://.")
	case u.User != nil:
		return APIPath{}, nil, apiPathError("The API path must not have a user name or password in it.")
	}
	if hash := HashOfHost(u.Hostname()); hash != "" {
		return APIPath{Base: "https://" + APIHost, StoreHash: hash}, []string{"control-panel address understood: store hash " + hash}, nil
	}
	if u.RawQuery != "" || u.Fragment != "" {
		notes = append(notes, "what follows the path was removed")
	}
	parts := strings.FieldsFunc(u.EscapedPath(), func(r rune) bool { return r == '/' })
	if len(parts) < 2 || parts[0] != "stores" {
		if u.Hostname() == APIHost {
			return APIPath{}, nil, apiPathError("The API path names no store.")
		}
		return APIPath{}, nil, apiPathError(fmt.Sprintf("The address %s is not the API path of a BigCommerce store.", shortHost(host)))
	}
	hash, more, err := checkHash(parts[1])
	if err != nil {
		return APIPath{}, nil, err
	}
	notes = append(notes, more...)
	switch tail := parts[2:]; {
	case len(tail) > 0:
		notes = append(notes, "trailing /"+strings.Join(bounded(tail), "/")+"/ removed")
	case strings.HasSuffix(u.EscapedPath(), "/"):
		notes = append(notes, "trailing / removed")
	}
	if scheme == "http" && u.Hostname() == APIHost {
		scheme, notes = "https", append(notes, "http:// changed to https://")
	}
	return APIPath{Base: scheme + "://" + host, StoreHash: hash}, notes, nil
}

// bounded keeps notes short and free of anything but the path's plain parts.
func bounded(parts []string) []string {
	if len(parts) > 1 || len(parts[0]) > 12 || !regexp.MustCompile(`^[a-z0-9_]+$`).MatchString(parts[0]) {
		return []string{"…"}
	}
	return parts
}

func shortHost(host string) string {
	host = cleanTitle(host)
	if r := []rune(host); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return host
}
