package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// offer is a connection that the operator's settings make: a refresh token, or a
// request token with the id it belongs to. It takes the place of what is stored
// unless that came from the same setting, for then it is newer.
type offer struct {
	refresh string
	base    string
	id      string
	request Secret
	// spent is set when Concur has refused what came of it, in this process.
	spent bool
}

// digest tells settings apart without keeping them.
func (o offer) digest() string {
	sum := sha256.Sum256([]byte(o.id + "\x00" + o.request.Reveal() + "\x00" + o.refresh))
	return hex.EncodeToString(sum[:])
}

// Import offers a refresh token that came from outside, as for servers and CI. base
// says where to refresh it first. Nothing is sent or stored before the first use;
// what was stored since the same token was first offered stays in use then.
func (c *Connections) Import(_ context.Context, principal string, kind Kind, refresh Secret, base string) error {
	if _, err := c.hosts.Base(base); err != nil {
		return err
	}
	c.offer(storeKey(principal, kind), offer{refresh: refresh.Reveal(), base: base})
	return nil
}

// ImportRequestToken offers a request token that came from outside. It is redeemed
// at the first use, and never again after that.
func (c *Connections) ImportRequestToken(principal string, kind Kind, id string, requestToken Secret) {
	c.offer(storeKey(principal, kind), offer{id: id, request: requestToken})
}

func (c *Connections) offer(key tokenstore.Key, o offer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offers[key] = o
}

func (c *Connections) offered(key tokenstore.Key) (offer, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o, ok := c.offers[key]
	return o, ok
}

func (c *Connections) withdraw(key tokenstore.Key) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.offers, key)
	delete(c.unwritten, key)
}

// spend notes that Concur has refused what came of an offer.
func (c *Connections) spend(key tokenstore.Key) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if o, ok := c.offers[key]; ok {
		o.spent = true
		c.offers[key] = o
	}
}

// worthATry reports whether a connection that Concur has refused comes from outside
// and was not tried in this process: its owner may have mended it there.
func (c *Connections) worthATry(r tokenstore.Record) bool {
	o, ok := c.offered(r.Key)
	return ok && !o.spent && o.digest() == r.Imported
}

// taken puts an offer in the place of a stored record, unless the record came from
// the same offer.
func (c *Connections) taken(old tokenstore.Record) tokenstore.Record {
	o, ok := c.offered(old.Key)
	if !ok || old.Imported == o.digest() {
		return old
	}
	offered := tokenstore.Record{
		Key: old.Key, Since: c.now().UTC(), RefreshToken: o.refresh, Geolocation: o.base, Imported: o.digest(),
	}
	if o.spent {
		offered.State = tokenstore.SignInAgain
	}
	return offered
}
