package storetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// patience ends a test that would otherwise wait forever.
const patience = time.Minute

func parallel(t *testing.T, b Backend) {
	t.Helper()
	for name, check := range map[string]func(p *place, store tokenstore.Store){
		"changes of one key follow each other, whichever process they come from": follow,
		"one refresh for each generation of tokens, and no token used twice":     refreshes,
		"a slow change of one key holds up no other":                             slow,
		"many keys may be in the middle of a change, and use the store there":    many,
		"who waits for a lock can give up":                                       giveUp,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, b)
			check(p, p.open())
		})
	}
}

func follow(p *place, store tokenstore.Store) {
	t := p.t
	const writers, each = 12, 4
	stores := []tokenstore.Store{store, p.open(), p.open()}
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for range each {
				_, err := stores[i%len(stores)].Update(t.Context(), userOf(rita), func(old tokenstore.Record) (tokenstore.Record, error) {
					n, _ := strconv.Atoi(old.RefreshToken)
					old.RefreshToken = strconv.Itoa(n + 1)
					return old, nil
				})
				assert.NoError(t, err)
			}
		})
	}
	wg.Wait()
	assert.Equal(t, strconv.Itoa(writers*each), refreshToken(t, store, userOf(rita)))
}

// provider gives out tokens, each good for one refresh. Whoever uses one again
// loses the whole family of tokens, as with a stolen one.
type provider struct {
	mu        sync.Mutex
	current   int
	revoked   bool
	refreshes int
}

func (p *provider) refresh(token string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refreshes++
	if p.revoked || token != strconv.Itoa(p.current) {
		p.revoked = true
		return "", errors.New("a token was used twice: all are revoked")
	}
	p.current++
	return strconv.Itoa(p.current), nil
}

func refreshes(p *place, store tokenstore.Store) {
	t := p.t
	const generations, callers = 4, 12
	stores := []tokenstore.Store{store, p.open(), p.open()}
	concur := &provider{}
	put(t, store, userOf(rita), "0")
	for generation := range generations {
		stale := refreshToken(t, store, userOf(rita))
		var wg sync.WaitGroup
		for i := range callers {
			wg.Go(func() {
				record, err := stores[i%len(stores)].Update(t.Context(), userOf(rita), func(old tokenstore.Record) (tokenstore.Record, error) {
					if old.RefreshToken != stale {
						return old, nil // somebody else was first
					}
					var err error
					old.RefreshToken, err = concur.refresh(old.RefreshToken)
					return old, err
				})
				if assert.NoError(t, err) {
					assert.Equal(t, strconv.Itoa(generation+1), record.RefreshToken)
				}
			})
		}
		wg.Wait()
		assert.Equal(t, generation+1, concur.refreshes)
	}
}

func slow(p *place, store tokenstore.Store) {
	t := p.t
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_, err := store.Update(ctx, userOf(rita), func(old tokenstore.Record) (tokenstore.Record, error) {
		// While rita's change lasts, others work, in this process and in another.
		for i, other := range []tokenstore.Store{store, p.open()} {
			put(t, other, userOf("tom"), strconv.Itoa(i))
			put(t, other, tokenstore.Key{Principal: rita, Kind: "company"}, "r")
			id := strconv.Itoa(i)
			require.NoError(t, other.PutTicket(ctx, p.ticket(id, rita)))
			_, err := other.UpdateTicket(ctx, id, func(old tokenstore.Ticket) (tokenstore.Ticket, error) { return old, nil })
			require.NoError(t, err)
			require.NoError(t, other.Delete(ctx, userOf("tom")))
			_, err = other.Get(ctx, userOf(rita))
			require.ErrorIs(t, err, tokenstore.ErrNotFound, "what is being written is not seen")
		}
		old.RefreshToken = "done"
		return old, nil
	})
	require.NoError(t, err)
	assert.Equal(t, "done", refreshToken(t, store, userOf(rita)))
}

func many(p *place, store tokenstore.Store) {
	t := p.t
	const keys = 60
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	stores := []tokenstore.Store{store, p.open()}
	var wg, all sync.WaitGroup
	all.Add(keys)
	for i := range keys {
		wg.Go(func() {
			mine, store := userOf("p"+strconv.Itoa(i)), stores[i%len(stores)]
			_, err := store.Update(ctx, mine, func(old tokenstore.Record) (tokenstore.Record, error) {
				all.Done()
				all.Wait() // until every one of them is in here
				if _, err := store.Get(ctx, mine); !errors.Is(err, tokenstore.ErrNotFound) {
					return old, fmt.Errorf("what is being written was seen: %w", err)
				}
				_, err := store.Update(ctx, tokenstore.Key{Principal: mine.Principal, Kind: "company"},
					func(old tokenstore.Record) (tokenstore.Record, error) { return old, nil })
				assert.NoError(t, err)
				old.RefreshToken = "r"
				return old, nil
			})
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	seen := 0
	require.NoError(t, store.Each(ctx, func(tokenstore.Record) error {
		seen++
		return nil
	}))
	assert.Equal(t, 2*keys, seen)
}

func giveUp(p *place, store tokenstore.Store) {
	t := p.t
	other := p.open()
	_, err := store.Update(t.Context(), userOf(rita), func(old tokenstore.Record) (tokenstore.Record, error) {
		for _, waiting := range []tokenstore.Store{store, other} {
			impatient, cancel := context.WithCancel(t.Context())
			result := make(chan error)
			go func() {
				_, err := waiting.Update(impatient, userOf(rita), func(old tokenstore.Record) (tokenstore.Record, error) {
					return old, errors.New("two at once")
				})
				result <- err
			}()
			cancel()
			require.ErrorIs(t, <-result, context.Canceled)
		}
		old.RefreshToken = "kept"
		return old, nil
	})
	require.NoError(t, err)
	put(t, other, userOf(rita), "free again")
	assert.Equal(t, "free again", refreshToken(t, store, userOf(rita)))
}
