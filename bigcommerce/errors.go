package bigcommerce

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The errors of this package, for errors.As. Error() is one or two plain sentences: what happened, why, what to do next.
// They hold no secret, and text from the server only on one line and bounded (see cleanTitle).

// AuthError is a 401, asked twice: the access token is wrong, or its API account was deleted. Legacy: it is a legacy
// account's user name and API token.
type AuthError struct{ Legacy bool }

func (e *AuthError) Error() string {
	if e.Legacy {
		return "The store doesn't accept the user name and API token of the legacy account. One of them was mistyped, or the account was " +
			"deleted in the control panel. BigCommerce issues no new legacy accounts: create a store-level API account if it is gone."
	}
	return "BigCommerce doesn't accept the access token. It was mistyped, or its API account was deleted in the control panel. " +
		"Load the credentials file again, or create a new API account."
}

// MismatchError is a 403 on /v2/time, which needs no permission: token and store hash don't belong together, or what Said
// says.
type MismatchError struct {
	StoreHash string
	Said      string // the store's own words, one line, bounded; may be ""
}

func (e *MismatchError) Error() string {
	if ownReason(e.Said) {
		return "The store refused access. " + said(e.Said) + " If that doesn't explain it, check that the API path and the access token " +
			"come from the same credentials file."
	}
	return fmt.Sprintf("The access token doesn't belong to the store %s. The API path and the access token come from different "+
		"API accounts, or the store hash in the path was mistyped. Use both from the same credentials file.", e.StoreHash)
}

// ScopeError is a 403 anywhere else: the API account lacks a permission, or what Said says. Label is "" where the path names
// none.
type ScopeError struct {
	Permission Permission
	Legacy     bool   // the account is a legacy one, which has no permissions of its own
	Said       string // the store's own words, one line, bounded; may be ""
}

func (e *ScopeError) Error() string {
	what := e.Permission.Label
	if what == "" {
		what = "this"
	}
	verb := "read"
	level := "read-only"
	if e.Permission.Modify {
		verb, level = "change", "modify"
	}
	switch {
	case ownReason(e.Said) && e.Legacy:
		return fmt.Sprintf("The store didn't let the legacy account %s %s. %s Look into the control panel, then try again.", verb, what, said(e.Said))
	case ownReason(e.Said):
		return fmt.Sprintf("The store didn't let the API account %s %s. %s If that doesn't explain it, check that the account has the permission %s.",
			verb, what, said(e.Said), e.Permission)
	case e.Legacy:
		return fmt.Sprintf("The store doesn't let the legacy account %s %s. Legacy accounts have no permissions to choose: check in the "+
			"control panel that its user may do this, or connect with a store-level API account.", verb, what)
	case e.Permission.Label == "":
		return "The API account may not do this. An API account can't be changed once it is saved: create a new one with the " +
			"permission, and use its credentials file."
	}
	return fmt.Sprintf("The API account lacks the permission %s. An API account can't be changed once it is saved: create a "+
		"new one with %s set to %s, and use its credentials file.", e.Permission, e.Permission.Label, level)
}

// RateLimitError is given up after repeated 429s.
type RateLimitError struct {
	Tries  int           // 0: nothing was sent, since the quota is known to be used up
	Wait   time.Duration // what the last answer asked for; 0: it didn't say
	Hourly bool          // it is a legacy account's hourly quota
}

func (e *RateLimitError) Error() string {
	if e.Hourly {
		return "The store's quota of requests an hour for legacy accounts is used up. It fills up again within the hour: try again in some " +
			"minutes. A store-level API account has a larger quota."
	}
	if e.Tries == 0 {
		return "The store asked not to be sent requests for a while, because there were too many. Other apps may be using up the store's " +
			"quota. Try again in a few minutes."
	}
	return fmt.Sprintf("The store went on refusing requests because there were too many (%d tries). Other apps may be using up the "+
		"store's quota. Try again in a few minutes.", e.Tries)
}

// NetworkError is a request that got no whole answer: DNS, refused, TLS, time-out, reset, truncated.
type NetworkError struct {
	Host    string
	Reason  string // for a person: "its name was not found"
	Request string // what the host, once reached, left without a whole answer: "GET /v2/orders"; "" where it wasn't reached
	Err     error
}

func (e *NetworkError) Error() string {
	reason := e.Reason
	if reason == "" {
		reason = "the connection failed"
	}
	if e.Request != "" {
		return fmt.Sprintf("%s did not answer %s: %s. Try again; if it lasts, look at status.bigcommerce.com.", e.Host, e.Request, reason)
	}
	return fmt.Sprintf("%s could not be reached: %s. %s", e.Host, reason, e.advice())
}

func (e *NetworkError) advice() string {
	if e.TLS() {
		return "Check this computer's clock, and whether a proxy or security program inspects connections."
	}
	return "Check the network connection, then try again."
}

func (e *NetworkError) Unwrap() error { return e.Err }

// ErrNoOrder is the cause of a *DecodeError where the answer for an order is empty.
var ErrNoOrder = errors.New("the answer is empty")

// DecodeError is an answer that isn't what the API describes: HTML, cut JSON, a bad field.
type DecodeError struct {
	Path    string // "/v2/orders"
	OrderID uint64 // the order that couldn't be read; 0: the whole answer, or Row
	Row     string // the row that couldn't be read: "Product 12"; "": the whole answer
	Detail  string // for a person: "it is a web page"
	Raw     []byte // the order as it was sent, where it is one that couldn't be read and not too long
	Err     error
}

