package simulator

import (
	"encoding/base64"
	"maps"
	"net/http"
	"strconv"
	"strings"
)

// listV3 is a page of a v3 collection.
type listV3 struct {
	Items    []any   `json:"Items"`
	NextPage *string `json:"NextPage"`
}

// Sizes of a page (Expense v3 > limit). A larger limit than the largest is cut to it
// (inferred).
const (
	defaultPage = 25
	largestPage = 100
)

// offsetMark begins the page tokens. They are to be taken from NextPage and never
// computed, so that they do not look like numbers.
const offsetMark = "gWDs"

// pageV3 answers with the page of the rows that offset and limit ask for. NextPage
// is absolute and carries all filters; it is null on the last page.
func pageV3[T any](c *call, rows []T, printed func(T) any) reply {
	limit, start := defaultPage, 0
	if text := c.query.Get("limit"); text != "" {
		parsed, err := strconv.Atoi(text)
		if err != nil || parsed < 1 {
			return refuseV3(c, http.StatusBadRequest, "limit must be a number from 1 to 100")
		}
		limit = min(parsed, largestPage)
	}
	if text := c.query.Get("offset"); text != "" {
		var valid bool
		if start, valid = readOffset(text); !valid {
			return refuseV3(c, http.StatusBadRequest, "offset is not valid")
		}
	}
	page := listV3{Items: []any{}}
	end := min(start+limit, len(rows))
	for _, row := range rows[min(start, len(rows)):end] {
		page.Items = append(page.Items, printed(row))
	}
	if end < len(rows) {
		next := maps.Clone(c.query)
		next.Set("limit", strconv.Itoa(limit))
		next.Set("offset", offsetAt(end))
		address := c.base + c.uri + "?" + next.Encode()
		page.NextPage = &address
	}
	return ok(page)
}

func offsetAt(start int) string {
	return offsetMark + base64.RawURLEncoding.EncodeToString([]byte("row "+strconv.Itoa(start)))
}

func readOffset(text string) (start int, valid bool) {
	encoded, marked := strings.CutPrefix(text, offsetMark)
	decoded, err := base64.RawURLEncoding.DecodeString(encoded)
	row, isRow := strings.CutPrefix(string(decoded), "row ")
	start, numberErr := strconv.Atoi(row)
	return start, marked && err == nil && isRow && numberErr == nil && start >= 0
}
