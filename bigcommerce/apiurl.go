package bigcommerce

import (
	"net/url"
	"regexp"
	"strings"
)

const (
	apiURLExample = "It looks like https://store-ab12cd" + legacyHostSuffix + "/api/v2 and stands beside the legacy account's API token."
	legacyPath    = "/api/v2"
)

var hostShape = regexp.MustCompile(`^(?:[a-z0-9_][a-z0-9_.-]*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$`)

func apiURLError(problem string) error {
	return &InputError{Field: "API URL", Problem: problem + " " + apiURLExample}
}

// ParseAPIURL understands the API path of a legacy account, with or without /api/v2, slashes, surrounding spaces and
// quotes; a control-panel address; a bare host; a store hash, also with store- in front. It gives https://HOST/api/v2. The
// notes say in plain words what was changed. The API path of a store-level account is told apart: *InputError says so.
// Whether the token may go to that host is NewClient's business.
func ParseAPIURL(text string) (apiURL string, notes []string, err error) {
	s := trimEntry(text)
	for _, label := range []string{"API URL", "API PATH"} {
		if rest, ok := cutLabel(s, label); ok {
			s = rest
		}
	}
	switch {
	case s == "":
		return "", nil, apiURLError("The API URL is empty.")
	case strings.ContainsAny(s, " \t\r\n"):
		return "", nil, apiURLError("The API URL has spaces or several lines in it.")
	case strings.ContainsAny(s, "{}"):
		return "", nil, apiURLError("The API URL has a placeholder where the store belongs.")
	case strings.HasPrefix(strings.TrimLeft(s, "/"), "stores/"):
		return "", nil, storeLevelPath()
	}
	if !strings.Contains(s, "://") {
		host, _, _ := strings.Cut(s, "/")
		switch {
		case !strings.ContainsAny(host, ".:"):
			hash := strings.ToLower(strings.TrimPrefix(host, "store-"))
			if !validHash(hash) || versionShape.MatchString(hash) {
				return "", nil, apiURLError("This is no web address and no store hash.")
			}
			return "https://store-" + hash + legacyHostSuffix + legacyPath, []string{"store hash understood: the address was put around it"}, nil
		case isLoopback(host):
			s, notes = "http://"+s, []string{"http:// put in front"}
		default:
			s, notes = "https://"+s, []string{"https:// put in front"}
		}
	}
	apiURL, more, err := cleanAPIURL(s)
	if err != nil {
		return "", nil, err
	}
	return apiURL, append(notes, more...), nil
}

func storeLevelPath() error {
	return &InputError{Field: "API URL", Problem: "This is the API path of a store-level API account, not of a legacy account. Choose " +
		"the store API account as the kind of API, and enter it there as the API path."}
}

// cleanAPIURL brings a whole address into its one form.
func cleanAPIURL(s string) (string, []string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Opaque != "" || u.Hostname() == "" {
		return "", nil, apiURLError("This is no web address.")
	}
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	parts := strings.FieldsFunc(u.EscapedPath(), func(r rune) bool { return r == '/' })
	switch {
	case scheme != "https" && scheme != "http":
		return "", nil, apiURLError("The API URL must begin with https://.")
	case !hostShape.MatchString(host):
		return "", nil, apiURLError("The API URL's host has characters that no host has; write an international name as it begins with xn--.")
	case u.User != nil:
		return "", nil, apiURLError("The API URL must not have a user name or password in it.")
	case strings.ToLower(u.Hostname()) == APIHost, len(parts) > 0 && parts[0] == "stores":
		return "", nil, storeLevelPath()
	}
	var notes []string
	if scheme == "http" && u.Port() == "" && !isLoopback(host) {
		scheme, notes = "https", append(notes, "http:// changed to https://")
	}
	path := strings.ToLower("/" + strings.Join(parts, "/"))
	switch {
	case path == legacyPath && strings.HasSuffix(u.EscapedPath(), "/"):
		notes = append(notes, "trailing / removed")
	case path == legacyPath:
	case path == "/":
		notes = append(notes, legacyPath+" added")
	case path == "/api":
		notes = append(notes, "/v2 added")
	case path == "/v2":
		notes = append(notes, "/v2 changed to "+legacyPath)
	case path == "/api/v3" || path == "/v3":
		notes = append(notes, "/v3 changed to "+legacyPath+": a legacy account has only V2")
	default:
		notes = append(notes, "what follows the host was replaced by "+legacyPath)
	}
	if u.RawQuery != "" || u.Fragment != "" {
		notes = append(notes, "what follows the path was removed")
	}
	return scheme + "://" + host + legacyPath, notes, nil
}
