package setup

import (
	"net/url"
	"strings"

	"cartwire/bigcommerce"
)

// foreign is the host:port where the token may go only if the person allows it, because it is neither BigCommerce's own
// nor a domain of the store's; custom is the domain of the store's own that a legacy account may have. Both are empty for
// BigCommerce's hosts.
func (f Form) foreign() (host, custom string) {
	if f.Legacy() {
		apiURL, _, err := bigcommerce.ParseAPIURL(f.APIURL)
		if err != nil {
			return "", ""
		}
		host, own := bigcommerce.CustomHost(apiURL)
		switch {
		case !strings.HasPrefix(apiURL, "https://"):
			return withPort(apiURL), ""
		case own:
			return "", host
		}
		return "", ""
	}
	path, _, err := bigcommerce.ParseAPIPath(f.APIPath)
	if err != nil || path.Base == "https://"+bigcommerce.APIHost {
		return "", ""
	}
	_, host, _ = strings.Cut(path.Base, "://")
	return host, ""
}

// withPort is the host with its port, as a permission for it names them.
func withPort(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if u.Port() == "" {
		return strings.ToLower(u.Host) + ":80"
	}
	return strings.ToLower(u.Host)
}

// HostQuestion is the host the token would be sent to although it is not BigCommerce's and nobody has allowed it yet.
func (m *Machine) HostQuestion() string {
	host, custom := m.form.foreign()
	switch {
	case custom != "" && custom != m.form.HostConfirmed:
		return custom
	case host == m.form.AllowHost || host == m.offer:
		return ""
	}
	return host
}

// HostIsCustom tells that the host of the HostQuestion is encrypted and may be the store's own domain: it is to be
// confirmed once rather than allowed.
func (m *Machine) HostIsCustom() bool {
	_, custom := m.form.foreign()
	return custom != ""
}

// AllowHost answers the HostQuestion with yes.
func (m *Machine) AllowHost() {
	host, custom := m.form.foreign()
	if custom != "" {
		m.form.HostConfirmed = custom
		return
	}
	m.form.AllowHost = host
}
