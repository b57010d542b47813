package simulator

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// listPageSize is fixed (List v4 > Paging).
const listPageSize = 100

// listQuery reads a query of List v4 about lists or items: filters as
// name=op:value, which all have to fit, an order and a page. It collects what is
// wrong.
type listQuery[T any] struct {
	c       *call
	filters []func(T) bool
	wrongs  []listFieldError
}

func (q *listQuery[T]) wrong(source, message string) {
	q.wrongs = append(q.wrongs, listFieldError{source, message})
}

func (q *listQuery[T]) only(fits func(T) bool) { q.filters = append(q.filters, fits) }

// text adds the filter on texts of which one has to fit. Letter case does not count
// (inferred).
func (q *listQuery[T]) text(name string, texts ...func(T) string) {
	given := q.c.query.Get(name)
	if given == "" {
		return
	}
	compare, wanted := textFilter(given)
	q.only(func(row T) bool {
		return slices.ContainsFunc(texts, func(text func(T) string) bool { return compare(strings.ToLower(text(row)), wanted) })
	})
}

// textFilter splits op:value. A word that is no operator belongs to the value
// (inferred). That cp stands for "contains" is inferred from its name.
func textFilter(given string) (compare func(text, wanted string) bool, wanted string) {
	given = strings.ToLower(given)
	equal := func(text, wanted string) bool { return text == wanted }
	op, value, found := strings.Cut(given, ":")
	switch {
	case !found:
		return equal, given
	case op == "eq":
		return equal, value
	case op == "not":
		return func(text, wanted string) bool { return text != wanted }, value
	case op == "sw":
		return strings.HasPrefix, value
	case op == "ew":
		return strings.HasSuffix, value
	case op == "cp":
		return strings.Contains, value
	default:
		return equal, given
	}
}

// flag adds a filter that is true or false, with eq: before it or not.
func (q *listQuery[T]) flag(name string, has func(T) bool) {
	given := q.c.query.Get(name)
	if given == "" {
		return
	}
	wanted, err := strconv.ParseBool(strings.TrimPrefix(given, "eq:"))
	if err != nil {
		q.wrong(name, name+" must be true or false")
		return
	}
	q.only(func(row T) bool { return has(row) == wanted })
}

// number adds a filter by order.
func (q *listQuery[T]) number(name string, of func(T) int) {
	given := q.c.query.Get(name)
	if given == "" {
		return
	}
	op, text, found := strings.Cut(given, ":")
	if !found {
		op, text = "eq", given
	}
	holds, known := map[string]func(difference int) bool{
		"eq": func(d int) bool { return d == 0 }, "gt": func(d int) bool { return d > 0 }, "gte": func(d int) bool { return d >= 0 },
		"lt": func(d int) bool { return d < 0 }, "lte": func(d int) bool { return d <= 0 },
	}[op]
	wanted, err := strconv.Atoi(text)
	if err != nil || !known {
		q.wrong(name, name+" must be a number, after eq, gt, gte, lt or lte")
		return
	}
	q.only(func(row T) bool { return holds(of(row) - wanted) })
}

// byText orders by a text.
func byText[T any](text func(T) string) func(a, b T) int {
	return func(a, b T) int { return cmp.Compare(strings.ToLower(text(a)), strings.ToLower(text(b))) }
}

// order reads sortBy and sortDirection.
func (q *listQuery[T]) order(usual string, known map[string]func(a, b T) int) func(a, b T) int {
	by, direction := q.c.query.Get("sortBy"), q.c.query.Get("sortDirection")
	compare := known[cmp.Or(by, usual)]
	if compare == nil {
		q.wrong("sortBy", "sortBy is not one of the supported values")
	}
	switch direction {
	case "", "asc":
		return compare
	case "desc":
		return func(a, b T) int { return compare(b, a) }
	default:
		q.wrong("sortDirection", "sortDirection must be asc or desc")
		return compare
	}
}

// listPage is a page of List v4.
type listPage struct {
	Content []any          `json:"content"`
	Page    listPageNumber `json:"page"`
	Links   []listLink     `json:"links"`
}

type listPageNumber struct {
	Number        int `json:"number"`
	Size          int `json:"size"`
	TotalElements int `json:"totalElements"`
	TotalPages    int `json:"totalPages"`
}

type listLink struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
}

// listPageOf answers with the page of what fits that the query asks for. A page behind
// the last one is empty (inferred).
func listPageOf[T any, B any](q *listQuery[T], rows []T, order func(a, b T) int, printed func(T) B) reply {
	number := 1
	if text := q.c.query.Get("page"); text != "" {
		var err error
		if number, err = strconv.Atoi(text); err != nil || number < 1 {
			q.wrong("page", "page must be a number from 1")
		}
	}
	if len(q.wrongs) > 0 {
		return refuseList(q.c, http.StatusBadRequest, "request.validation.error", "The request is not valid", q.wrongs...)
	}
	found := slices.DeleteFunc(slices.Clone(rows), func(row T) bool {
		return slices.ContainsFunc(q.filters, func(fits func(T) bool) bool { return !fits(row) })
	})
	slices.SortStableFunc(found, order)
	pages := (len(found) + listPageSize - 1) / listPageSize
	page := listPage{Content: []any{}, Page: listPageNumber{number, listPageSize, len(found), pages}, Links: q.links(number, pages)}
	if number <= pages {
		for _, row := range found[(number-1)*listPageSize : min(number*listPageSize, len(found))] {
			page.Content = append(page.Content, printed(row))
		}
	}
	return ok(page)
}

// links lead to other pages, over plain http as in the samples: they are not for
// following. There are none where one page is all (List v4 > Paging).
func (q *listQuery[T]) links(number, pages int) []listLink {
	links := []listLink{}
	if pages <= 1 {
		return links
	}
	link := func(rel string, page int) {
		query := q.c.query
		query.Set("page", strconv.Itoa(page))
		_, host, _ := strings.Cut(q.c.base, "://")
		links = append(links, listLink{rel, "http://" + host + q.c.uri + "?" + query.Encode()})
	}
	link("first", 1)
	if number > 1 {
		link("prev", min(number-1, pages))
	}
	if number < pages {
		link("next", number+1)
	}
	link("last", pages)
	return links
}
