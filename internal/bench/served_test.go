package bench

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/stores"
)

// served is a server over HTTP in a process of its own.
type served struct {
	*process
	// modern and legacy are where the eras of the streamable transport are, and sse
	// the transport of before.
	modern, legacy, sse string
	// tokens are those of the callers, if they have to show one.
	tokens []string
}

var addressForm = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// serve starts a server that writes its address first.
func serve(b *testing.B, environment []string, command ...string) (*served, string) {
	b.Helper()
	s := &served{process: start(b, environment, command...)}
	b.Cleanup(s.end)
	line, err := s.out.ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return s, addressForm.FindString(line)
}

// token is what a caller shows; empty where nobody asks for one.
func (s *served) token(i int) string {
	if len(s.tokens) == 0 {
		return ""
	}
	return s.tokens[i]
}

// end ends the server at once.
func (s *served) end() {
	_ = s.command.Process.Kill() // It may have been ended before.
	_ = s.command.Wait()
}

// serveBare serves with nothing but the SDK.
func serveBare(b *testing.B, bin binaries, concur *upstream) *served {
	b.Helper()
	s, base := serve(b, nil, bin.bare, "http", concur.URL+reportPath)
	s.modern, s.legacy, s.sse = base+"/modern", base+"/legacy", base+"/sse"
	return s
}

// serveOurs serves as an operator does who has many callers: each with a token, and a
// connection of its own in a database. Only the limits of how often are out of the way.
func serveOurs(b *testing.B, bin binaries, concur *upstream) *served {
	b.Helper()
	folder := b.TempDir()
	entries, tokens := make([]caller.Entry, callers), make([]string, callers)
	for i := range entries {
		tokens[i], entries[i] = caller.NewToken(fmt.Sprintf("caller%d", i))
	}
	list, err := json.Marshal(entries)
	if err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(folder, "callers.json")
	if err := os.WriteFile(file, list, 0o600); err != nil {
		b.Fatal(err)
	}
	address := "sqlite:" + filepath.Join(folder, "connections.db")
	fillStore(b, address, concur.URL)
	s, base := serve(b, []string{
		"CONCUR_MCP_CONCUR_URL=" + concur.URL, "CONCUR_MCP_CLIENT_ID=bench", "CONCUR_MCP_CLIENT_SECRET=bench",
		"CONCUR_MCP_STORE=" + address, "CONCUR_MCP_LISTEN=127.0.0.1:0", "CONCUR_MCP_AUTH=token", "CONCUR_MCP_AUTH_TOKENS=" + file,
		"CONCUR_MCP_CALLER_RATE=0", "CONCUR_MCP_UPSTREAM_RATE=1000000",
	}, bin.ours, "serve")
	s.modern, s.legacy, s.sse, s.tokens = base+"/mcp", base+"/mcp", base+"/sse", tokens
	return s
}

// fillStore connects all callers to Concur, with access tokens that outlast the run.
func fillStore(b *testing.B, address, concur string) {
	b.Helper()
	store, err := stores.Open(b.Context(), stores.Options{Address: address})
	if err != nil {
		b.Fatal(err)
	}
	var operations []string
	for _, operation := range catalogue.All() {
		operations = append(operations, operation.Name)
	}
	for i := range callers {
		key := tokenstore.Key{Principal: fmt.Sprintf("token/caller%d", i), Kind: "user"}
		_, err := store.Update(b.Context(), key, func(r tokenstore.Record) (tokenstore.Record, error) {
			r.Subject, r.Geolocation, r.Scopes = person, concur, catalogue.ScopesFor(operations, catalogue.User)
			r.AccessToken, r.AccessExpires = accessToken, time.Now().Add(time.Hour).UTC()
			r.RefreshToken, r.RefreshExpires = "refresh", time.Now().AddDate(0, 6, 0).UTC()
			return r, nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		b.Fatal(err)
	}
}
