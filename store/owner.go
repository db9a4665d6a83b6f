package store

import (
	"encoding/json"
	"os"
	"time"
)

// owner is what the holder of a book writes beside it, for the one that finds the book taken.
type owner struct {
	PID     int       `json:"pid"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

func ownerPath(book string) string { return book + ".owner" }

// writeOwner is best effort: the lock itself is the file's, this only tells who has it.
func writeOwner(book, command string) {
	body, err := json.Marshal(owner{PID: os.Getpid(), Command: command, Since: time.Now().UTC()})
	if err != nil {
		return
	}
	_ = os.WriteFile(ownerPath(book), body, 0o600)
}

func readOwner(book string) owner {
	var o owner
	body, err := os.ReadFile(ownerPath(book))
	if err != nil || json.Unmarshal(body, &o) != nil {
		return owner{}
	}
	return o
}
