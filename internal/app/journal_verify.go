package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/journal"
)

type journalExportCommand struct {
	Settings config.Config `embed:""`
}

// Help shows how it is used.
func (journalExportCommand) Help() string {
	return `Prints every entry as a JSON object per line: seq, at, principal, kind, write, body (the JSON text that is hashed, byte by byte),
previous and hash. Hidden characters are written as JSON escapes, which stand for the same bytes. "concur-mcp journal verify --file"
verifies it where the store is not; docs/journal.md says how the hash is made.

Example:
  concur-mcp journal export > journal.jsonl`
}

// Run exports the journal.
func (e *journalExportCommand) Run(ctx context.Context, streams Streams) error {
	j, err := openJournal(ctx, &e.Settings, streams.Err)
	if err != nil {
		return err
	}
	defer j.close(ctx)
	return j.Export(ctx, streams.Out)
}

type journalVerifyCommand struct {
	Settings config.Config `embed:""`
	Head     []string      `placeholder:"HASH" help:"Hash that was the last one once: it must still be there. Can be given more than once."`
	File     string        `placeholder:"PATH" help:"Verify what was exported, in place of the store."`
}

// Help shows how it is used.
func (journalVerifyCommand) Help() string {
	return `Walks the chain of entries, and prints the hash of the last one. Note it down where whoever has the store cannot change it: with
--head it is shown later that nothing up to there was changed or cut off since. The exit status is 1 if the journal is broken.

Examples:
  concur-mcp journal verify
  concur-mcp journal verify --head 6a1f...
  concur-mcp journal verify --file journal.jsonl`
}

// Run verifies the journal.
func (v *journalVerifyCommand) Run(ctx context.Context, streams Streams) error {
	head, err := v.verify(ctx, streams)
	if broken, ok := errors.AsType[*journal.BrokenError](err); ok {
		return fmt.Errorf("%w\nA copy from before, such as an export, shows what was there", broken)
	}
	if err != nil {
		return err
	}
	if head.Seq == 0 {
		say(streams.Out, "The journal is empty.")
		return nil
	}
	say(streams.Out, "The journal is whole: %d entries, the last of %s.", head.Seq, head.At.UTC().Format(time.RFC3339))
	say(streams.Out, "head %s", head.Hash)
	return nil
}

// hash is how a head is written.
var hash = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (v *journalVerifyCommand) verify(ctx context.Context, streams Streams) (journal.Head, error) {
	for _, head := range v.Head {
		if !hash.MatchString(head) { // A slip of the pen is no broken journal.
			return journal.Head{}, fmt.Errorf("--head: %q is no head; give all 64 digits, as \"concur-mcp journal verify\" prints them", head)
		}
	}
	if v.File != "" {
		file, err := os.Open(v.File)
		if err != nil {
			return journal.Head{}, err
		}
		defer func() { _ = file.Close() }() // It was only read.
		return journal.VerifyExport(bufio.NewReader(file), v.Head...)
	}
	j, err := openJournal(ctx, &v.Settings, streams.Err)
	if err != nil {
		return journal.Head{}, err
	}
	defer j.close(ctx)
	return j.Verify(ctx, v.Head...)
}
