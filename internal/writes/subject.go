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

	looked bool
	found  target.Target
	err    error
}

func (s *subject) target(ctx context.Context) (target.Target, error) {
	if !s.looked {
		s.looked = true
		s.found, s.err = target.Look(ctx, s.session, s.request, s.arguments)
	}
	return s.found, s.err
}
