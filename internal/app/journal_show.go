package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
)

type journalShowCommand struct {
	Settings config.Config `embed:""`
	Write    string        `arg:"" help:"ID of the write, as the list shows it."`
}

// Help shows how it is used.
func (journalShowCommand) Help() string {
	return `Shows what was about to be written and what became of it, with the call that undoes it where there is one. What was too long
or was masked is not there.

Example:
  concur-mcp journal show w_4ZKJQ6GQ7M3N5R2T6V3X7Y2ABC`
}

// Run shows a write.
func (s *journalShowCommand) Run(ctx context.Context, streams Streams) error {
	j, err := openJournal(ctx, &s.Settings, streams.Err)
	if err != nil {
		return err
	}
	defer j.close(ctx)
	found := false
	err = j.Records(ctx, journal.Filter{Write: s.Write}, func(r journal.Record) error {
		found = true
		return showRecord(r, streams.Out)
	})
	if err == nil && !found {
		return fmt.Errorf("there is no write %q in the journal of this store; \"concur-mcp journal\" lists those there are", s.Write)
	}
	return err
}

// sheet is a table of names and values, of which those without a value are left out.
type sheet struct{ *tabwriter.Writer }

func (s sheet) line(name, value string) {
	if value != "" {
		say(s, "%s\t%s", name, render.Visible(value))
	}
}

func (s sheet) json(name string, value any) {
	if text := jsonText(value); text != "" {
		say(s, "%s\t%s", name, text)
	}
}

func showRecord(r journal.Record, out io.Writer) error {
	s := sheet{tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)}
	b := r.Begun
	s.line("write", r.Write)
	s.line("outcome", string(r.Outcome))
	s.line("begun", r.At.UTC().Format(time.RFC3339))
	s.line("caller", r.Principal)
	s.line("client", oneLine(b.Client))
	s.line("tool", fmt.Sprintf("%s (%s)", b.Tool, b.Effect))
	s.line("request", strings.TrimSpace(b.Method+" "+b.Path))
	s.line("operation", b.Operation)
	s.line("person", b.Person)
	if b.Target != nil {
		s.json("target", b.Target)
	}
	if len(b.Arguments) > 0 {
		s.json("arguments", b.Arguments)
	}
	s.line("arguments digest", b.ArgumentsDigest)
	s.line("request digest", b.RequestDigest)
	s.json("before", b.Before)
	if e := r.Ended; e != nil {
		s.line("ended", r.EndedAt.UTC().Format(time.RFC3339)+endedWords(*e))
		s.line("correlation id", e.CorrelationID)
		s.json("after", e.After)
		s.line("note", oneLine(e.Note))
		s.undo(e.Undo, r.Principal)
	}
	if f := r.Resolved; f != nil {
		s.line("looked at", r.ResolvedAt.UTC().Format(time.RFC3339)+" "+string(f.Outcome))
		s.line("found", oneLine(f.Found))
	}
	for _, said := range r.Settled {
		s.line("settled", oneLine(fmt.Sprintf("%s %s, by %s: %s", said.At.UTC().Format(time.RFC3339), said.Outcome, said.By, said.Note)))
	}
	return s.Flush()
}

func endedWords(e journal.Ended) string {
	words := " " + string(e.Outcome)
	if e.Status != 0 {
		words += fmt.Sprintf(", HTTP %d", e.Status)
	}
	if e.Verified {
		words += ", read back as intended"
	}
	return words
}

// undo shows the call that undoes a write, as a command for the shell. That calls as the
// person at it: what a caller of serve did is theirs to undo.
func (s sheet) undo(u *tools.Undo, principal string) {
	if u == nil {
		return
	}
	if u.Tool != "" {
		arguments := jsonText(u.Arguments)
		if arguments == "" {
			arguments = "{}"
		}
		if principal == caller.Local {
			say(s, "undo\tconcur-mcp call %s '%s'", u.Tool, strings.ReplaceAll(arguments, "'", `'\''`))
		} else {
			s.line("undo", fmt.Sprintf("by a call of %s: %s %s", principal, u.Tool, arguments))
		}
		s.line("undo note", oneLine(u.Note))
		return
	}
	s.line("no undo", oneLine(u.Note))
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// jsonText is a value as JSON. It is empty for nothing.
func jsonText(value any) string {
	if encoded := plainJSON(value); encoded != "null" {
		return render.Escaped(encoded)
	}
	return ""
}

// plainJSON writes &, < and > as they are, also where they were escaped before.
func plainJSON(value any) string {
	encoded, err := json.Marshal(value)
	if err != nil { // What came from JSON goes back to it.
		return ""
	}
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.UseNumber()
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	var plain any
	if err := decoder.Decode(&plain); err != nil || encoder.Encode(plain) != nil {
		return ""
	}
	return strings.TrimSuffix(text.String(), "\n")
}
