package doctor

import (
	"context"
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// Setting says that a setting is wrong; the problem says how it is mended.
func Setting(problem string) Finding { return wrong("settings", problem, "") }

// SettingsFine says that nothing is wrong with the settings in themselves.
func SettingsFine() Finding { return fine("settings", "They are complete.") }

// Store looks whether the store of an address can be reached and read.
func Store(ctx context.Context, store tokenstore.Store, address string) Finding {
	const check = "store"
	name := withoutPassword(address)
	if err := store.Ping(ctx); err != nil {
		return wrong(check, fmt.Sprintf("%s cannot be used: %v.", name, err), "Mend that, or choose another place with --store.")
	}
	if err := store.Each(ctx, func(tokenstore.Record) error { return nil }); err != nil {
		return wrong(check, fmt.Sprintf("What %s holds cannot be read: %v.", name, err),
			"Give CONCUR_MCP_STORE_KEY all the keys that it was written with, the newest first.")
	}
	if address == "memory:" {
		return note(check, "Connections are kept in memory, and gone with the process.", "Choose a place with --store.")
	}
	return fine(check, name+" can be reached, and what it holds can be read.")
}

// withoutPassword leaves the scheme of an address and what is no secret of it.
func withoutPassword(address string) string {
	scheme, rest, _ := strings.Cut(address, ":")
	if !strings.HasPrefix(scheme, "postgres") {
		return address
	}
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		rest = "//" + rest[at+1:]
	}
	rest, _, _ = strings.Cut(rest, "?")
	return scheme + ":" + rest
}
