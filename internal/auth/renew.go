package auth

import (
	"context"
	"errors"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// refreshPatience bounds one refresh, whoever waits for it.
const refreshPatience = 30 * time.Second

// renew refreshes once for all that wait. Whoever gives up waiting does not
// take the refresh away from the others.
func (c *Connections) renew(ctx context.Context, key tokenstore.Key, stale string) (Token, error) {
	flight := c.flights.DoChan(key.Principal+"\x00"+key.Kind, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshPatience)
		defer cancel()
		return c.renewAlone(ctx, key, stale)
	})
	select {
	case result := <-flight:
		return result.Val.(Token), result.Err
	case <-ctx.Done():
		return Token{}, ctx.Err()
	}
}

// renewAlone refreshes under the lock of the store. New tokens are used only after
// the store has them.
func (c *Connections) renewAlone(ctx context.Context, key tokenstore.Key, stale string) (Token, error) {
	var told error
	var changed bool
	record, err := c.store.Update(ctx, key, func(stored tokenstore.Record) (tokenstore.Record, error) {
		changed = false
		old, pending := c.pending(stored)
		if !pending {
			old = c.taken(stored)
		}
		if old.AccessToken != stale && c.fresh(old) {
			changed = pending
			return old, nil // somebody else was first, or the write was late
		}
		next, err := c.refresh(ctx, old)
		switch {
		case next == nil && pending:
			next = &old
		case next != nil && !pending && displaces(*next, stored):
			next = nil
		}
		if next == nil {
			return stored, err
		}
		changed, told = true, err
		c.hold(stored, *next)
		return *next, nil
	})
	switch {
	case err != nil && changed:
		return Token{}, errors.Join(told, &StoreError{Kind: Kind(key.Kind), Pending: true, cause: err})
	case err != nil:
		return Token{}, c.storeError(key, err)
	}
	c.settle(key)
	if told != nil {
		return Token{}, told
	}
	return c.token(record)
}

// displaces reports whether a refused connection of the settings would take the place
// of another one, of which nothing bad is known. That one stays for when the settings
// are put right; it is not used meanwhile, because it may be somebody else's.
func displaces(refused, stored tokenstore.Record) bool {
	return refused.State == tokenstore.SignInAgain && stored.State == tokenstore.Connected &&
		stored.RefreshToken != "" && stored.Imported != refused.Imported
}

// storeError tells the failures of the store from those of the change, which name
// themselves.
func (c *Connections) storeError(key tokenstore.Key, err error) error {
	if problem, ok := errors.AsType[interface {
		error
		WhatChanged() string
	}](err); ok {
		return problem
	}
	return &StoreError{Kind: Kind(key.Kind), cause: err}
}

// unwritten are new tokens between Concur's answer and the store's. If the write
// fails they stay, because Concur may take only them from now on.
type unwritten struct {
	// from is what was stored when they came.
	from tokenstore.Record
	made tokenstore.Record
}

func (c *Connections) hold(from, made tokenstore.Record) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unwritten[made.Key] = unwritten{from: from, made: made}
}

// settle forgets what was held, since the store has it, or something newer.
func (c *Connections) settle(key tokenstore.Key) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.unwritten, key)
	clear(c.notices)
}

// pending gives what was held for a stored record. Where somebody has stored other tokens
// in the meantime, or ended the connection, it is forgotten.
func (c *Connections) pending(stored tokenstore.Record) (tokenstore.Record, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	held, ok := c.unwritten[stored.Key]
	if !ok || !sameTokens(stored, held.from) {
		delete(c.unwritten, stored.Key)
		return stored, false
	}
	return held.made, true
}

func sameTokens(a, b tokenstore.Record) bool {
	return a.RefreshToken == b.RefreshToken && a.AccessToken == b.AccessToken
}
