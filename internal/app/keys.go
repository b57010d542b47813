package app

import (
	"context"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/stores"
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
  (umask 077; concur-mcp keys new > store-keys)`
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
	return `A store that looks after its own key (keyring:, or file: and sqlite: without CONCUR_MCP_STORE_KEY) gets a new one. Otherwise:

1. Put a new key before the old one in CONCUR_MCP_STORE_KEY, everywhere the store is used, and start those servers again.
   Servers that start again one after the other get it after the old one first, and before it in a second round.
2. concur-mcp keys rotate --store ADDRESS
3. Take the old key out.`
}

// Run encrypts everything again. That needs no OAuth application.
func (k *keysRotateCommand) Run(ctx context.Context, streams Streams) error {
	err := readSecrets(ctx, &k.Settings,
		config.EnvClientSecret, config.EnvRefreshToken, config.EnvCompanyRefreshToken, config.EnvCompanyRequestToken)
	if err != nil {
		return err
	}
	address := k.Settings.Store
	if address == "" {
		address = personalStore(&k.Settings)
	}
	count, err := stores.Rotate(ctx, stores.Options{Address: address, Keys: k.Settings.Secrets.StoreKey.Reveal()})
	if err != nil {
		return fmt.Errorf("--store: %w", err)
	}
	say(streams.Out, "Encrypted with the newest key: %d.", count)
	return nil
}
