package app

import (
	"context"
	"errors"
	"os"
	"os/user"
	"strconv"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/journal"
)

type journalSettleCommand struct {
	Settings config.Config `embed:""`
	Write    string        `arg:"" help:"ID of the write, as the list shows it."`
	Outcome  string        `arg:"" enum:"done,not-done" help:"What became of it: done or not-done."`
	Note     string        `required:"" placeholder:"TEXT" help:"What you saw, and where. It is kept as you type it."`
}

// Help shows how it is used.
func (journalSettleCommand) Help() string {
	return `Records what you found out about a write that is "unknown" or "open" in the journal. Nothing is changed: an entry of its own says
who settled it, when, as what, and your note. From then on that is its outcome. You may settle it again; the last word counts, and all stay
in the chain. A write that may still be under way, or of which more is known, cannot be settled. Nothing is sent to Concur.

Examples:
  concur-mcp journal --outcome unknown
  concur-mcp journal settle w_4ZKJQ6GQ7M3N5R2T6V3X7Y2ABC done --note "Report is in Concur, ticket 4711"`
}

var errNoNote = errors.New("--note: say what you saw, and where")

// Run settles a write.
func (s *journalSettleCommand) Run(ctx context.Context, streams Streams) error {
	if strings.TrimSpace(s.Note) == "" {
		return errNoNote
	}
	outcome, words := journal.Done, "it was done"
	if s.Outcome == "not-done" {
		outcome, words = journal.NotDone, "it was not done"
	}
	j, err := openJournal(ctx, &s.Settings, streams.Err)
	if err != nil {
		return err
	}
	defer j.close(ctx)
	if err := j.Settle(ctx, s.Write, journal.Settled{By: operator(), Outcome: outcome, Note: s.Note}); err != nil {
		return err
	}
	say(streams.Out, "The write %s is settled: %s.", s.Write, words)
	return nil
}

// operator is who types at this machine, as far as it knows.
func operator() string {
	name := strconv.Itoa(os.Getuid())
	if account, err := user.Current(); err == nil {
		name = account.Username
	}
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	return "operator " + name + " at " + host
}
