package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/journal"
)

// recently is how long a write of unknown outcome is told of.
const recently = 30 * 24 * time.Hour

// Journal looks whether the record of writes is whole, and for writes of which the end is
// not known.
func Journal(ctx context.Context, j *journal.Journal, now time.Time) []Finding {
	const check = "journal"
	head, err := j.Verify(ctx)
	switch _, broken := errors.AsType[*journal.BrokenError](err); {
	case broken:
		return []Finding{wrong(check, fmt.Sprintf("Of what was written in Concur, %v.", err),
			"Find out who changed the store, or whether an older copy of it was put back. An export from before shows what was there.")}
	case err != nil:
		return []Finding{wrong(check, fmt.Sprintf("The journal cannot be read: %v.", err), "Nothing is written in Concur until it can be.")}
	}
	found := fine(check, fmt.Sprintf("It has %d entries, and none is missing or was changed.", head.Seq))
	if head.Seq == 0 {
		found.Found = "It is empty: nothing was written in Concur yet."
	}
	return append([]Finding{found}, unsettled(ctx, j, now)...)
}

// unsettled are the writes of which the end is not known.
func unsettled(ctx context.Context, j *journal.Journal, now time.Time) []Finding {
	const check = "open writes"
	var findings []Finding
	open, err := j.OpenWrites(ctx)
	if err != nil {
		findings = append(findings, wrong(check, fmt.Sprintf("They cannot all be read: %v.", err), "Nobody looks at those."))
	}
	over := 0
	for _, w := range open {
		if !now.Before(w.Deadline) {
			over++
		}
	}
	if over > 0 {
		findings = append(findings, warning(check,
			fmt.Sprintf("Writes that were cut off, and nobody could look at yet: %d. The oldest began %s UTC.",
				over, open[0].At.UTC().Format(time.DateTime)),
			"stdio, serve and call look at them once the one whose write it was is connected; concur-mcp journal --open shows them. "+
				"If nobody can look any more, find out yourself and say it with concur-mcp journal settle."))
	}
	if young := len(open) - over; young > 0 {
		findings = append(findings, note(check, fmt.Sprintf("Writes that are under way, or were cut off a moment ago: %d.", young), ""))
	}
	unknown := 0
	err = j.Records(ctx, journal.Filter{Since: now.Add(-recently), Outcome: journal.Unknown}, func(journal.Record) error {
		unknown++
		return nil
	})
	if err == nil && unknown > 0 {
		findings = append(findings, note(check, fmt.Sprintf("Writes of the last 30 days that may have been done or not: %d.", unknown),
			"concur-mcp journal --outcome unknown shows them. Look at them in Concur, and say what you found with concur-mcp journal settle."))
	}
	return findings
}
