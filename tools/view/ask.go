package view

import (
	"encoding/json"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Ask turns the paging arguments of a tool into what render wants. filters are
// the other arguments; a cursor is good for the same ones only.
func Ask(tool string, page tools.Page, filters any) (render.Ask, error) {
	limit := render.DefaultLimit
	if page.Limit != nil {
		limit = *page.Limit
	}
	if limit < 1 || limit > render.MaxLimit {
		return render.Ask{}, tools.Argumentf("limit", "%d is not between 1 and %d", limit, render.MaxLimit)
	}
	query, err := json.Marshal(filters)
	if err != nil {
		return render.Ask{}, err
	}
	return render.Ask{Query: tool + string(query), Limit: limit, Cursor: page.Cursor, Fields: page.Fields}, nil
}

// ListError turns the refusals of render into ones that name the argument.
func ListError(err error) error {
	var fields *render.FieldsError
	switch {
	case errors.As(err, &fields):
		return tools.Argumentf("fields", "%s", fields.Error())
	case errors.Is(err, render.ErrCursor):
		return tools.Argumentf("cursor", "%s", render.ErrCursor.Error())
	default:
		return err
	}
}
