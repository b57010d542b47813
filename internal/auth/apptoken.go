package auth

import (
	"context"
	"net/url"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// AppToken gives a token of the application itself (Authentication > Client
// Credentials grant). It stands for nobody, and no expense operation takes it. It
// is kept in memory only. It fails with TokenError or UntrustedHostError.
func (c *Connections) AppToken(ctx context.Context) (Token, error) {
	c.mu.Lock()
	record := c.application
	c.mu.Unlock()
	if c.fresh(record) {
		return c.token(record)
	}
	base, err := c.hosts.Base(c.home) // Any production host serves; the landing zone is only for sign-ins.
	if err != nil {
		return Token{}, err
	}
	g := grant{kind: Application, form: url.Values{"grant_type": {grantClientCredentials}}}
	answer, at, err := c.grant(ctx, g, base)
	if err != nil {
		return Token{}, err
	}
	if record, err = c.filled(tokenstore.Record{Key: storeKey("", Application)}, answer, at); err != nil {
		return Token{}, err
	}
	record.Subject = c.app.ClientID
	c.mu.Lock()
	c.application = record
	c.mu.Unlock()
	return c.token(record)
}
