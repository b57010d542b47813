package v3

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// whole makes a page of a list that Concur gives in one piece. It is read only once the
// caller's fields and cursor are known to be in order.
func whole[T any](
	ctx context.Context, ask render.Ask, summary []string, read func(context.Context) ([]T, error),
) (render.Rows, render.Listing, error) {
	total := 0
	rows, listing, err := render.Paged(ctx, ask, summary, func(ctx context.Context, _ string, _ int) (render.Batch[T], error) {
		all, err := read(ctx)
		total = len(all)
		return render.Batch[T]{Rows: all}, err
	})
	if err != nil {
		return rows, listing, view.ListError(err)
	}
	listing.Total = &total
	return rows, listing, nil
}
