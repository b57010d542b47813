package auth

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const (
	// keepWithin is how close the end of a connection is when it is used for its own
	// sake (Authentication > Refreshing a token: six months, sliding).
	keepWithin = 30 * 24 * time.Hour
	// keepApart is how long a connection whose end does not move is left in peace.
	keepApart = 24 * time.Hour
)

// KeepAlive refreshes, now and then, the connections that have 30 days or less
// left, and stores what could not be stored before. It runs until the context ends.
func (c *Connections) KeepAlive(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		c.keep(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// keep is one round. Several processes may do it at once: who comes second finds
// the connection fresh.
func (c *Connections) keep(ctx context.Context) {
	c.mu.Lock()
	waiting := slices.Collect(maps.Values(c.unwritten))
	c.mu.Unlock()
	for _, held := range waiting {
		c.keepOne(ctx, held.from)
	}
	var due []tokenstore.Record
	err := c.store.Each(ctx, func(r tokenstore.Record) error {
		if c.due(r) {
			due = append(due, r)
		}
		return nil
	})
	if err != nil && ctx.Err() == nil {
		c.logger.WarnContext(ctx, "connections could not be looked through", "error", err)
	}
	for _, record := range due {
		c.keepOne(ctx, record)
	}
}

// due reports whether a connection is near its end and was not renewed today.
func (c *Connections) due(r tokenstore.Record) bool {
	now := c.now()
	renewedToday := r.AccessToken != "" && now.Before(r.AccessExpires.Add(keepApart-time.Hour))
	return r.State == tokenstore.Connected && r.RefreshToken != "" && !r.RefreshExpires.IsZero() &&
		!now.Add(keepWithin).Before(r.RefreshExpires) && !renewedToday
}

func (c *Connections) keepOne(ctx context.Context, record tokenstore.Record) {
	if ctx.Err() != nil {
		return
	}
	if _, err := c.renew(ctx, record.Key, record.AccessToken); err != nil {
		c.logger.WarnContext(ctx, "a connection was not renewed", "kind", record.Kind, "error", err)
	}
}
