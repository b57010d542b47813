package limits

import (
	"fmt"

	"github.com/concur-mcp/concur-mcp/tools"
)

// Refusal says which rule a write would break. It is a tools.Problem.
type Refusal struct {
	// Rule is where the rule stands in the settings file, such as limits.max_approve.EUR.
	Rule string
	// Missing is the fact that the rule needs and that could not be found; empty where the
	// rule is broken for sure.
	Missing string

	reason, instead string
}

var _ tools.Problem = (*Refusal)(nil)

const operatorOnly = "Only the operator of this server can change the rule, in its settings file. "

// broken makes a refusal of a rule; instead is what the agent can do, as a sentence.
func broken(rule, instead, format string, args ...any) *Refusal {
	return &Refusal{Rule: rule, reason: fmt.Sprintf(format, args...), instead: instead}
}

// missing makes a refusal for want of a fact, which begins with "the".
func missing(rule, fact, instead string) *Refusal {
	return &Refusal{
		Rule: rule, Missing: fact, instead: instead,
		reason: fmt.Sprintf("%s cannot be checked: %s could not be found", rule, fact),
	}
}

// Error implements error.
func (r *Refusal) Error() string { return r.reason }

// WhatChanged implements tools.Problem: a write is held against the rules before it is sent.
func (r *Refusal) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (r *Refusal) NextStep() string { return operatorOnly + r.instead }

// Details implements tools.Problem.
func (r *Refusal) Details() map[string]string {
	details := map[string]string{"rule": r.Rule}
	if r.Missing != "" {
		details["missing"] = r.Missing
	}
	return details
}
