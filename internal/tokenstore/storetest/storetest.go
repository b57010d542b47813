// Package storetest is the one suite that every backend of tokenstore passes.
package storetest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// Run checks a backend. open gives a store that is empty.
func Run(t *testing.T, open func(t *testing.T) tokenstore.Store) {
	t.Helper()
	key := tokenstore.Key{Principal: "rita", Kind: "user"}
	t.Run("a record comes back as it was written", func(t *testing.T) {
		t.Parallel()
		store := open(t)
		want := tokenstore.Record{
			Key: key, Subject: "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f601", Geolocation: "https://us2.api.concursolutions.com",
			Scopes: []string{"user.read"}, AccessToken: "a", RefreshToken: "r",
			AccessExpires: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC), RefreshExpires: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC),
		}
		_, err := store.Update(t.Context(), key, func(old tokenstore.Record) (tokenstore.Record, error) {
			assert.Equal(t, tokenstore.Record{Key: key}, old, "a new record starts empty but for its key")
			return want, nil
		})
		require.NoError(t, err)
		got, err := store.Get(t.Context(), key)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	})
	t.Run("what is not there is not found, and deleting it is fine", func(t *testing.T) {
		t.Parallel()
		store := open(t)
		_, err := store.Get(t.Context(), key)
		require.ErrorIs(t, err, tokenstore.ErrNotFound)
		require.NoError(t, store.Delete(t.Context(), key))
	})
	t.Run("a failed change writes nothing", func(t *testing.T) {
		t.Parallel()
		store := open(t)
		refused := errors.New("refused")
		_, err := store.Update(t.Context(), key, func(tokenstore.Record) (tokenstore.Record, error) {
			return tokenstore.Record{RefreshToken: "lost"}, refused
		})
		require.ErrorIs(t, err, refused)
		_, err = store.Get(t.Context(), key)
		require.ErrorIs(t, err, tokenstore.ErrNotFound)
	})
	t.Run("a principal sees its own records only, in order of kind", func(t *testing.T) {
		t.Parallel()
		store := open(t)
		for _, k := range []tokenstore.Key{key, {Principal: "tom", Kind: "user"}, {Principal: "rita", Kind: "company"}} {
			put(t, store, k, "r")
		}
		records, err := store.List(t.Context(), "rita")
		require.NoError(t, err)
		require.Len(t, records, 2)
		assert.Equal(t, "company", records[0].Kind)
		assert.Equal(t, "user", records[1].Kind)
	})
	t.Run("parallel changes of one key follow each other", func(t *testing.T) {
		t.Parallel()
		store := open(t)
		const writers = 16
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				_, err := store.Update(t.Context(), key, func(old tokenstore.Record) (tokenstore.Record, error) {
					n, _ := strconv.Atoi(old.RefreshToken)
					old.RefreshToken = strconv.Itoa(n + 1)
					return old, nil
				})
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		got, err := store.Get(t.Context(), key)
		require.NoError(t, err)
		assert.Equal(t, strconv.Itoa(writers), got.RefreshToken)
	})
	t.Run("who waits for a lock can give up", func(t *testing.T) {
		t.Parallel()
		store := open(t)
		_, err := store.Update(t.Context(), key, func(tokenstore.Record) (tokenstore.Record, error) {
			impatient, cancel := context.WithCancel(t.Context())
			cancel()
			_, err := store.Update(impatient, key, func(old tokenstore.Record) (tokenstore.Record, error) { return old, nil })
			require.ErrorIs(t, err, context.Canceled)
			return tokenstore.Record{RefreshToken: "kept"}, nil
		})
		require.NoError(t, err)
	})
}

func put(t *testing.T, store tokenstore.Store, key tokenstore.Key, refresh string) {
	t.Helper()
	_, err := store.Update(t.Context(), key, func(old tokenstore.Record) (tokenstore.Record, error) {
		old.RefreshToken = refresh
		return old, nil
	})
	require.NoError(t, err)
}
