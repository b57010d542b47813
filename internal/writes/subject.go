package writes

import (
	"context"
	"encoding/json"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools/target"
)

// subject is what a write is about, read once for all who ask.
type subject struct {
	session   *concur.Session
	request   concur.Write
	arguments json.RawMessage

	// least is how much is read at least.
	least  target.Depth
	looked bool
	depth  target.Depth
	found  target.Target
	err    error
}

func (s *subject) target(ctx context.Context, depth target.Depth) (target.Target, error) {
	depth = max(depth, s.least)
	if !s.looked || depth > s.depth {
		s.looked, s.depth = true, depth
		s.found, s.err = target.Look(ctx, s.session, s.request, s.arguments, depth)
	}
	return s.found, s.err
}
