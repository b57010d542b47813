package caller

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"golang.org/x/sync/singleflight"
)

const (
	// issuerPatience bounds one request to the issuer.
	issuerPatience = 10 * time.Second
	// keysAge is when keys are asked for again, so that a withdrawn one does not live on.
	keysAge = time.Hour
	// keysPause is the least time between two requests for keys: anybody can send
	// tokens of unknown keys.
	keysPause = 30 * time.Second
	// firstBackoff doubles with each failure in a row, up to keysPause.
	firstBackoff  = time.Second
	mostDoublings = 10
)

// keyring holds the public keys of an issuer. It finds out where they are when they
// are needed first, and asks again when they are old or a token has an unknown one.
type keyring struct {
	issuer string
	client *http.Client
	logger *slog.Logger

	flight singleflight.Group
	mu     sync.Mutex
	keys   []jose.JSONWebKey
	// fetched is when the keys came; next is when they may be asked for again.
	fetched, next time.Time
	// failures are those in a row, and failed is the last of them.
	failures int
	failed   error
}

// ready sees to it that there are keys. Old ones stay in use while the issuer cannot
// be reached, and new ones are asked for meanwhile.
func (k *keyring) ready(ctx context.Context) *refusal {
	keys, fetched := k.cached()
	if keys == nil {
		return k.refresh(ctx)
	}
	if time.Since(fetched) >= keysAge && k.pause() <= 0 {
		k.start(ctx)
	}
	return nil
}

// VerifySignature implements oidc.KeySet. A key that is unknown may be new.
func (k *keyring) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	signed, err := jose.ParseSignedCompact(token, algorithms())
	if err != nil {
		return nil, err
	}
	keys, _ := k.cached()
	if payload, ok := verifyWith(keys, signed); ok {
		return payload, nil
	}
	if why := k.refresh(ctx); why != nil {
		return nil, errors.New("no known key made the signature")
	}
	keys, _ = k.cached()
	if payload, ok := verifyWith(keys, signed); ok {
		return payload, nil
	}
	return nil, errors.New("no key of the issuer made the signature")
}

func (k *keyring) cached() ([]jose.JSONWebKey, time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.keys, k.fetched
}

// pause is how long the issuer is left alone yet.
func (k *keyring) pause() time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	return time.Until(k.next)
}

// refresh asks the issuer for its keys, once for all who wait. While it is left
// alone, and when it cannot be reached, it fails with a refusal that says when to come back.
func (k *keyring) refresh(ctx context.Context) *refusal {
	if wait := k.pause(); wait > 0 {
		return unreachable(wait, nil)
	}
	select {
	case <-ctx.Done():
		return unreachable(firstBackoff, ctx.Err())
	case result := <-k.start(ctx):
		if result.Err != nil {
			return unreachable(max(k.pause(), firstBackoff), result.Err)
		}
		return nil
	}
}

func unreachable(wait time.Duration, cause error) *refusal {
	return &refusal{
		status: http.StatusServiceUnavailable, code: unavailable, wait: wait, cause: cause,
		why: "The server cannot check tokens, because it cannot reach who issues them. Nothing was done; try again.",
	}
}

// start asks for the keys in the background, for a caller who may go away.
func (k *keyring) start(ctx context.Context) <-chan singleflight.Result {
	return k.flight.DoChan("", func() (any, error) {
		if k.pause() > 0 { // Somebody else has just asked.
			return nil, k.lastFailure()
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*issuerPatience)
		defer cancel()
		keys, err := fetchKeys(ctx, k.client, k.issuer)
		if err != nil {
			k.logger.LogAttrs(ctx, slog.LevelError, "cannot get the keys of the issuer of callers' tokens",
				slog.String("issuer", k.issuer), slog.String("error", err.Error()))
		}
		k.keep(keys, err)
		return nil, err
	})
}

// keep takes note of an answer of the issuer, or of its failure.
func (k *keyring) keep(keys []jose.JSONWebKey, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := time.Now()
	k.failed = err
	if err != nil {
		k.next = now.Add(min(firstBackoff<<min(k.failures, mostDoublings), keysPause))
		k.failures++
		return
	}
	k.keys, k.fetched, k.next, k.failures = keys, now, now.Add(keysPause), 0
}

func (k *keyring) lastFailure() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.failed
}
