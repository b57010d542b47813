package storetest

import (
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// Benchmark measures what a call (Get), a refresh (Update) and a write (Append) pay for
// the store, among a hundred connections.
func Benchmark(b *testing.B, store tokenstore.Store) {
	b.Helper()
	token := strings.Repeat("x", 1200) // the length of Concur's access tokens, roughly
	for i := range 100 {
		_, err := store.Update(b.Context(), userOf(strconv.Itoa(i)), func(old tokenstore.Record) (tokenstore.Record, error) {
			old.AccessToken, old.RefreshToken, old.AccessExpires = token, token[:40], time.Unix(0, 0).UTC()
			return old, nil
		})
		require.NoError(b, err)
	}
	b.Run("get", func(b *testing.B) {
		for b.Loop() {
			if _, err := store.Get(b.Context(), userOf("7")); err != nil {
				b.Fatal(err)
			}
		}
	})
	var writes atomic.Int64
	update := func(b *testing.B, key tokenstore.Key) {
		b.Helper()
		_, err := store.Update(b.Context(), key, func(old tokenstore.Record) (tokenstore.Record, error) {
			old.Account = strconv.FormatInt(writes.Add(1), 10)
			return old, nil
		})
		if err != nil {
			b.Error(err)
		}
	}
	b.Run("update", func(b *testing.B) {
		for b.Loop() {
			update(b, userOf("7"))
		}
	})
	b.Run("update of many keys at once", func(b *testing.B) {
		var who atomic.Int64
		b.SetParallelism(16)
		b.RunParallel(func(pb *testing.PB) {
			key := userOf(strconv.FormatInt(who.Add(1)%100, 10))
			for pb.Next() {
				update(b, key)
			}
		})
	})
	benchmarkAppend(b, store)
}
