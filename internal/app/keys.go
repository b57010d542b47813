package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

type keysCommand struct {
	New    keysNewCommand    `cmd:"" help:"Print a new key."`
	Rotate keysRotateCommand `cmd:"" help:"Encrypt all connections again with the newest key."`
}

type keysNewCommand struct{}

// Help shows how it is used.
func (keysNewCommand) Help() string {
	return `The key belongs into CONCUR_MCP_STORE_KEY (or the same with _FILE or _COMMAND), before the older ones: the first one writes, all
of them read.

Example:
  concur-mcp keys new > store-keys`
}

// Run prints a key.
func (keysNewCommand) Run(streams Streams) error {
	key, err := tokenstore.NewKey()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(streams.Out, key)
	return err
}

type keysRotateCommand struct {
	Settings config.Config `embed:""`
}

// Help shows how it is used.
func (keysRotateCommand) Help() string {
	return `1. Put a new key before the old one in CONCUR_MCP_STORE_KEY, everywhere the store is used, and start those servers again.
2. concur-mcp keys rotate --store ADDRESS
3. Take the old key out.`
}

// Run encrypts everything again.
func (k *keysRotateCommand) Run(ctx context.Context, streams Streams) (err error) {
	desk, err := openDesk(ctx, &k.Settings, streams)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, desk.close(context.WithoutCancel(ctx))) }()
	count, err := desk.store.Reseal(ctx)
	if err != nil {
		return err
	}
	say(streams.Out, "Encrypted again: %d.", count)
	return nil
}
