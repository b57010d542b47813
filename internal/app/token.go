package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

type tokenCommand struct {
	Name     string `arg:"" help:"Who gets the token: letters, digits and . _ @ -. Connections belong to this name."`
	Profile  string `placeholder:"NAME" help:"Set of tools for this caller, in place of that of the server."`
	ReadOnly bool   `help:"Let this caller change nothing in Concur."`
	Confirm  string `placeholder:"WHAT" help:"What this caller confirms first, in place of what the server says: all, irreversible or none."`
	Company  bool   `help:"Let this caller use the company connection of the server, which sees everybody's expenses."`
	Expires  string `placeholder:"DATE" help:"Last day of the token, YYYY-MM-DD in UTC; without it, it is good for ever."`
	File     string `placeholder:"FILE" help:"Add the caller to this file, which serve --auth-tokens reads. A running server takes notice."`
}

// Help shows how it is used.
func (tokenCommand) Help() string {
	return `Makes a bearer token for a caller of serve --auth token, and shows it once: only its digest is kept. To take it
back, remove the caller from the file.

Examples:
  concur-mcp token ada --file callers.json
  concur-mcp token month-end --confirm none --file callers.json
  concur-mcp token audit --read-only --profile finance --company --expires 2027-12-31 --file callers.json
  concur-mcp serve --auth token --auth-tokens callers.json`
}

// Run makes a token.
func (t *tokenCommand) Run(streams Streams) error {
	token, entry := caller.NewToken(t.Name)
	entry.Profile, entry.ReadOnly, entry.Company, entry.Expires = t.Profile, t.ReadOnly, t.Company, t.Expires
	entry.Confirm = approve.Confirm(t.Confirm)
	if err := entry.Check(profileNames()); err != nil {
		return err
	}
	if entry.Expired(time.Now()) {
		return errors.New("expires: that day is over")
	}
	text, err := json.MarshalIndent(entry, "", "  ")
	if err != nil {
		return err
	}
	if t.File == "" {
		_, err = fmt.Fprintf(streams.Out, "%s\n\n%s\n", token, text)
		return errors.Join(err, explain(streams, "The first line is the token for "+t.Name+
			"; it is not shown again. The rest belongs into the file of --auth-tokens, a JSON array."))
	}
	if err := caller.AddToken(t.File, entry); err != nil {
		return err
	}
	_, err = fmt.Fprintln(streams.Out, token)
	return errors.Join(err, explain(streams, "This is the token for "+t.Name+", who is in "+t.File+" now. It is not shown again."))
}

// explain says what stdout holds, where a program that reads it does not look.
func explain(streams Streams, text string) error {
	_, err := fmt.Fprintln(streams.Err, text)
	return err
}

func profileNames() []string {
	var names []string
	for _, p := range catalog.Profiles() {
		names = append(names, p.Name)
	}
	return names
}
