package tools

import "context"

// Call is one invocation of a tool: who makes it, and how to tell them about
// work that takes long.
type Call struct {
	// Caller names the principal whose connections are used.
	Caller string
	// Report tells how far the work is. It may be nil; use Progress.
	Report func(ctx context.Context, done, total int, message string)
}

// Progress tells the caller what is being done. total is 0 where it is not
// known. Calls may come as often as is convenient: the server sends few of them on.
func (c *Call) Progress(ctx context.Context, done, total int, message string) {
	if c != nil && c.Report != nil {
		c.Report(ctx, done, total, message)
	}
}
