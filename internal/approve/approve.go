// Package approve decides what becomes of a call before anything is sent: an effect
// and the operator's policy go in, a decision comes out. What a person has to agree to
// first is put into words here, and their consent is sealed and used once.
//
// It knows nothing of MCP and nothing of Concur.
package approve

import (
	"cmp"
	"fmt"

	"github.com/concur-mcp/concur-mcp/tools"
)

// Confirm says which writes a person has to agree to first.
type Confirm string

// What can be asked about.
const (
	// All writes are asked about.
	All Confirm = "all"
	// Irreversible writes are: steps of a workflow, and what deletes. It is the default.
	Irreversible Confirm = "irreversible"
	// None is.
	None Confirm = "none"
)

// Check finds what is wrong with it. It may be empty.
func (c Confirm) Check() error {
	switch c {
	case All, Irreversible, None, "":
		return nil
	default:
		return fmt.Errorf("%q is none of %s, %s and %s", c, All, Irreversible, None)
	}
}

// asks reports whether a write of the effect is asked about.
func (c Confirm) asks(effect tools.Effect) bool {
	switch effect {
	case tools.Read:
		return false
	case tools.Create, tools.Change:
		return c == All
	case tools.Workflow, tools.Delete:
		return c != None
	default:
		return true
	}
}

// Policy is what the operator allows everybody.
type Policy struct {
	// ReadOnly refuses everything that changes something in Concur.
	ReadOnly bool
	// Confirm says what is asked about first; Irreversible if empty.
	Confirm Confirm
	// PersonOnly accepts consent only from a person whom the client asks. Without it, an
	// agent whose client cannot ask passes the question on, and brings back the consent.
	PersonOnly bool
}

// Override is what is otherwise for one caller.
type Override struct {
	// ReadOnly refuses their writes, besides what the policy refuses.
	ReadOnly bool
	// Confirm takes the place of the policy's unless it is empty.
	Confirm Confirm
}

// Verdict is what becomes of a call.
type Verdict string

// The verdicts.
const (
	Run    Verdict = "run"
	Ask    Verdict = "ask"
	Refuse Verdict = "refuse"
)

// Decision is a verdict with its reason.
type Decision struct {
	Verdict Verdict
	// Reason is a sentence that says why a call does not simply run; empty if it does.
	Reason string
}

// Decide applies the policy to an effect.
func (p Policy) Decide(effect tools.Effect, of Override) Decision {
	switch {
	case p.ReadOnly && effect.Writes():
		return Decision{Refuse, "this server is read-only"}
	case of.ReadOnly && effect.Writes():
		return Decision{Refuse, "you may only read here"}
	case cmp.Or(of.Confirm, p.Confirm).asks(effect):
		return Decision{Ask, "a person has to agree to it first"}
	default:
		return Decision{Verdict: Run}
	}
}
