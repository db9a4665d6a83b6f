package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Faults are the probabilities, from 0 to 1, that an answer goes wrong in one way; together they are at most 1.
type Faults struct {
	Overload     float64 // "429": refused without any rate-limit header or body, as the platform does when it protects itself
	Error        float64 // "500"
	Reset        float64 // "reset": the connection is dropped before anything is done or answered
	Truncate     float64 // "truncate": done; the right Content-Length, then half of the body and a dropped connection
	Slow         float64 // "slow": the answer comes SlowFor later
	Refused      float64 // "429-headers": refused with every rate-limit header and a body
	RefusedEmpty float64 // "429-empty": refused with every rate-limit header, without a body
	Unavailable  float64 // "503"
	Timeout      float64 // "timeout": nothing is done; for TimeoutFor nothing is answered, then the connection is dropped
	Duplicate    float64 // "duplicate": a row comes twice, where the answer is a list
	Lost         float64 // "lost": a write is done, then the connection is dropped without an answer; reads are not touched

	SlowFor    time.Duration // 0: half a second
	TimeoutFor time.Duration // 0: ten seconds
}

type fault int

const (
	faultNone fault = iota
	faultOverload
	faultError
	faultReset
	faultTruncate
	faultSlow
	faultRefused
	faultRefusedEmpty
	faultUnavailable
	faultTimeout
	faultDuplicate
	faultLost
)

// shares gives the probabilities in the order of the constants.
func (f *Faults) shares() []*float64 {
	return []*float64{&f.Overload, &f.Error, &f.Reset, &f.Truncate, &f.Slow, &f.Refused, &f.RefusedEmpty, &f.Unavailable, &f.Timeout, &f.Duplicate, &f.Lost}
}

// faultNames are in the order of the constants too.
var faultNames = []string{"429", "500", "reset", "truncate", "slow", "429-headers", "429-empty", "503", "timeout", "duplicate", "lost"}

// ParseFaults reads "429=0.05,500=0.02,reset=0.01,truncate=0.01,slow=0.05"; an empty text is no faults. The others are 429-headers,
// 429-empty, 503, timeout, duplicate and lost.
func ParseFaults(text string) (Faults, error) {
	var f Faults
	fields := map[string]*float64{}
	for i, field := range f.shares() {
		fields[faultNames[i]] = field
	}
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		field := fields[strings.TrimSpace(name)]
		p, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if field == nil || err != nil || !(p >= 0 && p <= 1) {
			return Faults{}, fmt.Errorf("%q is no fault: give %s a share from 0 to 1, as in 429=0.05,slow=0.1", part,
				strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
		}
		*field = p
	}
	sum := 0.0
	for _, p := range f.shares() {
		sum += *p
	}
	if sum > 1.000001 {
		return Faults{}, fmt.Errorf("the shares of the faults add up to %.2f, which is more than every answer", sum)
	}
	return f, nil
}

// mishap is what goes wrong with one request: how, for how long, and a number to choose by.
type mishap struct {
	kind fault
	wait time.Duration
	pick uint64
}

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
	if f.TimeoutFor <= 0 {
		f.TimeoutFor = 10 * time.Second
	}
	p.faults, p.r = f, seeded(seed, 0xfa)
}

// draw gives the next request's fault.
func (p *faultPlan) draw() mishap {
	p.mu.Lock()
	defer p.mu.Unlock()
	pick := p.r.state
	x := p.r.fraction()
	for i, share := range p.faults.shares() {
		if x -= *share; x < 0 {
			m := mishap{kind: faultNone + 1 + fault(i), pick: pick}
			switch m.kind {
			case faultSlow:
				m.wait = p.faults.SlowFor
			case faultTimeout:
				m.wait = p.faults.TimeoutFor
			}
			return m
		}
	}
	return mishap{}
}
