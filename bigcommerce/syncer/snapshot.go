package syncer

import (
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// Phase is what a job is doing.
type Phase string

// The phases of a job, in a person's words.
const (
	PhaseStart   Phase = "starting"
	PhaseCount   Phase = "counting orders"
	PhaseOrders  Phase = "reading orders"
	PhaseChanges Phase = "reading changes"
	PhaseAgain   Phase = "reading recent orders again"
	PhaseRefund  Phase = "reading refunds"
	PhasePeople  Phase = "reading customers"
	PhaseProduct Phase = "reading products"
	PhaseLevels  Phase = "reading stock levels"
	PhaseStock   Phase = "sending stock levels"
	PhaseShown   Phase = "waiting until the store shows it"
	PhaseShip    Phase = "sending shipments"
	PhaseCompare Phase = "comparing"
	PhaseEnded   Phase = "ended"
)

// Snapshot is all there is to show of a run at one moment. Losing one is harmless: the next is whole again.
type Snapshot struct {
	Run        store.RunID
	Connection store.ConnectionID
	Option     Option
	Sequence   uint64 // grows with each snapshot of a run

	Phase   Phase
	Done    int           // orders, products or items done in this phase
	Total   int           // 0 where not known
	Rate    float64       // orders a second, over the last seconds
	Left    time.Duration // estimate; 0 where not known
	Elapsed time.Duration

	Quota     bigcommerce.QuotaState
	Waiting   string // what for, such as "the store's quota"; empty while not waiting
	WaitUntil time.Time

	Plan   *Plan     // what an update would change, or has changed; nil until it is worked out. It is never altered
	Report *Report   // of Reconcile; nil until it is whole. It is never altered
	Job    store.Job // the counts so far; its State tells how the run ended
	Ended  bool
	Err    error // why it failed, a person's sentence; nil when done or cancelled
}
