package bigcommerce

import (
	"net/http"
	"net/url"
	"strings"
)

// LegacyAPI is a legacy account: V2 only, HTTP Basic, at the store's own host. BigCommerce has issued no new ones since
// 31 July 2018 (github.com/bigcommerce/dev-docs pull request 516); existing ones go on working.
type LegacyAPI struct {
	APIURL        string // https://HOST/api/v2, see ParseAPIURL
	Username      string
	Token         Secret
	ConfirmedHost string // a custom domain that a person confirmed to be the store's, see CustomHost
}

const legacyHostSuffix = ".mybigcommerce.com"

// CustomHost tells the host of a legacy API URL, and whether it is a custom domain, which a person has to confirm once
// before a token is sent there.
func CustomHost(apiURL string) (host string, custom bool) {
	u, err := url.Parse(apiURL)
	if err != nil || u.Host == "" {
		return "", false
	}
	return strings.ToLower(u.Host), !strings.HasSuffix(strings.ToLower(u.Hostname()), legacyHostSuffix)
}

// HashOfHost is the hash of the store whose permanent host it is; "" for any other host.
func HashOfHost(host string) string {
	if m := storeHost.FindStringSubmatch(strings.ToLower(host)); m != nil {
		return m[1]
	}
	return ""
}

// Legacy tells whether the client speaks with a legacy account.
func (c *Client) Legacy() bool { return c.username != "" }

// newLegacyClient checks where the API token would go; *HostError where it may not.
func newLegacyClient(cfg Config) (*Client, error) {
	apiURL, _, err := ParseAPIURL(cfg.Legacy.APIURL)
	if err != nil {
		return nil, err
	}
	base, err := url.Parse(apiURL)
	if err != nil {
		return nil, apiURLError("The API URL is no web address.")
	}
	if err := mayCarryPassword(base, cfg.Legacy.ConfirmedHost, cfg.AllowInsecureHost); err != nil {
		return nil, err
	}
	user := strings.TrimSpace(cfg.Legacy.Username)
	if user == "" || strings.Contains(user, ":") || !fitsHeader(Secret(user)) || !fitsHeader(cfg.Legacy.Token) {
		return nil, &AuthError{Legacy: true}
	}
	c := newClient(cfg)
	c.base = url.URL{Scheme: base.Scheme, Host: base.Host, Path: strings.TrimSuffix(base.Path, "/v2")}
	c.username = user
	c.keep(cfg.Legacy.Token)
	return c, nil
}

// mayCarryPassword is the rule for legacy accounts: encrypted to the store's permanent host, to the custom domain that a
// person confirmed, or to the one host a person allowed, encrypted or not.
func mayCarryPassword(base *url.URL, confirmed, allowed string) error {
	host, custom := CustomHost(base.String())
	switch {
	case base.User != nil:
		return &HostError{Host: host}
	case allowed != "" && (base.Scheme == "http" || base.Scheme == "https") && withPort(base) == strings.ToLower(allowed):
		return nil
	case base.Scheme != "https":
		return &HostError{Host: host, Insecure: true}
	case custom && !strings.EqualFold(strings.TrimSpace(confirmed), host):
		return &HostError{Host: host, Custom: true}
	}
	return nil
}

// authorize puts the credentials on a request.
func (c *Client) authorize(req *http.Request) {
	if c.Legacy() {
		req.SetBasicAuth(c.username, c.token())
		return
	}
	req.Header.Set("X-Auth-Token", c.token())
}
