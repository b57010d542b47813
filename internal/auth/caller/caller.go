// Package caller owns who is calling the server: how a caller proves it, what it
// is allowed, and how a request without proof is answered (MCP authorization).
//
// It knows nothing of Concur. The proof of a caller is never passed on.
package caller

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/approve"
)

// Local is the principal of a process that serves one person: stdio, the command
// line, and serve without authentication.
const Local = "local"

// Caller is who calls.
type Caller struct {
	// Principal names whose connections are used. It is unique among all ways to
	// authenticate: "local", "token/NAME", "oidc/SUBJECT".
	Principal string
	// Name is what people are shown on pages.
	Name string
	// Profile is the set of tools on offer; empty for that of the deployment.
	Profile string
	// ReadOnly refuses whatever changes something, besides what the deployment refuses.
	ReadOnly bool
	// Confirm says what they are asked about first, in place of what the deployment says;
	// empty for that.
	Confirm approve.Confirm
	// Company allows the use of the deployment's company connection, which sees
	// everybody's expenses.
	Company bool
}

// Override is what is otherwise for this caller.
func (c Caller) Override() approve.Override {
	return approve.Override{ReadOnly: c.ReadOnly, Confirm: c.Confirm}
}

type callerKey struct{}

// With puts the caller of a request into its context.
func With(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// From gives the caller of a request; ok is false where nobody was let in.
func From(ctx context.Context) (c Caller, ok bool) {
	c, ok = ctx.Value(callerKey{}).(Caller)
	return c, ok
}
