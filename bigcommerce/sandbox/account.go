package sandbox

import "fmt"

const lowerAlphanumerics = "abcdefghijklmnopqrstuvwxyz0123456789"

// identity fills in what Config leaves empty, in the shapes of real ones: a hash of 10, a token and a client id of 31 lower-case
// letters and digits. It returns a client secret of 64 hexadecimal digits. All of it comes from the seed: worth nothing elsewhere.
func identity(cfg *Config, r *random) (secret string) {
	word := func(n int, alphabet string) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = alphabet[r.below(len(alphabet))]
		}
		return string(b)
	}
	hash, token, client := word(10, lowerAlphanumerics), word(31, lowerAlphanumerics), word(31, lowerAlphanumerics)
	for field, made := range map[*string]string{&cfg.StoreHash: hash, &cfg.AccessToken: token, &cfg.ClientID: client} {
		if *field == "" {
			*field = made
		}
	}
	return word(64, "0123456789abcdef")
}

// CredentialsFile is the text that the control panel downloads when an API account is saved, in the newer layout, with the
// account's name twice. Call it after Start: the address is in it.
func (s *Sandbox) CredentialsFile() []byte {
	return fmt.Appendf(nil, "ACCESS TOKEN: %s\nCLIENT NAME: %s\nCLIENT ID: %s\nCLIENT SECRET: %s\nNAME: %s\nAPI PATH: %s\n",
		s.cfg.AccessToken, s.cfg.AccountName, s.cfg.ClientID, s.secret, s.cfg.AccountName, s.APIPath())
}

// FileName is what the browser calls the downloaded file. Its middle part has the shape of a secret.
func (s *Sandbox) FileName() string { return "BigCommerceAPI-credentials-" + s.cfg.ClientID + "-.txt" }
