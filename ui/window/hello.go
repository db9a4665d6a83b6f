package window

import (
	"encoding/json"
	"path/filepath"
)

// Hello is what a caller brings.
type Hello struct {
	Version string            `json:"version"` // of this program; both ends must be the same
	Book    string            `json:"book"`    // its absolute path
	Args    []string          `json:"args"`
	Env     map[string]string `json:"env,omitempty"` // what the caller chose to tell of its environment
	Dir     string            `json:"dir"`           // the current folder, absolute

	InTTY  bool `json:"in_tty,omitempty"`
	OutTTY bool `json:"out_tty,omitempty"`
	ErrTTY bool `json:"err_tty,omitempty"`
	Width  int  `json:"width,omitempty"`
	Height int  `json:"height,omitempty"`
	Colors int  `json:"colors,omitempty"` // a colour profile's number; 0: none is known
}

// parseHello reads a hello. Errors: *frameError.
func parseHello(body []byte) (Hello, error) {
	var h Hello
	if err := json.Unmarshal(body, &h); err != nil {
		return Hello{}, &frameError{"a hello that can't be read"}
	}
	if !filepath.IsAbs(h.Book) || !filepath.IsAbs(h.Dir) {
		return Hello{}, &frameError{"a hello without the book or the folder"}
	}
	const most = 10_000
	h.Width, h.Height = max(0, min(h.Width, most)), max(0, min(h.Height, most))
	return h, nil
}
