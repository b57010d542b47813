package telemetry

import (
	"context"
	"crypto/rand"
)

type requestKey struct{}

// NewRequestID names a request, so that its lines can be found: 26 characters that
// nobody else uses.
func NewRequestID() string { return rand.Text() }

// WithRequestID lets every line that is logged with the context name the request.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID is the name of the request of a context; empty outside of one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}
