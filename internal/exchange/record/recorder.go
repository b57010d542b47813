// Package record writes the exchanges with Concur as files, while they happen and
// without disturbing them. What could tell whose they were is replaced first: an
// unknown value goes, and only what is known to be harmless stays.
package record

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// Settings make a Recorder.
type Settings struct {
	// Folder is where the files go, a folder below it for each operation. It is made
	// if it is not there.
	Folder string
	// Program names what records, for the source that a file gives.
	Program string
	// Next carries the requests.
	Next http.RoundTripper
	// Logger is told what could not be recorded.
	Logger *slog.Logger
	// Key decides the replacements; without one it is drawn, and forgotten with the process.
	Key []byte
	// Now is the clock; time.Now if nil.
	Now func() time.Time
}

// Recorder is a transport that writes down what passes. It stands right above the
// wire, so that a repeated request is two exchanges.
type Recorder struct {
	next     http.RoundTripper
	logger   *slog.Logger
	shelf    *shelf
	disguise *disguise
	routes   routes
	source   func() string
}

// New makes the folder, if it has to, and a recorder that writes into it.
func New(s Settings) (*Recorder, error) {
	if err := os.MkdirAll(s.Folder, folderMode); err != nil {
		return nil, fmt.Errorf("exchanges cannot be recorded: %w", err)
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	routes := routesOf(catalogue.All())
	disguise, err := newDisguise(s.Key, routes)
	if err != nil {
		return nil, err
	}
	return &Recorder{
		next: s.Next, logger: s.Logger, shelf: &shelf{folder: s.Folder, last: map[string]int{}}, disguise: disguise, routes: routes,
		source: func() string { return s.Program + ", " + s.Now().UTC().Format(time.DateOnly) },
	}, nil
}

// RoundTrip implements http.RoundTripper. It gives what the transport below gives;
// nothing that goes wrong with the recording is returned.
func (r *Recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	operation, known := r.routes.find(request.Method, request.URL.EscapedPath())
	if !known {
		r.logger.DebugContext(request.Context(), "an exchange is not recorded: the catalogue has no such operation")
		return r.next.RoundTrip(request)
	}
	watched, sent := watchRequest(request)
	response, err := r.next.RoundTrip(watched)
	if err != nil {
		return response, err // There is no answer to write down.
	}
	// A context that ends with the call must not keep the file from being written.
	ctx := context.WithoutCancel(request.Context())
	watchResponse(response, func(received capture) {
		e := r.compose(operation, request, sent.taken(), response, received)
		if err := r.shelf.write(operation.Name, response.StatusCode, e); err != nil {
			r.logger.WarnContext(ctx, "an exchange could not be recorded", "operation", operation.Name, "error", err)
		}
	})
	return response, nil
}
