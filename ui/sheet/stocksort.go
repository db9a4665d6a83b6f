package sheet

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"os"
	"slices"
	"time"

	"cartwire/store"
)

// sortedChunk is how many counts are sorted at once; what is more waits in a temporary file.
const sortedChunk = 50_000

// countSorter puts counts into the book's own order. A file is sorted as its maker likes, and the book's pages are written
// over and over where neighbours come far apart: of a million counts that is six times the work. Counts of the same item
// at the same location stay in the order of the file.
type countSorter struct {
	most    int // how many are sorted at once; 0: sortedChunk
	waiting []keyedCount
	file    *os.File // holds sorted runs, one behind the other; nil while all fit into memory
	runs    []int64  // where each of them ends
}

// keyedCount is a count with what it is sorted by.
type keyedCount struct {
	key string
	Count
}

func compareCounts(a, b keyedCount) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.At, b.At))
}

// add takes a count.
func (s *countSorter) add(n Count) error {
	s.waiting = append(s.waiting, keyedCount{store.NormalSKU(n.SKU), n})
	if len(s.waiting) < cmp.Or(s.most, sortedChunk) {
		return nil
	}
	return s.spill()
}

// spill moves what waits into the file, sorted.
func (s *countSorter) spill() (err error) {
	if s.file == nil {
		if s.file, err = os.CreateTemp("", "cartwire-counts-*"); err != nil {
			return err
		}
	}
	slices.SortStableFunc(s.waiting, compareCounts)
	w := bufio.NewWriterSize(s.file, 64<<10)
	var raw []byte
	for i := range s.waiting {
		raw = appendCount(raw[:0], &s.waiting[i].Count)
		if _, err := w.Write(raw); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	end, err := s.file.Seek(0, io.SeekCurrent)
	s.runs = append(s.runs, end)
	clear(s.waiting)
	s.waiting = s.waiting[:0]
	return err
}

// drop forgets everything.
func (s *countSorter) drop() error {
	f := s.file
	s.waiting, s.file, s.runs = nil, nil, nil
	if f == nil {
		return nil
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// sorted gives what was added, in order.
func (s *countSorter) sorted() iter.Seq2[Count, error] {
	return func(yield func(Count, error) bool) {
		if s.file == nil {
			slices.SortStableFunc(s.waiting, compareCounts)
			for i := range s.waiting {
				if !yield(s.waiting[i].Count, nil) {
					return
				}
			}
			return
		}
		if err := s.merge(yield); err != nil {
			yield(Count{}, err)
		}
	}
}

// merge gives the counts of all runs, the least first.
func (s *countSorter) merge(yield func(Count, error) bool) error {
	if len(s.waiting) > 0 {
		if err := s.spill(); err != nil {
			return err
		}
	}
	var all runHeap
	from := int64(0)
	for i, end := range s.runs {
		r := &sortedRun{number: i, in: bufio.NewReaderSize(io.NewSectionReader(s.file, from, end-from), 16<<10)}
		if err := r.next(); err != nil {
			return err
		}
		all, from = append(all, r), end
	}
	heap.Init(&all)
	for len(all) > 0 {
		if !yield(all[0].head.Count, nil) {
			return nil
		}
		err := all[0].next()
		switch {
		case errors.Is(err, io.EOF):
			heap.Pop(&all)
		case err != nil:
			return err
		default:
			heap.Fix(&all, 0)
		}
	}
	return nil
}

// sortedRun is a run that is being read.
type sortedRun struct {
	number int
	in     *bufio.Reader
	head   keyedCount
}

// next reads the next count; io.EOF behind the last one.
func (r *sortedRun) next() error {
	n, err := readCount(r.in)
	r.head = keyedCount{store.NormalSKU(n.SKU), n}
	return err
}

type runHeap []*sortedRun

func (h runHeap) Len() int { return len(h) }
func (h runHeap) Less(a, b int) bool {
	return cmp.Or(compareCounts(h[a].head, h[b].head), cmp.Compare(h[a].number, h[b].number)) < 0
}
func (h runHeap) Swap(a, b int) { h[a], h[b] = h[b], h[a] }
func (h *runHeap) Push(r any)   { *h = append(*h, r.(*sortedRun)) }
func (h *runHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// appendCount writes a count: its sku with its length before it, the location, and each number with whether there is one.
func appendCount(to []byte, n *Count) []byte {
	to = binary.AppendUvarint(to, uint64(len(n.SKU)))
	to = append(to, n.SKU...)
	to = binary.AppendUvarint(to, uint64(n.At))
	for _, part := range []*int{n.OnHand, n.OnOrder, n.Vendor} {
		if part == nil {
			to = append(to, 0)
			continue
		}
		to = binary.AppendVarint(append(to, 1), int64(*part))
	}
	if n.Counted.IsZero() {
		return append(to, 0)
	}
	return binary.AppendVarint(append(to, 1), n.Counted.UnixNano())
}

// readCount reads what appendCount wrote; io.EOF where there is nothing more.
func readCount(r *bufio.Reader) (n Count, err error) {
	length, err := binary.ReadUvarint(r)
	if err != nil {
		return n, err
	}
	sku := make([]byte, length)
	if _, err := io.ReadFull(r, sku); err != nil {
		return n, cut(err)
	}
	at, err := binary.ReadUvarint(r)
	if err != nil {
		return n, cut(err)
	}
	n.SKU, n.At = string(sku), store.LocationID(at)
	for _, part := range []**int{&n.OnHand, &n.OnOrder, &n.Vendor} {
		there, err := r.ReadByte()
		if err != nil {
			return n, cut(err)
		}
		if there == 0 {
			continue
		}
		number, err := binary.ReadVarint(r)
		if err != nil {
			return n, cut(err)
		}
		value := int(number)
		*part = &value
	}
	there, err := r.ReadByte()
	if err != nil {
		return n, cut(err)
	}
	if there == 1 {
		at, err := binary.ReadVarint(r)
		if err != nil {
			return n, cut(err)
		}
		n.Counted = time.Unix(0, at)
	}
	return n, nil
}

// cut makes the end of a file within a count an error.
func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
