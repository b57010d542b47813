package render

import (
	"context"
	"errors"
)

const (
	// DefaultLimit is how many rows a list has unless asked otherwise.
	DefaultLimit = 25
	// MaxLimit is how many rows can be asked for at once.
	MaxLimit = 200
	// mostCharacters of rows are put into one list; the whole result stays under
	// 25,000, which every client takes.
	mostCharacters = 22_000
	// mostEmpty pages from upstream are passed over: a list whose pages lead on and
	// on must not keep a call busy for ever.
	mostEmpty = 40
)

var errEndless = errors.New("the list goes on with empty pages")

// Ask is what a caller wants of a list.
type Ask struct {
	// Query identifies the list and its filters; a cursor of another query is refused.
	Query  string
	Limit  int
	Cursor string
	Fields []string
}

// Listing is the part that all list results share.
type Listing struct {
	// Total is the number of rows in all, where it is known.
	Total *int `json:"total,omitempty"`
	// NextCursor continues the list; it is absent on the last page.
	NextCursor string `json:"next_cursor,omitempty"`
	// Note says why a result is empty and what to try, or what was left out.
	Note string `json:"note,omitempty"`
}

// Batch is a page as it comes from upstream.
type Batch[T any] struct {
	Rows []T
	// Next is the upstream offset of the page after it; empty on the last.
	Next string
	// Pause ends the page of the list here although more may follow: enough was read
	// for one call.
	Pause bool
}

// Whole makes a page of a list that came complete.
func Whole[T any](all []T, ask Ask, summary []string) (Rows, Listing, error) {
	rows, listing, err := Paged(context.Background(), ask, summary,
		func(context.Context, string, int) (Batch[T], error) { return Batch[T]{Rows: all}, nil })
	total := len(all)
	listing.Total = &total
	return rows, listing, err
}

// Paged makes a page of a list that is fetched page by page. fetch gets an
// upstream offset, empty for the beginning, and how many rows are still wanted.
// The page ends at the limit, or earlier where it would become too large.
func Paged[T any](
	ctx context.Context, ask Ask, summary []string,
	fetch func(ctx context.Context, offset string, want int) (Batch[T], error),
) (Rows, Listing, error) {
	fields, err := choose[T](ask.Fields, summary)
	if err != nil {
		return Rows{}, Listing{}, &FieldsError{err}
	}
	at, err := parseCursor(ask.Cursor, ask.Query)
	if err != nil {
		return Rows{}, Listing{}, err
	}
	limit := ask.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	limit = min(limit, MaxLimit)
	page := Rows{fields: fields}
	size, empty, start := 0, 0, at
	for {
		batch, err := fetch(ctx, at.Offset, limit-len(page.rows))
		if err != nil {
			return Rows{}, Listing{}, err
		}
		if len(batch.Rows) == 0 {
			empty++
		}
		if empty > mostEmpty {
			return Rows{}, Listing{}, errEndless
		}
		for i := at.Skip; i < len(batch.Rows); i++ {
			encoded, err := encodeRow(batch.Rows[i], fields)
			if err != nil {
				return Rows{}, Listing{}, err
			}
			full := len(page.rows) == limit || (size+len(encoded) > mostCharacters && len(page.rows) > 0)
			if full {
				return page, Listing{NextCursor: position{Offset: at.Offset, Skip: i}.cursor(ask.Query)}, nil
			}
			size += len(encoded) + 1
			page.rows = append(page.rows, batch.Rows[i])
			page.encoded = append(page.encoded, encoded)
		}
		if batch.Next == "" {
			return page, complete(page, start), nil
		}
		at = position{Offset: batch.Next}
		if len(page.rows) == limit || batch.Pause {
			return page, Listing{NextCursor: at.cursor(ask.Query)}, nil
		}
	}
}

// complete is the listing of a last page; when it is the first one too, the
// total is known.
func complete(page Rows, start position) Listing {
	if start != (position{}) {
		return Listing{}
	}
	total := len(page.rows)
	return Listing{Total: &total}
}

// FieldsError says that a `fields` argument names no field.
type FieldsError struct{ error }

// Unwrap gives the reason.
func (e *FieldsError) Unwrap() error { return e.error }

// ErrCursor says that a cursor is not one of ours, or belongs to another query.
var ErrCursor = errors.New("the cursor does not belong to this list; " +
	"take next_cursor of a call with the same arguments, or leave it out to begin again")
