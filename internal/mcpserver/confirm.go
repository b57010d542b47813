package mcpserver

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/writes"
	"github.com/concur-mcp/concur-mcp/tools"
)

const (
	// confirmKey names the question whether something may be done.
	confirmKey = "confirm"
	// mostQuestions is how often one call asks: what was agreed to may change meanwhile.
	mostQuestions = 3
)

// noFields is the form of a question that accepting it answers.
const noFields = `{"type":"object","properties":{}}`

// asksForms reports whether a client can ask a person. Where neither form nor URL is
// named, form is meant.
func asksForms(e *mcp.ElicitationCapabilities) bool { return e.Form != nil || e.URL == nil }

// whether is the question whether something may be done.
func whether(needed *approve.NeededError) question {
	return question{key: confirmKey, params: mcp.ElicitParams{
		Mode: "form", RequestedSchema: json.RawMessage(noFields),
		Message: needed.Question.Text() + "\n\nAccept to have it done. Decline, and nothing is changed.",
	}}
}

// confirming runs a call that writes. Where the person can be asked while it runs, it asks
// and goes on, as often as what they agreed to has changed by then.
func (a adapter) confirming(request *mcp.CallToolRequest, writing *writes.Writing) work {
	return func(ctx context.Context, call *tools.Call, arguments json.RawMessage) (any, error) {
		for asked := 0; ; asked++ {
			result, err := writing.Run(ctx, call, arguments)
			needed, ok := errors.AsType[*approve.NeededError](err)
			if !ok || asked == mostQuestions || wayToAsk(request, asksForms) != atOnce {
				return written{result, writing}, err
			}
			if err := a.consent(ctx, request, call, needed); err != nil {
				return nil, err
			}
			if err := writing.Grant(ctx, needed.Sealed); err != nil {
				return nil, err
			}
		}
	}
}

// consent asks the person while the call runs. Its error says why they did not consent; it
// is needed itself where the client turns out to be unable to ask.
func (a adapter) consent(ctx context.Context, request *mcp.CallToolRequest, call *tools.Call, needed *approve.NeededError) error {
	call.Progress(ctx, 0, 0, "Waiting for the user to agree")
	patient, cancel := waiting(ctx)
	defer cancel()
	answer, err := ask(patient, request, whether(needed))
	switch {
	case err == nil && answer == accepted:
		return nil
	case err == nil:
		return notAccepted(a.tool.Name, answer)
	case patient.Err() != nil:
		return unanswered(a.tool.Name)
	default:
		return needed
	}
}

// granted takes the consent that a repeated call brings, if it brings an answer. That of a
// client that cannot be asked in this way is no person's: the call counts as a first one.
func (a adapter) granted(ctx context.Context, request *mcp.CallToolRequest, writing *writes.Writing) error {
	answer, state, ok := answerTo(request, confirmKey)
	switch {
	case !ok || wayToAsk(request, asksForms) != withRetry:
		return nil
	case answer != accepted:
		return notAccepted(a.tool.Name, answer)
	default:
		sealed, _, _ := strings.Cut(state, argumentMark)
		return writing.Grant(ctx, sealed)
	}
}

// argumentMark stands in a state between the confirmation and what a person has brought
// for the call before.
const argumentMark = "/"

// withState adds what has to come back with the answer.
func (q question) withState(sealed string, argument *Argument) question {
	q.state = sealed
	if argument != nil {
		encoded, _ := json.Marshal(argument) // It marshals.
		q.state += argumentMark + base64.RawURLEncoding.EncodeToString(encoded)
	}
	return q
}

// argumentIn reads what a person has brought for the call out of the state of a question
// that was put after it. The confirmation beside it is for that very argument.
func argumentIn(state string) *Argument {
	_, text, _ := strings.Cut(state, argumentMark)
	encoded, err := base64.RawURLEncoding.DecodeString(text)
	var argument Argument
	if err != nil || json.Unmarshal(encoded, &argument) != nil || argument.Name == "" {
		return nil
	}
	return &argument
}

// unconfirmed is the result of a call that stopped because a person has to agree first.
func (a adapter) unconfirmed(
	ctx context.Context, request *mcp.CallToolRequest, needed *approve.NeededError, argument *Argument,
) (*mcp.CallToolResult, Outcome) {
	if wayToAsk(request, asksForms) == withRetry {
		return whether(needed).withState(needed.Sealed, argument).inResult(), Asked
	}
	// What the agent passes on is masked like all that it reads; a person who is asked reads it all.
	through := *needed
	through.Question = needed.Question.Masked(a.options.Redact.Name)
	needed = &through
	if a.options.Policy.PersonOnly {
		a.options.stopped(ctx, a.tool.Name, "nobody to ask", "")
		why, _ := explain(ctx, a.tool.Effect, &unaskableError{a.tool.Name, needed})
		return failed(why), Refused
	}
	return a.previewed(ctx, needed, argument), Asked
}
