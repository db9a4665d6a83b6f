package sandbox

import (
	"net/http"
	"strconv"
)

// collection answers with a page of n rows, of at most 250.
func (r *request) collection(n int, row func(int) any) answer { return r.paged(n, maxLimit, row) }

// paged answers with a page of n rows as V3 does: {"data": […], "meta": {"pagination": …}}; an empty one is still 200. A page holds at
// most most.
func (r *request) paged(n, most int, row func(int) any) answer {
	limit := int(integer(r.get("limit"), defaultLimit))
	if limit < 1 {
		limit = defaultLimit
	}
	limit = min(limit, most)
	number := min(max(1, int(integer(r.get("page"), 1))), 1<<31)
	data := []any{}
	for i := (number - 1) * limit; i < min(n, number*limit); i++ {
		data = append(data, row(i))
	}
	pages := (n + limit - 1) / limit
	link := func(page int) string { return "?page=" + strconv.Itoa(page) + "&limit=" + strconv.Itoa(limit) }
	links := map[string]string{"current": link(number)}
	if number > 1 {
		links["previous"] = link(number - 1)
	}
	if number < pages {
		links["next"] = link(number + 1)
	}
	return document(http.StatusOK, map[string]any{"data": data, "meta": map[string]any{"pagination": map[string]any{
		"total": n, "count": len(data), "per_page": limit, "current_page": number, "total_pages": pages, "links": links,
	}}})
}
