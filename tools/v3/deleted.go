package v3

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// deleted looks after a deletion, whose error is err: whether it is gone, and after a
// lost answer whether it happened at all. list names the tool that would still show it.
func deleted(ctx context.Context, err error, gone func(context.Context) (bool, error), list string) (view.Written, error) {
	if err != nil {
		if err := tools.Settle(ctx, err, gone); err != nil {
			return view.Written{}, err
		}
		return view.Written{Verified: true}, nil // Settle has looked.
	}
	switch done, err := gone(ctx); {
	case err != nil:
		return view.Unread(err), nil
	case !done:
		return view.Written{Note: "Concur took it, but still shows it. Look again with " + list + " in a moment."}, nil
	default:
		return view.Written{Verified: true}, nil
	}
}

// isGone reads the answer to a look at what was deleted.
func isGone(err error) (bool, error) {
	if concur.IsNotFound(err) {
		return true, nil
	}
	return false, err
}
