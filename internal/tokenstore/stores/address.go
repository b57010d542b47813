package stores

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

type kind string

const (
	kindMemory   kind = "memory"
	kindFile     kind = "file"
	kindSQLite   kind = "sqlite"
	kindPostgres kind = "postgres"
	kindKeyring  kind = "keyring"
)

// address is what was written, taken apart.
type address struct {
	kind kind
	// path is that of a file or database on this machine, or of the file that a keyring
	// falls back to; empty where there is none.
	path string
}

// An address may hold a password, so no error quotes one.
var (
	errAddress = errors.New("the store is not understood; write memory:, file:PATH, sqlite:PATH, " +
		"postgres://USER:PASSWORD@HOST/DATABASE, keyring: or keyring:?fallback=file:PATH")
	errPostgres = errors.New("the address of PostgreSQL is not understood; write postgres://USER:PASSWORD@HOST/DATABASE, " +
		"with special characters of the password as %XX")
	errNoKeys = fmt.Errorf("a store that several processes share needs %s, the same for all; "+
		"concur-mcp keys new makes one", tokenstore.EnvKeys)
	errTwoKeys = fmt.Errorf("keyring: keeps its key in the keychain; leave out %s, or use file:PATH", tokenstore.EnvKeys)
)

func parse(text string) (address, error) {
	scheme, rest, ok := strings.Cut(text, ":")
	if !ok {
		return address{}, errAddress
	}
	switch scheme {
	case "memory":
		if rest != "" {
			return address{}, errAddress
		}
		return address{kind: kindMemory}, nil
	case "file":
		return onDisk(kindFile, rest)
	case "sqlite":
		return onDisk(kindSQLite, rest)
	case "postgres", "postgresql":
		if parsed, err := url.Parse(text); err != nil || !strings.HasPrefix(rest, "//") || parsed.Opaque != "" {
			return address{}, errPostgres
		}
		return address{kind: kindPostgres}, nil
	case "keyring":
		if rest == "" {
			return address{kind: kindKeyring}, nil
		}
		path, ok := strings.CutPrefix(rest, "?fallback=file:")
		if !ok {
			return address{}, errAddress
		}
		return onDisk(kindKeyring, path)
	default:
		return address{}, errAddress
	}
}

// onDisk takes file:///PATH for file:/PATH.
func onDisk(kind kind, path string) (address, error) {
	path = strings.TrimPrefix(path, "//")
	switch {
	case path == "":
		return address{}, fmt.Errorf("%s: needs the path of a file, as in %s:/var/lib/concur-mcp/connections", kind, kind)
	case strings.HasPrefix(path, "~"):
		return address{}, fmt.Errorf("%s: takes a path as it is; write the folder in place of ~", kind)
	default:
		return address{kind: kind, path: path}, nil
	}
}
