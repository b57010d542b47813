package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

type journalCommand struct {
	List   journalListCommand   `cmd:"" default:"withargs" help:"List writes, the newest last."`
	Show   journalShowCommand   `cmd:"" help:"Show all that is known of one write, and how it can be undone."`
	Export journalExportCommand `cmd:"" help:"Print every entry as JSON Lines, with its hash."`
	Verify journalVerifyCommand `cmd:"" help:"Look whether entries are missing or were changed."`
	Settle journalSettleCommand `cmd:"" help:"Say what became of a write of which nothing else can tell."`
}

// journalDesk is the journal of a store. Nothing of it needs Concur.
type journalDesk struct {
	*journal.Journal

	store tokenstore.Store
	// kept says whether the store outlives a process.
	kept bool
}

func openJournal(ctx context.Context, c *config.Config, stderr io.Writer) (*journalDesk, error) {
	logger, err := readyLocally(ctx, c, stderr)
	if err != nil {
		return nil, err
	}
	otherwise := personalStore(c)
	store, err := openStore(ctx, c, otherwise)
	if err != nil {
		return nil, err
	}
	kept := c.Store != memoryStore && (c.Store != "" || otherwise != memoryStore)
	return &journalDesk{Journal: newJournal(c, store, logger), store: store, kept: kept}, nil
}

// nothing says why a journal is empty.
func (d *journalDesk) nothing(out io.Writer) {
	if !d.kept {
		say(out, "The store is in memory: what is written is forgotten with the process. --store names a place that keeps it.")
		return
	}
	say(out, "There are no such writes in the journal of this store. That of another one is found with --store.")
}

type journalListCommand struct {
	Settings  config.Config   `embed:""`
	Since     string          `placeholder:"WHEN" help:"Only writes from then on: a date, a time (RFC 3339), or how long ago, such as 24h."`
	Until     string          `placeholder:"WHEN" help:"Only writes before that, or on that date or before."`
	Principal string          `placeholder:"NAME" help:"Only writes of this caller."`
	Tool      string          `placeholder:"NAME" help:"Only writes of this tool."`
	Outcome   journal.Outcome `name:"outcome" placeholder:"OUTCOME" enum:",done,refused,not_done,unknown" default:"" help:"Only writes that ended so: done, refused, not_done or unknown."`
	Write     string          `placeholder:"WRITE" help:"Only this write."`
	Open      bool            `help:"Only writes of which the end is not known."`
	Last      int             `default:"50" help:"How many are listed at most; 0 for all."`
	JSON      bool            `help:"Print a JSON object per write."`
}

// Help shows how it is used.
func (journalListCommand) Help() string {
	return `Lists what was written in Concur over this store: when, by whom, with which tool, about what, and what became of it. "done" was
taken by Concur; "refused" was not; "not_done" never reached it; of "unknown" nobody can tell; "open" has not ended, or its process was
killed. Times are UTC.

Examples:
  concur-mcp journal
  concur-mcp journal --since 24h --outcome unknown
  concur-mcp journal list --principal token/ci --last 0 --json --store sqlite:/var/lib/concur-mcp/connections.db`
}

// Run lists writes.
func (l *journalListCommand) Run(ctx context.Context, streams Streams) error {
	filter, err := l.filter(time.Now())
	if err != nil {
		return err
	}
	j, err := openJournal(ctx, &l.Settings, streams.Err)
	if err != nil {
		return err
	}
	defer j.close(ctx)
	if l.JSON {
		return j.Records(ctx, filter, func(r journal.Record) error {
			encoded, err := json.Marshal(r)
			say(streams.Out, "%s", render.Escaped(string(encoded)))
			return err
		})
	}
	table, rows := tabwriter.NewWriter(streams.Out, 0, 0, 2, ' ', 0), 0
	damaged := j.Records(ctx, filter, func(r journal.Record) error {
		rows++
		if rows == 1 {
			say(table, "TIME (UTC)\tWHO\tTOOL\tABOUT\tOUTCOME\tVERIFIED\tWRITE")
		}
		verified := "-"
		if r.Verified() {
			verified = "yes"
		}
		say(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s", r.At.UTC().Format(time.DateTime), cell(r.Principal), r.Begun.Tool,
			cell(aboutOf(r.Begun)), r.Outcome, verified, r.Write)
		return nil
	})
	if err := table.Flush(); err != nil {
		return err
	}
	if rows == 0 && damaged == nil {
		j.nothing(streams.Err)
	}
	return damaged
}

func (l *journalListCommand) filter(now time.Time) (journal.Filter, error) {
	f := journal.Filter{
		Principal: l.Principal, Tool: l.Tool, Outcome: l.Outcome, Write: l.Write, Open: l.Open, Last: l.Last,
	}
	var err error
	if f.Since, err = when(l.Since, now, 0); err != nil {
		return f, fmt.Errorf("--since: %w", err)
	}
	if f.Until, err = when(l.Until, now, 1); err != nil {
		return f, fmt.Errorf("--until: %w", err)
	}
	return f, nil
}

// when reads a moment: a date, to which days are added, a time, or how long ago it was.
func when(text string, now time.Time, days int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if date, err := time.Parse(time.DateOnly, text); err == nil {
		return date.AddDate(0, 0, days), nil
	}
	if moment, err := time.Parse(time.RFC3339, text); err == nil {
		return moment, nil
	}
	if ago, err := time.ParseDuration(text); err == nil {
		return now.Add(-ago), nil
	}
	return time.Time{}, fmt.Errorf("%q is no date (2026-03-02), no time (2026-03-02T16:00:00Z) and no duration (24h)", text)
}

// aboutOf says in a few words what a write is about; by its arguments where nothing was
// there before.
func aboutOf(b journal.Begun) string {
	switch {
	case b.Target == nil && len(b.Arguments) > 0:
		return jsonText(b.Arguments)
	case b.Target == nil:
		return b.Path
	}
	words := []string{b.Target.Kind}
	if b.Target.Name != "" {
		words = append(words, `"`+b.Target.Name+`"`)
	} else if b.Target.ID != "" {
		words = append(words, b.Target.ID)
	}
	if b.Target.Total != "" {
		words = append(words, b.Target.Total)
	}
	return strings.Join(words, " ")
}

// mostCell is how many characters of a text a table shows.
const mostCell = 48

// cell makes a text of people fit a table.
func cell(text string) string {
	text = render.Visible(strings.Join(strings.Fields(text), " "))
	if runes := []rune(text); len(runes) > mostCell {
		text = string(runes[:mostCell-1]) + "…"
	}
	return text
}

func (d *journalDesk) close(ctx context.Context) {
	if err := d.store.Close(); err != nil {
		d.Logger.LogAttrs(ctx, slog.LevelWarn, "the store was not closed", slog.Any("error", err))
	}
}
