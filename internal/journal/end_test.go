package journal_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestTheEndOfAWriteIsRecordedAfterItsCallerHasGone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.masking()
	open := r.begin(j)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, open.End(gone, journal.Ended{
		Outcome: journal.Done, Status: 201, CorrelationID: "c-1", Verified: true, Note: "Rita has it.",
		Undo:  &tools.Undo{Tool: "delete_report", Arguments: map[string]string{"report_id": "R1"}, Note: "Rita's comments are lost."},
		After: map[string]any{"name": "Rita in Paris"},
	}))

	record := r.one()
	assert.Equal(t, journal.Done, record.Outcome)
	assert.True(t, record.Verified())
	assert.Equal(t, 201, record.Ended.Status)
	assert.Equal(t, "c-1", record.Ended.CorrelationID)
	assert.Equal(t, "R*** has it.", record.Ended.Note)
	assert.Equal(t, "delete_report", record.Ended.Undo.Tool)
	assert.Equal(t, map[string]any{"report_id": "R1"}, record.Ended.Undo.Arguments)
	assert.Equal(t, "R***'s comments are lost.", record.Ended.Undo.Note)
	assert.Equal(t, map[string]any{"name": "R*** in Paris"}, record.Ended.After)
	assert.Empty(t, r.open(j))
}

func TestOnlyTheFirstEndCounts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	open := r.begin(r.journal())
	require.NoError(t, open.End(t.Context(), journal.Ended{Outcome: journal.Refused, Status: 400}))
	require.NoError(t, open.End(t.Context(), journal.Ended{Outcome: journal.Done}))
	assert.Equal(t, journal.Refused, r.one().Outcome)
}

func TestAnEndIsRecordedOnceTheStoreWorksAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	open := r.begin(j)
	r.breaks("Append", errAway)
	require.ErrorIs(t, open.End(t.Context(), journal.Ended{Outcome: journal.Done, CorrelationID: "c-1"}), tokenstore.ErrUnreachable)
	assert.Len(t, r.open(j), 1)

	look := &sees{}
	_, err := j.Resolve(t.Context(), look.look)
	require.ErrorIs(t, err, tokenstore.ErrUnreachable)
	r.breaks("Append", nil)
	_, err = j.Resolve(t.Context(), look.look)
	require.NoError(t, err)
	assert.Zero(t, look.looks())
	assert.Equal(t, "c-1", r.one().Ended.CorrelationID)
	assert.Empty(t, r.open(j))
}

func TestWhatCannotBeWrittenAsJSONDoesNotKeepTheEndFromBeingRecorded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	open := r.begin(r.journal())
	require.NoError(t, open.End(t.Context(), journal.Ended{Outcome: journal.Done, After: func() {}}))
	assert.Equal(t, journal.Done, r.one().Outcome)
}

func TestALongNoteIsRecordedShort(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	open := r.begin(r.journal())
	require.NoError(t, open.End(t.Context(), journal.Ended{Outcome: journal.Refused, Note: strings.Repeat("ü", 5<<20)}))
	note := r.one().Ended.Note
	assert.True(t, strings.HasSuffix(note, "ü…"))
	assert.Less(t, len(note), 10<<10)
}
