package writes

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/target"
)

// DryRun is the result of a call with dry_run.
type DryRun struct {
	DryRun    bool    `json:"dry_run"`
	WouldSend Request `json:"would_send"`
	// Blocking are the exceptions that keep a report from being submitted, which a step of
	// its workflow is about.
	Blocking []render.Text `json:"blocking_exceptions,omitempty"`
	// Asks says whether a person would be asked first.
	Asks bool   `json:"asks_the_user"`
	Note string `json:"note"`
}

// Request is what would be sent, without the token. Text in it that people typed is
// marked like any other.
type Request struct {
	Operation  string            `json:"operation"`
	Method     string            `json:"method"`
	Path       render.Text       `json:"path"`
	Connection string            `json:"connection"`
	Headers    map[string]string `json:"headers,omitempty"`
	Body       any               `json:"body,omitempty"`
	MediaType  string            `json:"media_type,omitempty"`
	// Bytes is the size of the file.
	Bytes int64 `json:"bytes,omitempty"`
}

// dryRunError stops a dry run where it would send something.
type dryRunError struct{ shown DryRun }

// Error implements error.
func (*dryRunError) Error() string { return "a dry run sends nothing" }

// WhatChanged implements tools.Problem.
func (*dryRunError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (*dryRunError) NextStep() string { return "Call again without dry_run to do it." }

// Details implements tools.Problem.
func (*dryRunError) Details() map[string]string { return nil }

const previewed = "Nothing was sent that changes anything. The arguments, names and the operator's limits were checked; " +
	"what Concur itself checks when it is sent is not known yet. Call again without dry_run to do it."

func (w *Writing) preview(ctx context.Context, about *subject, verdict approve.Decision) DryRun {
	request := about.request
	shown := Request{
		Operation: request.Operation.Name, Method: request.Operation.Method, Path: render.Text(address(request)),
		Connection: string(request.Kind), Headers: request.Headers,
	}
	if request.Upload != nil {
		shown.MediaType, shown.Bytes = request.Upload.MediaType, request.Upload.Size
	}
	if len(request.Body) > 0 {
		shown.Body = render.Typed(request.Body)
	}
	run := DryRun{DryRun: true, WouldSend: shown, Asks: verdict.Verdict == approve.Ask, Note: previewed}
	if w.call.Tool.Effect != tools.Workflow {
		return run
	}
	// What cannot be read is what the note says: not known yet.
	found, _ := about.target(ctx, target.Whole)
	for _, blocking := range tallied(found.Blocking) {
		run.Blocking = append(run.Blocking, render.Text(blocking.words))
	}
	return run
}

func address(request concur.Write) string {
	if len(request.Query) == 0 {
		return request.Path
	}
	return request.Path + "?" + request.Query.Encode()
}
