package auth

import (
	"cmp"
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// connectPatience bounds a sign-in once there is something to redeem. A browser that
// goes away does not end it: what it brought can be redeemed only once.
const connectPatience = time.Minute

// storeTries is how often a sign-in is written before it is given up, since the
// person would have to do it all again.
const storeTries = 2

// claimed is what is known of an account that Concur's answer may leave out.
type claimed struct{ subject, name string }

// ConnectRequestToken connects the person or company of a request token, which an
// administrator or App Center made. id is their UUID (Authentication > Company
// level authentication). It fails as Token does.
func (c *Connections) ConnectRequestToken(
	ctx context.Context, principal string, kind Kind, id string, requestToken Secret,
) (Account, error) {
	base, err := c.landing()
	if err != nil {
		return Account{}, err
	}
	return c.connect(ctx, principal, requestTokenGrant(kind, id, requestToken), base, claimed{subject: id})
}

func requestTokenGrant(kind Kind, id string, requestToken Secret) grant {
	return grant{kind: kind, form: url.Values{
		"grant_type": {grantPassword}, "credtype": {"authtoken"}, "username": {id}, "password": {requestToken.Reveal()},
	}}
}

// connect redeems a grant and keeps the connection in the place of the one before.
func (c *Connections) connect(ctx context.Context, principal string, g grant, base *url.URL, known claimed) (Account, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), connectPatience)
	defer cancel()
	record, err := c.obtain(ctx, tokenstore.Record{Key: storeKey(principal, g.kind), Since: c.now().UTC()}, g, base, known)
	if err != nil {
		return Account{}, err
	}
	replaced, err := c.replace(ctx, record)
	if err != nil {
		return Account{}, err
	}
	if _, err := c.token(*record); err != nil { // From here on, Accounts names the new one.
		return Account{}, err
	}
	account := accountOf(*record)
	account.Name, account.Replaced = c.nameOf(ctx, *record, known), replaced
	return account, nil
}

// obtain redeems a grant for a connection that is new.
func (c *Connections) obtain(
	ctx context.Context, fresh tokenstore.Record, g grant, base *url.URL, known claimed,
) (*tokenstore.Record, error) {
	token, at, err := c.grant(ctx, g, base)
	if err != nil {
		return nil, err
	}
	record, err := c.filled(fresh, token, at)
	if err != nil {
		return nil, err
	}
	if record, err = c.identified(ctx, record, token); err != nil {
		return nil, err
	}
	if record.Subject == "" {
		record.Subject = strings.ToLower(known.subject)
	}
	if record.Subject == "" {
		return nil, &IdentityError{why: "there is none, and nothing else says it"}
	}
	return &record, nil
}

// replace stores a new connection and names the account that it takes the place of,
// if that is another one.
func (c *Connections) replace(ctx context.Context, record *tokenstore.Record) (replaced string, err error) {
	for range storeTries {
		_, err = c.store.Update(ctx, record.Key, func(old tokenstore.Record) (tokenstore.Record, error) {
			// What the settings offer is older than this, now and after a restart.
			record.Imported, replaced = old.Imported, ""
			if o, ok := c.offered(record.Key); ok {
				record.Imported = o.digest()
			}
			if old.Subject != "" && old.Subject != record.Subject {
				replaced = accountOf(old).String()
			}
			record.Unseen = record.Kind == string(User) && (old.Unseen || old.Subject != record.Subject)
			record.Replaced = ""
			if record.Unseen {
				record.Replaced = cmp.Or(replaced, old.Replaced)
			}
			return *record, nil
		})
		if err == nil {
			c.settle(record.Key)
			return replaced, nil
		}
	}
	return "", &StoreError{Kind: Kind(record.Kind), cause: err}
}

// namePatience bounds the question what an account is called.
const namePatience = 10 * time.Second

// nameOf asks what a new account is called, and keeps it. It does without where
// Concur does not say.
func (c *Connections) nameOf(ctx context.Context, record tokenstore.Record, known claimed) string {
	name := known.name
	if c.whoAmI != nil {
		ctx, cancel := context.WithTimeout(ctx, namePatience)
		defer cancel()
		token, err := c.token(record)
		if err == nil {
			if said, err := c.whoAmI(ctx, token); err == nil && said != "" {
				name = oneLine(said)
			}
		}
	}
	if name == "" {
		return ""
	}
	_, err := c.store.Update(ctx, record.Key, func(stored tokenstore.Record) (tokenstore.Record, error) {
		if stored.Subject == record.Subject {
			stored.Account = name
		}
		return stored, nil
	})
	if err != nil {
		c.logger.WarnContext(ctx, "the name of an account was not kept", "kind", record.Kind)
	}
	return name
}
