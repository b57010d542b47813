package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/stores"
)

const memoryStore = "memory:"

// openStore opens the store of the settings, or another one where they name none.
// Nothing is touched until it is used.
func openStore(ctx context.Context, c *config.Config, otherwise string) (tokenstore.Store, error) {
	address := c.Store
	if address == "" {
		address = otherwise
	}
	store, err := stores.Open(ctx, stores.Options{Address: address, Keys: c.Secrets.StoreKey.Reveal()})
	if err != nil {
		return nil, fmt.Errorf("--store: %w", err)
	}
	return store, nil
}

// personalStore is where the connections of the person at this machine are kept. On a
// desktop that is the keychain. Elsewhere tokens from the settings are kept in memory,
// as servers without people want it; what is to be kept there is asked of the keychain
// too, which then says what else can be done: nothing falls to a file unasked.
func personalStore(c *config.Config) string {
	brought := !c.Secrets.RefreshToken.Empty() || !c.Secrets.CompanyRefreshToken.Empty() || !c.Secrets.CompanyRequestToken.Empty()
	if c.Demo || brought && !desktop(os.Getenv, exists) {
		return memoryStore
	}
	return "keyring:"
}

// desktop reports whether somebody is likely to have a keychain open. On Linux it is
// reached over the session bus (Desktop Bus Specification, DBUS_SESSION_BUS_ADDRESS).
func desktop(getenv func(string) string, exists func(string) bool) bool {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		return true
	}
	runtimeFolder := getenv("XDG_RUNTIME_DIR")
	return getenv("DBUS_SESSION_BUS_ADDRESS") != "" || runtimeFolder != "" && exists(filepath.Join(runtimeFolder, "bus"))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

var errNoFolder = errors.New("there is no folder for the connections, because HOME is not set; say with --store where to keep them")

// servedStore is where a server keeps connections: a database in the user's folder for
// what programs remember (XDG Base Directory Specification, XDG_STATE_HOME).
func servedStore(c *config.Config) (string, error) {
	if c.Demo {
		return memoryStore, nil
	}
	folder := os.Getenv("XDG_STATE_HOME")
	if folder == "" || !filepath.IsAbs(folder) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", errNoFolder
		}
		folder = filepath.Join(home, ".local", "state")
		if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
			if folder, err = os.UserConfigDir(); err != nil {
				return "", errNoFolder
			}
		}
	}
	file := filepath.Join(folder, "concur-mcp", "connections.db")
	return "sqlite:" + file, nil
}
