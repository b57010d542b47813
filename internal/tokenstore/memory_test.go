package tokenstore_test

import (
	"sync"
	"testing"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/storetest"
)

// TestMemory opens an address twice by giving the same store again.
func TestMemory(t *testing.T) {
	t.Parallel()
	var opened sync.Map
	storetest.Run(t, storetest.Backend{
		Address: testing.TB.Name,
		Open: func(address string, o storetest.Options) tokenstore.Store {
			store, _ := opened.LoadOrStore(address, tokenstore.NewMemoryAt(o.Now))
			return store.(tokenstore.Store)
		},
	})
}

func BenchmarkMemory(b *testing.B) { storetest.Benchmark(b, tokenstore.NewMemory()) }
