package bigcommerce

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Page is one page of a list.
type Page[T any] struct {
	Rows   []T
	Number int            // from 1
	Next   int            // the page to ask for next; 0: this was the last
	Total  int            // rows of the whole list, as told; 0: not told
	Bad    []*DecodeError // rows that can't be read, each named; the others are in Rows
	Cut    bool           // it has fewer rows than its own pagination tells, however often it is asked for; what follows isn't known
	asked  time.Time      // see askedAt
	first  string         // the first row as it was sent: a page that begins like the one before is that page again
}

// v3Meta is the pagination of a v3 list (catalog spec, pagination_Full).
type v3Meta struct {
	Pagination struct {
		Total       int `json:"total"`
		Count       int `json:"count"`
		PerPage     int `json:"per_page"`
		CurrentPage int `json:"current_page"`
		TotalPages  int `json:"total_pages"`
		Links       struct {
			Next string `json:"next"`
		} `json:"links"`
	} `json:"pagination"`
}

type v3List struct {
	Data rowList `json:"data"`
	Meta v3Meta  `json:"meta"`
}

// readPage asks for one page of a v3 list. what names a row in errors: "Product". One that is answered with 204, as no v3 list is,
// or has fewer rows than it tells of, is asked for again.
func readPage[T any](ctx context.Context, c *Client, what, path string, query url.Values, number, limit int) (page Page[T], err error) {
	for range triesOfNull {
		var empty bool
		if page, empty, err = readPageOnce[T](ctx, c, what, path, query, max(number, 1), limit); err != nil || !empty && !page.Cut {
			break
		}
	}
	if page.Cut && page.Next == 0 {
		page.Next = page.Number + 1
	}
	return page, err
}

func readPageOnce[T any](ctx context.Context, c *Client, what, path string, query url.Values, number, limit int) (page Page[T], empty bool, err error) {
	q := maps.Clone(query)
	if q == nil {
		q = url.Values{}
	}
	q.Set("page", strconv.Itoa(number))
	q.Set("limit", strconv.Itoa(limit))
	var list v3List
	began, asked := time.Now(), time.Time{}
	seen := func(r *http.Response) { asked = askedAt(r, began) }
	empty, err = c.do(ctx, request{method: http.MethodGet, path: path, query: q, seen: seen, decode: func(b []byte) error {
		if err := decodeLenientRows(b, &list); err != nil {
			return err
		}
		page = Page[T]{Number: number, Total: list.Meta.Pagination.Total}
		page.Rows, page.Bad = decodeRows[T](what, path, list.Data)
		if len(list.Data) > 0 {
			page.first = string(list.Data[0])
		}
		return nil
	}})
	page.asked = asked
	if err != nil || empty {
		return Page[T]{Number: number, asked: asked}, empty, err
	}
	if told := list.Meta.Pagination.CurrentPage; told != 0 && told != number {
		return Page[T]{}, false, &DecodeError{Path: path, Detail: fmt.Sprintf("it holds page %d in place of page %d", told, number)}
	}
	page.Next, page.Cut = list.Meta.next(number, len(list.Data), limit), list.Meta.cut(number, len(list.Data))
	return page, false, nil
}

// cut reports whether a page has fewer rows than it tells of.
func (m *v3Meta) cut(number, rows int) bool {
	p := m.Pagination
	return p.PerPage > 0 && rows < min(p.PerPage, p.Total-(number-1)*p.PerPage)
}

// next tells the page that follows. The link counts, and the rows: a list whose pages were cut shorter than asked for
// may tell fewer pages than it has, so a link that is missing ends it only if no row is missing either.
func (m *v3Meta) next(number, rows, asked int) int {
	p := m.Pagination
	perPage := asked
	if p.PerPage > 0 {
		perPage = min(asked, p.PerPage)
	}
	switch {
	case rows == 0, p.Total > 0 && (number-1)*perPage >= p.Total: // beyond the end: page numbers are ignored
		return 0
	case p.Links.Next != "", rows >= perPage && p.Total == 0, p.Total > (number-1)*perPage+rows && rows >= perPage:
		return number + 1
	}
	return 0
}

