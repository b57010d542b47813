package v3

import (
	"context"

	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// deleted looks after a deletion, whose error is err: whether it is gone, and after a
// lost answer whether it happened at all. read reads what was deleted, and list names the
// tool that would still show it.
func deleted(ctx context.Context, err error, what string, read func(context.Context) error, list string) (view.Written, error) {
	gone := func(ctx context.Context) (tools.Seen, error) { return view.SeenGone(what, read(ctx)) }
	if err != nil {
		found, err := tools.Resolve(ctx, err, gone)
		return view.Written{Verified: err == nil, Note: found}, err
	}
	switch seen, err := gone(ctx); {
	case err != nil:
		return view.Unread(err), nil
	case seen.Verdict != tools.Done:
		return view.Written{Note: "Concur took it, but still shows it. Look again with " + list + " in a moment."}, nil
	default:
		return view.Written{Verified: true}, nil
	}
}
