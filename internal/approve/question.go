package approve

import (
	"slices"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/tools"
)

// Question is what a person is asked, in words.
type Question struct {
	// Title is a sentence without its full stop that says what will happen: Approve the
	// report “Lisbon” of “Rita Alves”. What somebody typed goes into it by Quote.
	Title string
	// Lines are what there is to know about it, in order.
	Lines []Line
	// People are the names of persons in it, each as Quote or Typed got it.
	People []string
	// Changed is what differs from what was agreed to before, where the question comes
	// again.
	Changed []Line
}

// Masked is the question with the names of people as mask shows them, for whoever passes
// it on. Whoever decides reads it as it is.
func (q Question) Masked(mask func(name string) string) Question {
	var pairs []string
	for _, name := range q.People {
		pairs = append(pairs, Quote(name), Quote(mask(name)))
	}
	names := strings.NewReplacer(pairs...)
	q.Title = names.Replace(q.Title)
	q.Lines, q.Changed = masked(q.Lines, names), masked(q.Changed, names)
	return q
}

func masked(lines []Line, names *strings.Replacer) []Line {
	shown := slices.Clone(lines)
	for i := range shown {
		shown[i].value = names.Replace(shown[i].value)
	}
	return shown
}

// Line is a fact in a question.
type Line struct {
	// Label is ours: "Total".
	Label string
	value string
}

// Fact is a line whose value is ours, or a figure: it is shown as it is.
func Fact(label, value string) Line { return Line{label, plain(value)} }

// Typed is a line whose value somebody typed: it is shown in quotation marks.
func Typed(label, text string) Line { return Line{label, Quote(text)} }

// NeededError stops a write until a person has agreed to it.
type NeededError struct {
	Question Question
	// Sealed is the confirmation that becomes valid once they agree.
	Sealed string
	// Expires is when it ends, in UTC.
	Expires time.Time
}

// Error implements error.
func (e *NeededError) Error() string { return "this needs the user's consent: " + e.Question.Title }

// WhatChanged implements tools.Problem: it stops before anything is sent.
func (*NeededError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (*NeededError) NextStep() string {
	return "Show this to the user. If they agree, call again with the same arguments and confirm_token."
}

// Details implements tools.Problem.
func (e *NeededError) Details() map[string]string {
	return map[string]string{"question": e.Question.Text(), "confirm_token": e.Sealed, "expires": e.Expires.UTC().Format(time.RFC3339)}
}
