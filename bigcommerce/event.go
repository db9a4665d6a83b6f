package bigcommerce

import "time"

// EventKind tells what an Event reports.
type EventKind int

// Kinds of events.
const (
	EventRequest   EventKind = iota // a request is about to be sent
	EventRetry                      // a try failed and the request will be repeated; Reason says why, Wait after how long
	EventWaitStart                  // a request waits; Wait is how long it probably will
	EventWaitEnd                    // the wait is over; Wait is how long it was
)

// Event is one thing that happened to a request, for progress and for the job's record. Path has no query.
type Event struct {
	Kind         EventKind
	Method, Path string
	Wait         time.Duration
	Reason       string // of waits and retries, for a person: one of the Wait constants, or "it answered with an error (HTTP 500)"
}

// Reasons of waits.
const (
	WaitQuota   = "the store's quota"
	WaitBusy    = "the store is busy"
	WaitNetwork = "the network"
)
