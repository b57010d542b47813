package auth

import "context"

// KeepOnce is one round of KeepAlive.
func KeepOnce(ctx context.Context, c *Connections) { c.keep(ctx) }
