package auth

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
)

// Disconnect ends a connection. That of a person is revoked at Concur first, with
// every other connection that the application has of the person; where that fails
// it is kept, and the error is a NotRevokedError. Concur has no way to revoke that
// of a company, which an administrator disconnects in App Center
// (Authentication > Revoking a token). It fails with NotConnectedError where there is none.
func (c *Connections) Disconnect(ctx context.Context, principal string, kind Kind) error {
	record, err := c.record(ctx, storeKey(principal, kind))
	if err != nil {
		return err
	}
	if absent(record) {
		return &NotConnectedError{Kind: kind}
	}
	if kind == User {
		if err := c.revoke(ctx, principal); err != nil {
			return err
		}
	}
	return c.Forget(ctx, principal, kind)
}

// Forget takes a connection out of the store and leaves Concur alone.
func (c *Connections) Forget(ctx context.Context, principal string, kind Kind) error {
	key := storeKey(principal, kind)
	c.withdraw(key)
	if err := c.store.Delete(ctx, key); err != nil {
		return &StoreError{Kind: kind, cause: err}
	}
	c.settle(key)
	return nil
}

// revoke ends a person's connection at Concur. One that is over already needs it no more.
func (c *Connections) revoke(ctx context.Context, principal string) error {
	record, err := c.usedBy(ctx, principal, User)
	var token Token
	if err == nil {
		token, err = c.current(ctx, record)
	}
	if over(err) {
		return nil
	}
	if err != nil {
		return &NotRevokedError{cause: err}
	}
	status, err := c.delete(ctx, token)
	if err == nil && status == http.StatusUnauthorized {
		if token, err = c.Renew(ctx, principal, token); over(err) {
			return nil
		}
		if err == nil {
			status, err = c.delete(ctx, token)
		}
	}
	switch {
	case err != nil:
		return &NotRevokedError{cause: err}
	case status >= http.StatusMultipleChoices:
		return &NotRevokedError{Status: status}
	default:
		return nil
	}
}

// over reports whether a connection had ended before.
func over(err error) bool {
	refusal, refused := errors.AsType[*TokenError](err)
	_, signedOut := errors.AsType[*SignedOutError](err)
	_, spent := errors.AsType[*NotConnectedError](err) // the access token has ended, and nothing renews it
	return signedOut || spent || refused && refusal.SignInAgain()
}

func (c *Connections) delete(ctx context.Context, token Token) (status int, err error) {
	target := token.Base.JoinPath("/app-mgmt/v0/connections").String()
	r, err := http.NewRequestWithContext(ctx, http.MethodDelete, target, http.NoBody)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+token.Access.Reveal())
	r.Header.Set("Accept", "application/json")
	response, err := c.client.Do(r)
	if err != nil {
		return 0, errors.New("no answer from Concur" + whyNoAnswer(beneath(err)))
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	return response.StatusCode, response.Body.Close()
}

// beneath is the failure under the URL of a request, which is not for errors.
func beneath(err error) error {
	if failure, ok := errors.AsType[*url.Error](err); ok {
		return failure.Err
	}
	return err
}
