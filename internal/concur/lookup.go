package concur

import (
	"errors"
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/render"
)

// LookupError says that a name or id stands for nothing, or for several things.
type LookupError struct {
	// Kind is what was looked for: policy, expense type, payment type, location, user.
	Kind string
	Name string
	// Ambiguous is set when the candidates all have the name; otherwise they are
	// what there is.
	Ambiguous  bool
	Candidates []string
	// Look is the tool call that shows what there is; empty for none.
	Look string
}

// Error implements error.
func (e *LookupError) Error() string {
	if e.Ambiguous {
		return fmt.Sprintf("there are several with the name %s (%s): %s", quote(e.Name), e.Kind, e.candidates())
	}
	return fmt.Sprintf("there is no %s %s", e.Kind, quote(e.Name))
}

// candidates are quoted: people chose their names.
func (e *LookupError) candidates() string {
	quoted := make([]string, len(e.Candidates))
	for i, candidate := range e.Candidates {
		quoted[i] = render.Quote(candidate)
	}
	return strings.Join(quoted, ", ")
}

// WhatChanged says that nothing did.
func (e *LookupError) WhatChanged() string { return "nothing_changed" }

// NextStep names the candidates.
func (e *LookupError) NextStep() string {
	switch {
	case e.Ambiguous:
		return "Choose one of them by its id and call again."
	case len(e.Candidates) > 0:
		return "There are: " + e.candidates() + "."
	case e.Look != "":
		return "Check the spelling; " + e.Look + " shows what there is."
	default:
		return "Check the spelling, or use the id."
	}
}

// Details implements the shape of a problem.
func (e *LookupError) Details() map[string]string { return nil }

// choice is something that can be named. about tells those with the same name
// apart.
type choice struct{ id, name, about string }

func (c choice) String() string {
	switch {
	case c.name == "":
		return c.id
	case c.about == "":
		return fmt.Sprintf("%s (%s)", c.name, c.id)
	default:
		return fmt.Sprintf("%s, %s (%s)", c.name, c.about, c.id)
	}
}

// mostCandidates is how many are named in an error.
const mostCandidates = 30

// pick finds the one that a Ref names: by id first, then by its name in any
// letter case. Names that differ in spelling only are not guessed.
func pick(kind string, ref Ref, choices []choice) (int, error) {
	name := string(ref)
	for i, c := range choices {
		if strings.EqualFold(c.id, name) {
			return i, nil
		}
	}
	var found []int
	for i, c := range choices {
		if strings.EqualFold(strings.TrimSpace(c.name), name) {
			found = append(found, i)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	e := &LookupError{Kind: kind, Name: name, Ambiguous: len(found) > 1}
	for _, c := range choices {
		matches := !e.Ambiguous || strings.EqualFold(strings.TrimSpace(c.name), name)
		if matches && len(e.Candidates) < mostCandidates {
			e.Candidates = append(e.Candidates, c.String())
		}
	}
	return 0, e
}

// lookWith names the tool that shows what there is, for where the candidates are too
// many to be named.
func lookWith(tool string, err error) error {
	if missing, ok := errors.AsType[*LookupError](err); ok {
		missing.Look = tool
	}
	return err
}
