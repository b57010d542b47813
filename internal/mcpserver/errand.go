package mcpserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/tools"
)

const (
	// clientsWait is how long a call may wait for a person. Clients give up a call
	// after a minute unless told otherwise.
	clientsWait = 50 * time.Second
	// linkKey names the question whether a link may be opened.
	linkKey = "link"
)

// attempted is what came of a call: the tool's own result, or one that asks.
type attempted struct {
	out   any
	asked *mcp.CallToolResult
	notes []string
}

// attempt runs the tool. What the call lacks, a person is asked for once; what it
// lacks then, the agent is told.
func (a adapter) attempt(ctx context.Context, request *mcp.CallToolRequest, call *tools.Call) (attempted, error) {
	arguments, run, err := a.worker(ctx, request)
	if err != nil {
		return attempted{}, err
	}
	done, err := a.brought(ctx, request, call)
	if err != nil {
		return attempted{}, err
	}
	if done == nil {
		first, mended, err := a.first(ctx, request, call, arguments, run)
		if mended == nil {
			return first, err
		}
		done = mended
	}
	notes := []string{done.Note}
	if done.Confirm && a.tool.Effect.Writes() {
		return attempted{}, &heldError{done.Note}
	}
	if arguments, err = withArgument(arguments, done.Argument); err != nil {
		return attempted{notes: notes}, err
	}
	out, err := run(ctx, call, arguments)
	errand, mends, err := a.errandFor(ctx, call, err)
	if mends {
		if errand.Argument == nil {
			errand.Argument = done.Argument
		}
		return attempted{notes: notes}, &unfinishedError{errand: errand, message: errand.Lacking}
	}
	return attempted{out: out, notes: notes}, keeping(done.Argument, err)
}

// first runs the tool as it was called. mended is set where the call lacked something
// that it has now; otherwise the call is at its end.
func (a adapter) first(
	ctx context.Context, request *mcp.CallToolRequest, call *tools.Call, arguments json.RawMessage, run work,
) (_ attempted, mended *Done, _ error) {
	out, err := run(ctx, call, arguments)
	if !a.mendable(ctx, err) {
		return attempted{out: out}, nil, err
	}
	settled, ok, problem := a.options.Errands.Settled(ctx, call.Caller, err)
	switch {
	case problem != nil:
		return attempted{}, nil, a.errandProblem(ctx, problem)
	case ok:
		return attempted{}, &settled, nil
	}
	errand, mends, err := a.errandFor(ctx, call, err)
	if !mends {
		return attempted{}, nil, err
	}
	asked, done, err := a.send(ctx, request, call, errand)
	return attempted{asked: asked}, done, err
}

// mendable reports whether an error of the tool may be mended by an errand. One that
// left something changed is not: to run the tool again would change it twice.
func (a adapter) mendable(ctx context.Context, err error) bool {
	if err == nil || a.options.Errands == nil || ctx.Err() != nil {
		return false
	}
	problem, ok := errors.AsType[tools.Problem](err)
	return !ok || problem.WhatChanged() == string(tools.NothingChanged)
}

// errandFor finds the errand that mends an error of the tool.
func (a adapter) errandFor(ctx context.Context, call *tools.Call, err error) (errand Errand, mends bool, _ error) {
	if !a.mendable(ctx, err) {
		return Errand{}, false, err
	}
	errand, mends, problem := a.options.Errands.Begin(ctx, call.Caller, a.tool.Name, err)
	if problem != nil {
		return Errand{}, false, a.errandProblem(ctx, problem)
	}
	if mends {
		return errand, true, nil
	}
	return Errand{}, false, err
}

// send sends a person on an errand, in the way that the client knows. Of its three
// results one is set: the result that asks the client, how the errand ended, or why
// the call ends without it.
func (a adapter) send(
	ctx context.Context, request *mcp.CallToolRequest, call *tools.Call, errand Errand,
) (*mcp.CallToolResult, *Done, error) {
	q := question{key: linkKey, params: mcp.ElicitParams{Mode: "url", Message: errand.Message, URL: errand.URL}}
	switch wayToAsk(request, opensLinks) {
	case withRetry:
		q.state = a.sealer.seal(call.Caller, errand)
		return q.inResult(), nil, nil
	case atOnce:
		// The time that the person takes to agree is the call's too.
		ctx, cancel := waiting(ctx)
		defer cancel()
		q.params.ElicitationID = errand.ID
		answer, err := ask(ctx, request, q)
		if err != nil {
			return nil, nil, &unfinishedError{errand: errand, message: errand.Lacking}
		}
		done, err := a.answered(ctx, call, answer, errand)
		if err == nil {
			// Clients that have asked to be told may close what they show.
			_ = request.Session.NotifyElicitationComplete(ctx, &mcp.ElicitationCompleteParams{ElicitationID: errand.ID})
		}
		return nil, done, err
	default:
		return nil, nil, &unfinishedError{errand: errand, message: errand.Lacking}
	}
}

// brought takes the answer that a repeated call brings, and waits for the errand if it
// was agreed to. Both results are nil if the call brings none. An errand before a later
// question has ended.
func (a adapter) brought(ctx context.Context, request *mcp.CallToolRequest, call *tools.Call) (*Done, error) {
	if a.options.Errands == nil {
		return nil, nil
	}
	if _, state, ok := answerTo(request, confirmKey); ok {
		if argument := argumentIn(state); argument != nil {
			return &Done{Argument: argument}, nil
		}
		return nil, nil
	}
	answer, state, ok := answerTo(request, linkKey)
	if !ok {
		return nil, nil
	}
	ctx, cancel := waiting(ctx)
	defer cancel()
	return a.answered(ctx, call, answer, a.sealer.open(call.Caller, state))
}

// answered goes by what the person said about the link: waits for the errand, or says
// that it was not wanted.
func (a adapter) answered(ctx context.Context, call *tools.Call, answer reply, errand Errand) (*Done, error) {
	if answer != accepted {
		return nil, &unwantedError{answer}
	}
	call.Progress(ctx, 0, 0, "Waiting for what is to be done in the browser")
	done, err := a.options.Errands.Wait(ctx, call.Caller, errand.ID)
	switch {
	case err == nil:
		return &done, nil
	case ctx.Err() != nil:
		return nil, &unfinishedError{errand: errand, message: "what was to be done in the browser is not finished yet"}
	default:
		return nil, a.errandProblem(ctx, err)
	}
}

// errandProblem is what the agent is told of an error of the errands: its own words, or
// that there was one.
func (a adapter) errandProblem(ctx context.Context, err error) error {
	if _, ok := errors.AsType[tools.Problem](err); ok {
		return err
	}
	a.options.Logger.LogAttrs(ctx, slog.LevelError, "errand failed", slog.String("tool", a.tool.Name), slog.Any("error", err))
	return troubleError{}
}

// waiting bounds how long a call waits for a person, by the patience of clients and by
// the life of the server.
func waiting(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, clientsWait)
	stop := context.AfterFunc(lifeOf(ctx), cancel)
	return ctx, func() { stop(); cancel() }
}

// withArgument sets an argument of a call.
func withArgument(arguments json.RawMessage, set *Argument) (json.RawMessage, error) {
	if set == nil {
		return arguments, nil
	}
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(arguments, &members); err != nil {
		return nil, fmt.Errorf("reading the arguments: %w", err)
	}
	value, err := json.Marshal(set.Value)
	if err != nil {
		return nil, fmt.Errorf("writing the argument %s: %w", set.Name, err)
	}
	members[set.Name] = value
	return json.Marshal(members)
}
