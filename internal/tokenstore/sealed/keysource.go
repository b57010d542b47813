package sealed

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/private"
)

// KeySource is where the keys of a store come from.
type KeySource interface {
	// Keys gives them; new says that the store is empty, so that a key may be made.
	Keys(ctx context.Context, fresh bool) (tokenstore.Keys, error)
	// Renew puts a new key before the others, where the store looks after its own, and
	// reports whether it does.
	Renew(ctx context.Context) (bool, error)
}

// Given are the keys that the operator looks after.
func Given(keys tokenstore.Keys) KeySource { return given{keys} }

type given struct{ keys tokenstore.Keys }

func (g given) Keys(context.Context, bool) (tokenstore.Keys, error) { return g.keys, nil }

func (given) Renew(context.Context) (bool, error) { return false, nil }

// Own are keys that a store makes and keeps itself. Its functions are called under a lock.
type Own struct {
	// From says where they are, for words in errors.
	From string
	// Load gives the text of the keys, or fs.ErrNotExist.
	Load func(ctx context.Context) (string, error)
	Save func(ctx context.Context, text string) error
}

// KeyFile keeps keys in a file beside what they encrypt.
func KeyFile(path string) Own {
	return Own{
		From: path,
		Load: func(context.Context) (string, error) {
			text, err := private.Read(path)
			return string(text), err
		},
		Save: func(_ context.Context, text string) error { return private.Write(path, []byte(text+"\n")) },
	}
}

// Keys implements KeySource.
func (o Own) Keys(ctx context.Context, fresh bool) (tokenstore.Keys, error) {
	text, err := o.Load(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		if !fresh {
			return tokenstore.Keys{}, fmt.Errorf("there are connections, but their key is not in %s. Bring it back, or set %s; "+
				"without the key nobody can read them, and a new store has to begin elsewhere", o.From, tokenstore.EnvKeys)
		}
		if text, err = tokenstore.NewKey(); err == nil {
			err = o.Save(ctx, text)
		}
	}
	if err != nil {
		return tokenstore.Keys{}, fmt.Errorf("the key of the connections: %w", err)
	}
	return tokenstore.ParseKeys(text, o.From)
}

// Renew implements KeySource. The key before it stays, for processes that run on
// with it; older ones go.
func (o Own) Renew(ctx context.Context) (bool, error) {
	text, err := o.Load(ctx)
	if err != nil {
		return false, fmt.Errorf("the key of the connections: %w", err)
	}
	newest, err := tokenstore.NewKey()
	if err != nil {
		return false, err
	}
	if fields := strings.Fields(text); len(fields) > 0 {
		newest += "\n" + fields[0]
	}
	return true, o.Save(ctx, newest)
}
