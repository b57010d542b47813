package writes

import (
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
)

// DryRun is the result of a call with dry_run.
type DryRun struct {
	DryRun    bool    `json:"dry_run"`
	WouldSend Request `json:"would_send"`
	// MayFollow are other operations of the tool that write: which of them are sent, and
	// with what, depends on answers.
	MayFollow []string `json:"may_follow,omitempty"`
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

func (w *Writing) preview(request concur.Write, verdict approve.Decision) DryRun {
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
	return DryRun{
		DryRun: true, WouldSend: shown, MayFollow: others(w.call.Tool, request.Operation.Name),
		Asks: verdict.Verdict == approve.Ask, Note: previewed,
	}
}

func address(request concur.Write) string {
	if len(request.Query) == 0 {
		return request.Path
	}
	return request.Path + "?" + request.Query.Encode()
}

// others lists the writing operations that a tool stands for besides one.
func others(tool tools.Tool, sent string) []string {
	var names []string
	for _, name := range tool.Operations {
		operation, known := catalogue.Lookup(name)
		if known && operation.Safety != catalogue.Safe && name != sent && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
