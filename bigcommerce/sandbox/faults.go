package sandbox

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Faults are the probabilities, from 0 to 1, that an answer goes wrong in one way; together they are at most 1.
type Faults struct {
	Overload float64       // "429": refused without any rate-limit header, as the platform does when it protects itself
	Error    float64       // "500"
	Reset    float64       // "reset": the connection is dropped before anything is answered
	Truncate float64       // "truncate": the right Content-Length, then half of the body and a dropped connection
	Slow     float64       // "slow": the answer comes SlowFor later
	SlowFor  time.Duration // 0: half a second
}

// ParseFaults reads "429=0.05,500=0.02,reset=0.01,truncate=0.01,slow=0.05"; an empty text is no faults.
func ParseFaults(text string) (Faults, error) {
	var f Faults
	fields := map[string]*float64{"429": &f.Overload, "500": &f.Error, "reset": &f.Reset, "truncate": &f.Truncate, "slow": &f.Slow}
	sum := 0.0
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		field := fields[strings.TrimSpace(name)]
		p, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if field == nil || err != nil || !(p >= 0 && p <= 1) {
			return Faults{}, fmt.Errorf("%q is no fault: give 429, 500, reset, truncate or slow a share from 0 to 1, as in 429=0.05,slow=0.1", part)
		}
		sum += p - *field
		*field = p
	}
	if sum > 1.000001 {
		return Faults{}, fmt.Errorf("the shares of the faults add up to %.2f, which is more than every answer", sum)
	}
	return f, nil
}

type fault int

const (
	faultNone fault = iota
	faultOverload
	faultError
	faultReset
	faultTruncate
	faultSlow
)

// faultPlan draws one fault for each request, in the order in which they come, from the seed.
type faultPlan struct {
	mu     sync.Mutex
	faults Faults
	r      random
}

func (p *faultPlan) set(seed uint64, f Faults) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f.SlowFor <= 0 {
		f.SlowFor = 500 * time.Millisecond
	}
	p.faults, p.r = f, seeded(seed, 0xfa)
}

// draw gives the next request's fault and how long it waits.
func (p *faultPlan) draw() (fault, time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	x := p.r.fraction()
	for i, share := range []float64{p.faults.Overload, p.faults.Error, p.faults.Reset, p.faults.Truncate, p.faults.Slow} {
		if x -= share; x < 0 {
			f := faultNone + 1 + fault(i)
			if f == faultSlow {
				return f, p.faults.SlowFor
			}
			return f, 0
		}
	}
	return faultNone, 0
}
