package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

type statusCommand struct {
	Settings config.Config `embed:""`
	JSON     bool          `help:"Print the connections as JSON."`
}

// Help shows how it is used.
func (statusCommand) Help() string {
	return `Shows whose connections the store has, how long they last if nobody uses them, and what is wrong with them. Nothing is sent
to Concur, so no OAuth application is needed: "concur-mcp doctor" asks it. The exit status is 1 if there is no connection, or one that
needs a new sign-in.

Examples:
  concur-mcp status
  concur-mcp status --json --store sqlite:/var/lib/concur-mcp/connections.db`
}

// connectionRow is a connection as it is printed.
type connectionRow struct {
	Principal string    `json:"principal"`
	Kind      auth.Kind `json:"kind"`
	// Account is a login or the name of a company; its id where that is not known.
	Account    string `json:"account"`
	ID         string `json:"id,omitempty"`
	State      string `json:"state"`
	Datacenter string `json:"datacenter"`
	// The times are RFC 3339 in UTC.
	Since string `json:"since,omitempty"`
	Until string `json:"until,omitempty"`
	// DaysLeft goes with Until: on the last day it is 0.
	DaysLeft *int     `json:"days_left,omitempty"`
	Scopes   []string `json:"scopes"`
	Warning  string   `json:"warning,omitempty"`
}

// The states, as they are printed.
const (
	stateConnected   = "connected"
	stateUnused      = "not used yet"
	stateSignInAgain = "sign in again"
)

// fromSettings stands for the account of a token that nobody has used yet.
const fromSettings = "whoever the token in the settings is of"

// Run shows the connections.
func (s *statusCommand) Run(ctx context.Context, streams Streams) (err error) {
	logger, err := readyLocally(ctx, &s.Settings, streams.Err)
	if err != nil {
		return err
	}
	desk, err := deskFor(ctx, &s.Settings, logger, streams)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, desk.close(ctx)) }()
	all, damaged := desk.all(ctx)
	if damaged != nil && len(all) == 0 {
		return withNextStep(damaged)
	}
	rows := make([]connectionRow, len(all))
	for i, status := range all {
		rows[i] = rowOf(status)
	}
	if s.JSON {
		err = printRows(rows, streams)
	} else {
		err = printTable(rows, streams)
	}
	if err == nil && damaged != nil {
		return withNextStep(damaged)
	}
	broken := func(row connectionRow) bool { return row.State == stateSignInAgain }
	if err == nil && (len(rows) == 0 || slices.ContainsFunc(rows, broken)) {
		return errReported
	}
	return err
}

// all are the connections in the store, and those that the settings bring and nobody has
// used yet. An error about some of them leaves the others.
func (d *desk) all(ctx context.Context) ([]auth.Status, error) {
	all, damaged := d.connections.StatusAll(ctx)
	if damaged != nil && len(all) == 0 {
		return nil, damaged
	}
	for _, principal := range []string{caller.Local, auth.Deployment} {
		own, err := d.connections.Status(ctx, principal)
		if err != nil {
			return all, err
		}
		for _, status := range own {
			if status.Subject == "" && status.Name == "" {
				status.Name = fromSettings
			}
			same := func(s auth.Status) bool { return s.Principal == status.Principal && s.Kind == status.Kind }
			all = append(slices.DeleteFunc(all, same), status)
		}
	}
	return all, damaged
}

func rowOf(status auth.Status) connectionRow {
	row := connectionRow{
		Principal: status.Principal, Kind: status.Kind, Account: status.String(), ID: status.Subject,
		State: stateConnected, Datacenter: status.Geolocation, Since: moment(status.Since), Until: moment(status.RefreshExpires),
		Scopes: orNone(status.Scopes), Warning: status.Warning,
	}
	if row.Until != "" {
		row.DaysLeft = &status.DaysLeft
	}
	switch {
	case status.State == tokenstore.SignInAgain:
		row.State = stateSignInAgain
	case status.Subject == "":
		row.State = stateUnused
	}
	return row
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func printRows(rows []connectionRow, streams Streams) error {
	encoded, err := json.Marshal(struct {
		Connections []connectionRow `json:"connections"`
	}{orNone(rows)})
	if err != nil {
		return err
	}
	return printJSON(streams.Out, encoded)
}

func printTable(rows []connectionRow, streams Streams) error {
	if len(rows) == 0 {
		say(streams.Out, "There is no connection to Concur. Sign in with \"concur-mcp login\".")
		return nil
	}
	table := tabwriter.NewWriter(streams.Out, 0, 0, 2, ' ', 0)
	say(table, "PRINCIPAL\tKIND\tACCOUNT\tDATA CENTRE\tUNTIL\tSTATE")
	for _, row := range rows {
		say(table, "%s\t%s\t%s\t%s\t%s\t%s", row.Principal, row.Kind, row.Account, row.Datacenter, day(row.Until), row.State)
	}
	err := table.Flush()
	for _, row := range rows {
		if row.Warning != "" {
			say(streams.Out, "\n%s: %s", row.Principal, row.Warning)
		}
	}
	return err
}

// day is the date of a moment.
func day(moment string) string {
	if len(moment) < len(time.DateOnly) {
		return "-"
	}
	return moment[:len(time.DateOnly)]
}
