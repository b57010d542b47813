package app

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

type apiCommand struct {
	JSON bool `help:"Print the table as JSON."`
}

// Help shows how it is used.
func (apiCommand) Help() string {
	return `Lists each operation with the kinds of token that can run it, the scopes that the token needs, and
the tools that use it. Give the scopes to whoever sets up the OAuth application in Concur.

Examples:
  concur-mcp api
  concur-mcp api --json`
}

// operationRow is a row of the operation catalogue as it is printed.
type operationRow struct {
	Name   string            `json:"name"`
	API    string            `json:"api"`
	Method string            `json:"method"`
	Path   string            `json:"path"`
	Tokens []catalogue.Token `json:"tokens"`
	// Scopes are groups of alternatives: the token needs one of each group.
	Scopes [][]string       `json:"scopes"`
	Safety catalogue.Safety `json:"safety"`
	State  catalogue.State  `json:"state"`
	Note   string           `json:"note,omitempty"`
	Tools  []string         `json:"tools"`
}

// Run prints the operation catalogue.
func (a apiCommand) Run(streams Streams) error {
	rows := operationRows()
	if a.JSON {
		encoded, err := json.Marshal(rows)
		if err != nil {
			return err
		}
		return printJSON(streams.Out, encoded)
	}
	for _, row := range rows {
		if _, err := io.WriteString(streams.Out, row.text()); err != nil {
			return err
		}
	}
	return nil
}

func operationRows() []operationRow {
	users := map[string][]string{}
	for _, tool := range catalog.Tools(catalog.Deps{}) {
		for _, name := range tool.UsesOperations() {
			if !slices.Contains(users[name], tool.Name) {
				users[name] = append(users[name], tool.Name)
			}
		}
	}
	var rows []operationRow
	for _, op := range catalogue.All() {
		rows = append(rows, operationRow{
			Name: op.Name, API: op.API, Method: op.Method, Path: op.Path, Tokens: op.Tokens, Scopes: orNone(op.Scopes),
			Safety: op.Safety, State: op.State, Note: op.Note, Tools: orNone(users[op.Name]),
		})
	}
	return rows
}

// orNone keeps null out of the JSON.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// text is the row for a person: paths and scopes are too long for columns.
func (r operationRow) text() string {
	text := fmt.Sprintf("%s (%s; %s token)\n    %s %s\n", r.Name, r.Safety, r.tokens(), r.Method, r.Path)
	if len(r.Scopes) > 0 {
		text += "    scopes: " + r.scopes() + "\n"
	}
	if len(r.Tools) > 0 {
		text += "    tools: " + wrapped(r.Tools) + "\n"
	}
	return text
}

func (r operationRow) tokens() string {
	var names []string
	for _, token := range r.Tokens {
		if token == catalogue.None {
			return "no"
		}
		names = append(names, string(token))
	}
	return strings.Join(names, " or ")
}

// scopes writes what is needed together with semicolons between.
func (r operationRow) scopes() string {
	var groups []string
	for _, group := range r.Scopes {
		groups = append(groups, strings.Join(group, " or "))
	}
	return strings.Join(groups, "; ")
}

// wrapped puts as many names on a line as fit a terminal.
func wrapped(names []string) string {
	const width, indent = 90, "\n        "
	var text strings.Builder
	line := 0
	for i, name := range names {
		switch {
		case i > 0 && line+len(name) > width:
			text.WriteString("," + indent)
			line = 0
		case i > 0:
			text.WriteString(", ")
		}
		text.WriteString(name)
		line += len(name) + len(", ")
	}
	return text.String()
}
