package command

import (
	"errors"
	"io"
	"strings"

	"cartwire/bigcommerce"
)

func (e *entering) readCredentials() (bigcommerce.Credentials, []string, error) {
	if e.f.credentials != "-" {
		if err := e.mayName(); err != nil {
			return bigcommerce.Credentials{}, nil, err
		}
		return bigcommerce.ReadCredentialsFile(e.file(e.f.credentials))
	}
	text, err := io.ReadAll(io.LimitReader(e.in, 64<<10))
	if err != nil {
		return bigcommerce.Credentials{}, nil, err
	}
	return bigcommerce.ParseCredentials(text)
}

// readToken reads a token from a file of its own or from standard input, never from the command line, where others
// could see it.
func (c *cli) readToken(file string) (bigcommerce.Secret, error) {
	in := c.in
	if file != "-" {
		f, err := c.openFile(file)
		if err != nil {
			return "", err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, 4<<10))
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(text))
	if token == "" || strings.ContainsAny(token, " \t\r\n") {
		return "", errors.New("the token's file must hold the token and nothing else. Copy only the token into it")
	}
	return bigcommerce.Secret(token), nil
}
