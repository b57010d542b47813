package app

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

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
	table := tabwriter.NewWriter(streams.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "OPERATION\tMETHOD\tPATH\tTOKENS\tSCOPES\tSAFETY\tTOOLS") // Flush reports what fails.
	for _, row := range rows {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
			row.Name, row.Method, row.Path, row.tokens(), row.scopes(), row.Safety, strings.Join(row.Tools, " "))
	}
	return table.Flush()
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

func (r operationRow) tokens() string {
	var names []string
	for _, token := range r.Tokens {
		names = append(names, string(token))
	}
	return strings.Join(names, ",")
}

// scopes writes alternatives with | and what is needed together with +.
func (r operationRow) scopes() string {
	var groups []string
	for _, group := range r.Scopes {
		groups = append(groups, strings.Join(group, "|"))
	}
	return strings.Join(groups, "+")
}
