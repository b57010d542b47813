package writes

import (
	"context"
	"errors"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/limits"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Settings make a Guard.
type Settings struct {
	Policy approve.Policy
	// Limits are the operator's rules.
	Limits limits.Rules
	// Journal records every write. It is required.
	Journal *journal.Journal
	// Store keeps, for all replicas, idempotency keys, seals of confirmations, and what was
	// created a moment ago.
	Store tokenstore.Store
	Now   func() time.Time
}

// Guard stands before every write of a program.
type Guard struct {
	Settings
	desk *approve.Desk
}

// New makes a guard; nothing is asked of the store before the first write.
func New(s Settings) *Guard {
	if s.Now == nil {
		s.Now = time.Now
	}
	return &Guard{Settings: s, desk: approve.NewDesk(s.Store, s.Now)}
}

// errUngated is met where something writes outside of a tool call.
var errUngated = errors.New("a write outside of a tool call")

type writingKey struct{}

// Gate is the concur.Gate: it finds the call of a write in the context. A write without one
// is refused: nothing that only looks, or runs outside of a tool call, may change anything.
func (g *Guard) Gate(ctx context.Context, session *concur.Session, w concur.Write) (func(concur.Landed), error) {
	writing, ok := ctx.Value(writingKey{}).(*Writing)
	if !ok {
		return nil, errUngated
	}
	return writing.pass(ctx, session, w)
}

// Refuses returns the operator's rule that refuses a tool to a caller outright; nil if there
// is none. Tools that only read can be refused, too.
func (g *Guard) Refuses(who caller.Caller, tool string) tools.Problem {
	if refusal := g.Limits.CheckTool(who.Principal, tool); refusal != nil {
		return refusal
	}
	return nil
}

// Call is a call of a tool that writes, as it came.
type Call struct {
	Tool   tools.Tool
	Caller caller.Caller
	// Client is the name and version of the MCP client, as it says them itself.
	Client string
	// Arguments are all that were sent, controls included.
	Arguments []byte
}

// Begin starts a call by taking the controls off its arguments. An error is about them, and
// nothing was sent.
func (g *Guard) Begin(call Call) (*Writing, error) {
	controls, rest, err := call.Tool.Split(call.Arguments)
	if err != nil {
		return nil, err
	}
	return &Writing{
		guard: g, call: call, controls: controls, arguments: rest, callDigest: digestOf(rest), id: "c_" + random(),
	}, nil
}