func (e *DecodeError) Error() string {
	if e.OrderID != 0 && e.Row == "" {
		return fmt.Sprintf("Order %d of the store can't be read: %s. The other orders are not affected; please report this.", e.OrderID, e.Detail)
	}
	if e.Row != "" {
		return fmt.Sprintf("%s of the store can't be read: %s. The others are not affected; please report this.", e.Row, e.Detail)
	}
	return fmt.Sprintf("The answer to %s is not what BigCommerce's API describes: %s. Check the API path, and whether a proxy stands in between.",
		e.Path, e.Detail)
}

func (e *DecodeError) Unwrap() error { return e.Err }

// PageError comes together with the readable orders of a page and names the others. LastID is the highest id of the page,
// readable or not, of those that are one (see MaxOrderID); Rows how many rows the store sent.
type PageError struct {
	Bad    []*DecodeError
	LastID uint64
	Rows   int
}

func (e *PageError) Error() string {
	ids := make([]string, 0, len(e.Bad))
	for _, b := range e.Bad {
		ids = append(ids, fmt.Sprint(b.OrderID))
	}
	if len(e.Bad) == 1 {
		return e.Bad[0].Error()
	}
	return fmt.Sprintf("%d orders of the store can't be read: %s. The others are not affected; please report this.",
		len(e.Bad), strings.Join(ids, ", "))
}

// nameless tells whether a row has no id.
func (e *PageError) nameless() bool {
	return slices.ContainsFunc(e.Bad, func(b *DecodeError) bool { return b.OrderID > MaxOrderID })
}

// Unwrap gives the errors of the single orders.
func (e *PageError) Unwrap() []error {
	all := make([]error, len(e.Bad))
	for i, b := range e.Bad {
		all[i] = b
	}
	return all
}

// APIError is everything else that the API refuses.
type APIError struct {
	Status   int
	Method   string
	Path     string
	Title    string // the server's own words, one line, bounded; may be ""
	MaxLimit int    // details.max_limit of a 413; 0: not told
}

func (e *APIError) Error() string {
	what, next := apiSentences(e.Status)
	if e.Title != "" {
		what += " " + said(e.Title)
	}
	return what + " " + next
}

// apiSentences puts an HTTP status into words (docs: start/about/status-codes).
func apiSentences(status int) (what, next string) {
	switch {
	case status == 404:
		return "The store has nothing at this address.", "It may have been deleted; check it in the control panel."
	case status == 413:
		return "The store calls the request too large.", "Ask for less at once."
	case status == 507:
		return "The store has reached a limit of its plan.", "Look at the plan in the control panel."
	case status == 503:
		return "The store is suspended or under maintenance.", "Try again later; if it lasts, look into the control panel."
	case status >= 500:
		return fmt.Sprintf("BigCommerce had an error of its own (HTTP %d), and repeating the request didn't help.", status), "Try again later."
	case status >= 300 && status < 400:
		return fmt.Sprintf("The store's API answered with a detour (HTTP %d), which is not followed.", status), "Check the API path."
	}
	return fmt.Sprintf("BigCommerce refused the request (HTTP %d).", status), "Check the connection's settings."
}

// HostError is a host that the token may not be sent to.
type HostError struct {
	Host     string
	Insecure bool // it is plain HTTP
	Custom   bool // it is a legacy account's own domain, which nobody confirmed yet
	Redirect bool // the API sent us there; the token was not sent along
}

func (e *HostError) Error() string {
	switch {
	case e.Custom:
		return fmt.Sprintf("The API token of a legacy account is sent only to the store's own address, and %s doesn't end in mybigcommerce.com. "+
			"Confirm that it is your store's domain, or use the address that begins with https://store-.", e.Host)
	case e.Redirect:
		return fmt.Sprintf("The API tried to send the request on to another address (%s). The access token was not sent there. "+
			"Check the API path, and whether a proxy stands in between.", e.Host)
	case e.Insecure:
		return fmt.Sprintf("The address %s is not encrypted, so the access token is not sent there. Use an address that begins with "+
			"https://, as BigCommerce shows it, or allow this host by name if it is your practice store.", e.Host)
	}
	return fmt.Sprintf("The access token is sent only to api.bigcommerce.com, not to %s. Use the API path as BigCommerce shows it, "+
		"or allow this host by name if it is your practice store.", e.Host)
}

// FilterIgnoredError is a page that holds orders its filter shuts out: the store ignored the filter.
type FilterIgnoredError struct {
	Filter  string // "min_date_modified"
	OrderID uint64
}

func (e *FilterIgnoredError) Error() string {
	return fmt.Sprintf("The store ignored the filter %s and answered with order %d, which it shuts out. "+
		"The job stops, so that nothing is imported twice or out of turn; please report this.", e.Filter, e.OrderID)
}

// usualRefusal are the words that a 403 has where a permission is missing, or token and store don't belong together.
var usualRefusal = regexp.MustCompile(`(?i)required scope|your scope|(have|proper|sufficient|required|missing) permission|authentication required|not authori[sz]ed|unauthori[sz]ed`)

// ownReason reports whether a 403 says something else than that a permission is missing.
func ownReason(text string) bool { return text != "" && !usualRefusal.MatchString(text) }

// said quotes the store: The store said: "This store is not active."
func said(text string) string {
	quoted := "The store said: " + strconv.Quote(text)
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") {
		return quoted
	}
	return quoted + "."
}

// longestTitle bounds the server's words in errors, in characters.
const longestTitle = 200

// cleanTitle puts a server's text on one line and bounds it. The screens clean control characters again.
func cleanTitle(s string) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool {
		return r <= ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || r == 0x2028 || r == 0x2029
	}), " ")
	if r := []rune(s); len(r) > longestTitle {
		return string(r[:longestTitle]) + "…"
	}
	return s
}
