package faults_test

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// failing is a store that fails to keep what the journal has to say at one moment.
type failing struct {
	tokenstore.Store
	// kind is that of the entries that cannot be kept; empty for none.
	kind atomic.Value
}

func newStore() *failing {
	store := &failing{Store: tokenstore.NewMemory()}
	store.kind.Store("")
	return store
}

var errDiskFull = errors.New("no space left on device")

// Append implements tokenstore.Store.
func (f *failing) Append(ctx context.Context, e tokenstore.Entry, quotas ...tokenstore.Quota) (tokenstore.Entry, error) {
	if f.kind.Load() == e.Kind {
		return tokenstore.Entry{}, errDiskFull
	}
	return f.Store.Append(ctx, e, quotas...)
}
