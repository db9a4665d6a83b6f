package bigcommerce

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// pagedStore serves one v3 list of so many rows at the path; page says how a page is told.
type pagedStore struct {
	path    string
	rows    int
	most    int // rows a page, whatever is asked for
	meta    func(page, perPage, rows int) string
	queries []url.Values
}

func linked(total int) func(int, int, int) string {
	return func(page, perPage, rows int) string {
		next := ""
		if (page-1)*perPage+rows < total {
			next = fmt.Sprintf(`"next":"?page=%d"`, page+1)
		}
		return fmt.Sprintf(`{"pagination":{"total":%d,"count":%d,"per_page":%d,"current_page":%d,"total_pages":1,"links":{%s}}}`, total, rows, perPage, page, next)
	}
}

func (s *pagedStore) client(t *testing.T) *Client {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		s.queries = append(s.queries, q)
		if !strings.HasSuffix(r.URL.Path, s.path) {
			t.Errorf("asked for %s", r.URL.Path)
		}
		page, _ := strconv.Atoi(q.Get("page"))
		limit, _ := strconv.Atoi(q.Get("limit"))
		limit = min(limit, s.most)
		var rows []string
		for i := (page - 1) * limit; i < min(page*limit, s.rows); i++ {
			rows = append(rows, fmt.Sprintf(`{"id":%d,"sku":"S-%d"}`, i+1, i+1))
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"data":[%s],"meta":%s}`, strings.Join(rows, ","), s.meta(page, limit, len(rows)))
	})
}

func TestPagesAreFollowed(t *testing.T) {
	t.Parallel()
	none := func(int, int, int) string { return `{}` }
	for name, tc := range map[string]struct {
		store    pagedStore
		requests int
	}{
		"links":                         {pagedStore{rows: 600, most: 250, meta: linked(600)}, 3},
		"links, the last page full":     {pagedStore{rows: 500, most: 250, meta: linked(500)}, 2},
		"pages cut shorter than asked":  {pagedStore{rows: 35, most: 10, meta: linked(35)}, 4},
		"no pagination":                 {pagedStore{rows: 300, most: 250, meta: none}, 2},
		"no pagination, full last page": {pagedStore{rows: 500, most: 250, meta: none}, 3},
		"empty":                         {pagedStore{rows: 0, most: 250, meta: linked(0)}, 1},
		"pagination of another type":    {pagedStore{rows: 300, most: 250, meta: func(int, int, int) string { return `[]` }}, 2},
		"link missing though rows follow": {pagedStore{rows: 600, most: 250, meta: func(page, per, n int) string {
			return strings.Replace(linked(600)(page, per, n), `"next"`, `"other"`, 1)
		}}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			s := tc.store
			s.path = variantsPath
			c := s.client(t)
			var ids []uint64
			for number := 1; number != 0; {
				page, err := c.Variants(t.Context(), VariantQuery{Page: number})
				if err != nil {
					t.Fatal(err)
				}
				for _, v := range page.Rows {
					ids = append(ids, v.ID)
				}
				number = page.Next
			}
			if len(ids) != s.rows || len(s.queries) != tc.requests || !slices.IsSorted(ids) || len(slices.Compact(ids)) != s.rows {
				t.Errorf("%d rows in %d requests, want %d in %d", len(ids), len(s.queries), s.rows, tc.requests)
			}
		})
	}
}

func TestPageThatIsAnotherIsRefused(t *testing.T) {
	c := fakeClient(t, says(200, `{"data":[{"id":1}],"meta":{"pagination":{"current_page":1}}}`))
	var odd *DecodeError
	if _, err := c.Products(t.Context(), ProductQuery{Page: 2}); !errors.As(err, &odd) {
		t.Errorf("%v", err)
	}
}

func TestPageNumbersThatAreIgnoredEnd(t *testing.T) {
	for name, meta := range map[string]string{
		"a link for ever": `{"pagination":{"links":{"next":"?page=2"}}}`,
		"a full page":     `{"pagination":{"per_page":1}}`,
	} {
		c := fakeClient(t, says(200, `{"data":[{"id":1}],"meta":`+meta+`}`))
		var odd *DecodeError
		if _, err := c.Customers(t.Context(), []uint64{1}); !errors.As(err, &odd) {
			t.Errorf("%s: %v", name, err)
		}
	}
	told := fakeClient(t, says(200, `{"data":[{"id":1}],"meta":{"pagination":{"total":1,"links":{"next":"?page=2"}}}}`))
	requests := 0
	for number := 1; number != 0; requests++ {
		page, err := told.Products(t.Context(), ProductQuery{Page: number})
		if err != nil || requests > 3 {
			t.Fatalf("%v after %d requests", err, requests)
		}
		number = page.Next
	}
}

// TestRowThatCannotBeReadIsNamed: and one that comes twice counts once.
func TestRowThatCannotBeReadIsNamed(t *testing.T) {
	c := fakeClient(t, says(200, `{"data":[{"id":11,"price":"1.50"},{"id":11,"price":"1.50"},{"id":12,"price":"abc"},{"id":13,"price":2}]}`))
	page, err := c.Products(t.Context(), ProductQuery{})
	if err != nil || len(page.Rows) != 2 || len(page.Bad) != 1 || page.Rows[1].Price.String() != "2" {
		t.Fatalf("%+v, %v", page, err)
	}
	if s := page.Bad[0].Error(); !strings.HasPrefix(s, "Product 12 of the store can't be read") {
		t.Error(s)
	}
	checkSentences(t, page.Bad[0])
}
