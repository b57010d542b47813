package outcome

import (
	"context"

	"github.com/concur-mcp/concur-mcp/tools"
)

// Deleted looks after a deletion, whose error is err: whether it is gone, and after a lost
// answer whether it happened at all. tool is the one that would still show it.
func Deleted(
	ctx context.Context, err error, what, tool string, gone func(context.Context) (tools.Seen, error),
) (Written, error) {
	if err != nil {
		found, err := tools.Resolve(ctx, err, gone)
		return Written{Verified: err == nil, Note: found}, err
	}
	switch seen, err := gone(ctx); {
	case err != nil:
		return Unread(err), nil
	case seen.Verdict != tools.Done:
		return Written{Note: "Concur took it, but still shows the " + what + ". Look again with " + tool + " in a moment."}, nil
	default:
		return Written{Verified: true}, nil
	}
}
