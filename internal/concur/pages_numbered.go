package concur

import (
	"context"
	"strconv"
)

// NumberedPage is a page of a list of List v4 with numbered pages of 100 rows.
type NumberedPage[T any] struct {
	Rows []T
	// Next is the number of the page after it; 0 on the last one.
	Next int
	// Total is the number of rows on all pages.
	Total int
}

// numbered is such a page on the wire (List v4 > Paging). Its links are not looked
// at: they may name another host.
type numbered[T any] struct {
	Content []T `json:"content"`
	Page    struct {
		Number        int `json:"number"`
		TotalElements int `json:"totalElements"`
		TotalPages    int `json:"totalPages"`
	} `json:"page"`
}

// pageNumbered fetches one page, which is the first one for 0.
func pageNumbered[T any](ctx context.Context, s *Session, r request, number int) (NumberedPage[T], error) {
	if number > 1 {
		r.query.Set("page", strconv.Itoa(number))
	}
	var answer numbered[T]
	if err := s.do(ctx, r, &answer); err != nil {
		return NumberedPage[T]{}, err
	}
	page := NumberedPage[T]{Rows: answer.Content, Total: answer.Page.TotalElements}
	if at := max(number, 1); at < answer.Page.TotalPages {
		page.Next = at + 1
	}
	return page, nil
}

// everyNumbered reads a list to its end.
func everyNumbered[T any](ctx context.Context, fetch func(ctx context.Context, number int) (NumberedPage[T], error)) ([]T, error) {
	var all []T
	number := 1
	for range mostPages {
		page, err := fetch(ctx, number)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Rows...)
		if number = page.Next; number == 0 {
			return all, nil
		}
	}
	return nil, errEndless
}
