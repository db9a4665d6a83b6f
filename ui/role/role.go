// Package role says what somebody may do who works on a book that another process holds.
package role

import "fmt"

// Role is what somebody may do. The zero value may do the least.
type Role int

// The roles; each may do what those before it may.
const (
	Viewer   Role = iota // looks, and changes nothing
	Operator             // runs jobs, counts stock, ships
	Admin                // connections, settings, and the files of the computer that the book is on
)

var names = map[Role]string{Viewer: "viewer", Operator: "operator", Admin: "admin"}

func (r Role) String() string { return names[r] }

// Parse finds a role by its name.
func Parse(name string) (Role, error) {
	for r, n := range names {
		if n == name {
			return r, nil
		}
	}
	return Viewer, fmt.Errorf("there is no role %q: it is viewer, operator or admin", name)
}

// May tells whether a role is enough.
func (r Role) May(needed Role) bool { return r >= needed }

// Why is why something can't be done that needs a role; "" where it can. It goes on after "This can't be done: ".
func (r Role) Why(needed Role) string {
	switch {
	case r.May(needed):
		return ""
	case r == Viewer:
		return "You have read-only access."
	}
	return "your key may not change connections and settings."
}

// DeniedError says that somebody's role is not enough.
type DeniedError struct{ Role, Needed Role }

func (e *DeniedError) Error() string {
	if e.Role == Viewer {
		return "Your key may look only, so nothing was changed. Whoever keeps this Cartwire can give it another role, in the authorized keys."
	}
	return "Your key may not change connections, settings or files here, so nothing was changed. Whoever keeps this Cartwire can give it the role admin, in the authorized keys."
}