// decodeLenientRows reads the frame of a list and leaves its rows for later.
func decodeLenientRows(b []byte, list *v3List) error {
	*list = v3List{}
	err := json.Unmarshal(b, list)
	if err == nil && list.Data == nil {
		return errNoList
	}
	if err == nil || isSyntax(err) {
		return err
	}
	var frame struct {
		Data rowList         `json:"data"`
		Meta json.RawMessage `json:"meta"`
	}
	if err := json.Unmarshal(b, &frame); err != nil {
		return err
	}
	if frame.Data == nil {
		return errNoList
	}
	*list = v3List{Data: frame.Data}
	_ = decodeLenient(frame.Meta, &list.Meta) // what can't be read of it is not told
	return nil
}

// decodeRows decodes row by row, so that one that can't be read is named and holds nothing else up. A row that comes twice
// is taken once.
func decodeRows[T any](what, path string, rows rowList) (good []T, bad []*DecodeError) {
	good = make([]T, 0, len(rows))
	seen := make(map[string]bool, len(rows))
	for _, row := range rows {
		if seen[string(row)] {
			continue
		}
		seen[string(row)] = true
		var v T
		if err := decodeLenient(row, &v); err != nil {
			bad = append(bad, &DecodeError{Path: path, Row: strings.TrimSpace(fmt.Sprintf("%s %d", what, rowID(row))), Detail: decodeDetail(err), Err: err})
			continue
		}
		good = append(good, v)
	}
	return good, bad
}

// askedAt is the store's clock at about when an answer was asked for, and not after: the answer's Date (RFC 9110, section
// 6.6.1) less the time since began. Where it has none, this computer's clock.
func askedAt(r *http.Response, began time.Time) time.Time {
	at, err := http.ParseTime(r.Header.Get("Date"))
	if err != nil {
		return began
	}
	return at.Add(-time.Since(began))
}

// readAll reads a v3 list to its end. A row that can't be read fails it: these lists are small.
func readAll[T any](ctx context.Context, c *Client, what, path string, query url.Values, limit int) ([]T, error) {
	all, _, err := readAllAt[T](ctx, c, what, path, query, limit)
	return all, err
}

// readAllAt is readAll, with the clock of its first page's askedAt.
func readAllAt[T any](ctx context.Context, c *Client, what, path string, query url.Values, limit int) (all []T, asked time.Time, err error) {
	first := ""
	for number := 1; number != 0; {
		page, err := readPage[T](ctx, c, what, path, query, number, limit)
		switch {
		case err != nil:
			return nil, asked, err
		case page.first != "" && page.first == first:
			return nil, asked, &DecodeError{Path: path, Detail: fmt.Sprintf("its page %d is the page before it again", number)}
		case len(page.Bad) > 0:
			return nil, asked, page.Bad[0]
		case page.Cut:
			return nil, asked, &DecodeError{Path: path, Detail: fmt.Sprintf("its page %d has %d of the rows that it tells of", number, len(page.Rows))}
		case number == 1:
			asked = page.asked
		}
		all, number, first = append(all, page.Rows...), page.Next, page.first
	}
	return all, asked, nil
}

// readAllByID reads the rows that belong to ids, in as few requests as their number allows. asked is the first one's askedAt.
func readAllByID[T any](ctx context.Context, c *Client, what, path, filter string, ids []uint64) (all []T, asked time.Time, err error) {
	for some := range slices.Chunk(unique(ids), MaxPage) {
		rows, at, err := readAllAt[T](ctx, c, what, path, url.Values{filter: {joinIDs(some)}}, MaxPage)
		if err != nil {
			return nil, asked, err
		}
		if asked.IsZero() {
			asked = at
		}
		all = append(all, rows...)
	}
	return all, asked, nil
}

// unique drops zeros and ids that are there already; 0 is nobody (a guest).
func unique(ids []uint64) []uint64 {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) > 0 && ids[0] == 0 {
		ids = ids[1:]
	}
	return ids
}

func joinIDs(ids []uint64) string {
	var b strings.Builder
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatUint(id, 10))
	}
	return b.String()
}
