package mcpserver

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
)

// failure is what an agent reads of a call that went wrong: what happened, whether
// anything was changed, and what to do now.
type failure struct {
	Message  string
	Changed  tools.Outcome
	NextStep string
	Details  map[string]string
}

// explain turns an error of a tool into a failure. expected is false for errors
// that say nothing about themselves: their text may name internals, so the agent
// does not get it.
func explain(ctx context.Context, effect tools.Effect, err error) (why failure, expected bool) {
	var problem tools.Problem
	known := errors.As(err, &problem)
	if known {
		why = failure{
			Message: problem.Error(), Changed: tools.Outcome(problem.WhatChanged()),
			NextStep: problem.NextStep(), Details: problem.Details(),
		}
	}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		cancelled := unexpected(effect, "the call was cancelled")
		if known {
			cancelled.Changed, cancelled.NextStep = why.Changed, why.NextStep
		}
		return cancelled, true
	case known:
		return why, true
	case errors.Is(err, context.DeadlineExceeded):
		return unexpected(effect, "it took too long and was given up"), true
	default:
		return unexpected(effect, "the server could not finish the call"), false
	}
}

// unexpected is a failure of which nothing is known but what the tool would have
// changed.
func unexpected(effect tools.Effect, message string) failure {
	if effect.Writes() {
		return failure{
			Message: message, Changed: tools.OutcomeUnknown,
			NextStep: "Do not repeat it. Read what it was about first: it may have been done.",
		}
	}
	return failure{
		Message: message, Changed: tools.NothingChanged,
		NextStep: "Try again once; if it comes back, tell the operator of this server.",
	}
}

// failed writes a failure as a result: sentences for a reader, the same in members
// for a program.
func failed(f failure) *mcp.CallToolResult {
	f.Message, f.NextStep = readable(f.Message), readable(f.NextStep)
	members := map[string]string{}
	for name, fact := range f.Details {
		members[name] = readable(fact)
	}
	members["message"], members["changed"], members["next_step"] = f.Message, string(f.Changed), f.NextStep
	structured := map[string]any{"error": members}
	if quoting := quoting(members); len(quoting) > 0 {
		structured[render.UntrustedMember] = quoting
	}
	// Strings in a map always marshal.
	encoded, _ := json.Marshal(structured)
	return &mcp.CallToolResult{
		IsError:           true,
		Content:           []mcp.Content{&mcp.TextContent{Text: f.text()}},
		StructuredContent: json.RawMessage(encoded),
	}
}

// quoting lists the members that hold words of Concur or of people, in quotation marks.
func quoting(members map[string]string) []string {
	var places []string
	for name, text := range members {
		if render.Quotes(text) {
			places = append(places, "error."+name)
		}
	}
	slices.Sort(places)
	return places
}

// mostCharacters of a text are told; a list of candidates fits.
const mostCharacters = 6_000

// readable bounds a text and shows what hides in it. Most words of a failure are
// Concur's, or a quotation of what somebody typed.
func readable(text string) string {
	if utf8.RuneCountInString(text) > mostCharacters {
		text = string([]rune(text)[:mostCharacters]) + "…"
		if strings.Count(text, "“") > strings.Count(text, "”") {
			text += "”" // What follows is ours again.
		}
	}
	return render.Visible(text)
}

func (f failure) text() string {
	changed := map[tools.Outcome]string{
		tools.NothingChanged: "Nothing was changed.",
		tools.OutcomeUnknown: "It is unknown whether anything was changed.",
		tools.Changed:        "Something was changed.",
	}[f.Changed]
	return strings.Join([]string{sentence(f.Message), changed, f.NextStep}, " ")
}

// sentence gives a text a capital and a full stop, unless it begins with the name
// of an argument.
func sentence(text string) string {
	text = strings.TrimRight(text, ". ")
	first, _, _ := strings.Cut(text, " ")
	if text != "" && !strings.ContainsAny(first, "_:.[") {
		initial, size := utf8.DecodeRuneInString(text)
		text = string(unicode.ToUpper(initial)) + text[size:]
	}
	return text + "."
}
