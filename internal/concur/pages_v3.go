package concur

import (
	"context"
	"errors"
	"net/url"
)

// mostPages bounds how far a list is followed: an answer whose NextPage leads
// in a circle must not keep a call busy for ever.
const mostPages = 40

// v3Page is a page of a v3 list (Expense v3: {Items, NextPage}).
type v3Page[T any] struct {
	Items    []T    `json:"Items"`
	NextPage string `json:"NextPage"`
}

// offset is the place where the next page begins; empty on the last one. Of the
// address that Concur gives, nothing else is used.
func (p v3Page[T]) offset() string {
	next, err := url.Parse(p.NextPage)
	if err != nil {
		return ""
	}
	return next.Query().Get("offset")
}

var errEndless = errors.New("the list has more pages than can be read")

// everyPage reads a v3 list to its end.
func everyPage[T any](ctx context.Context, fetch func(ctx context.Context, offset string) (v3Page[T], error)) ([]T, error) {
	var all []T
	offset := ""
	for range mostPages {
		page, err := fetch(ctx, offset)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if offset = page.offset(); offset == "" {
			return all, nil
		}
	}
	return nil, errEndless
}

// query makes the query of a v3 call; empty values are left out.
func query(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	return values
}
