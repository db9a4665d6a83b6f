package sandbox

// random is a splitmix64 sequence: tiny, allocation-free and the same on every machine.
type random struct{ state uint64 }

// seeded mixes the parts into the start of a sequence.
func seeded(parts ...uint64) random {
	r := random{state: 0x9e3779b97f4a7c15}
	for _, p := range parts {
		r.state ^= p
		r.state = r.next()
	}
	return r
}

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// below gives a number in [0, n); n must be above 0.
func (r *random) below(n int) int { return int(r.next() % uint64(n)) }

// between gives a number in [low, high].
func (r *random) between(low, high int) int { return low + r.below(high-low+1) }

// chance is true with the probability p.
func (r *random) chance(p float64) bool { return r.fraction() < p }

// fraction gives a number in [0, 1).
func (r *random) fraction() float64 { return float64(r.next()>>11) / (1 << 53) }

// pick chooses an index by weight.
func (r *random) pick(weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := r.below(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return len(weights) - 1
}

func choose[T any](r *random, from []T) T { return from[r.below(len(from))] }
