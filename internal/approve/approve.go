// Package approve decides what becomes of a call before anything is sent: an
// effect and the operator's policy go in, a decision comes out.
//
// It knows nothing of MCP and nothing of Concur.
package approve

import "github.com/concur-mcp/concur-mcp/tools"

// Policy is what the operator allows.
type Policy struct {
	// ReadOnly refuses everything that changes something in Concur.
	ReadOnly bool
}

// Decision is what becomes of a call.
type Decision struct {
	// Run says that the call goes ahead.
	Run bool
	// Reason is a sentence that says why a call is refused; empty if it runs.
	Reason string
}

// Decide applies the policy to an effect.
func (p Policy) Decide(effect tools.Effect) Decision {
	if p.ReadOnly && effect.Writes() {
		return Decision{Reason: "this server is read-only"}
	}
	return Decision{Run: true}
}
