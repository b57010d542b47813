package journal_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

var errAway = fmt.Errorf("%w: no route", tokenstore.ErrUnreachable)

func TestAWriteIsRecordedBeforeItIsSent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.masking()
	open := r.begin(j)

	record := r.one()
	assert.Equal(t, open.ID(), record.Write)
	assert.True(t, strings.HasPrefix(record.Write, "w_"), record.Write)
	assert.Equal(t, journal.StillOpen, record.Outcome)
	assert.Equal(t, r.now(), record.At)
	assert.Equal(t, "local", record.Principal)
	assert.JSONEq(t, `{"name":"R*** in Paris","amount":12.50}`, string(record.Begun.Arguments), "it is recorded masked")
	assert.Equal(t, "R*** in Paris", record.Begun.Target.Name)
	assert.Equal(t, "R*** Alves", record.Begun.Target.Owner)

	kept := r.open(j)
	require.Len(t, kept, 1)
	assert.JSONEq(t, `{"name":"Rita in Paris","amount":12.50}`, string(kept[0].Arguments), "a look needs it whole")
	assert.Equal(t, "Rita in Paris", kept[0].Target.Name)
	assert.Equal(t, "local", kept[0].Principal)
	assert.Equal(t, r.now().Add(wait), kept[0].Deadline)
}

func TestAWriteThatCannotBeRecordedIsNotSent(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"PutTicket", "Append", "Append late"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			j := r.journal()
			r.breaks(method, errAway)
			_, err := j.Begin(t.Context(), creating())
			require.ErrorIs(t, err, tokenstore.ErrUnreachable)

			r.breaks(method, nil)
			r.pass(wait)
			look := &sees{}
			_, err = j.Resolve(t.Context(), look.look)
			require.NoError(t, err)
			assert.Zero(t, look.looks(), "what was not sent is not looked for")
			assert.Empty(t, r.open(j))
			assert.Empty(t, j.Notices(t.Context(), "local"), "the caller was told at once")
			for _, record := range r.records(j, journal.Filter{}) {
				assert.Equal(t, journal.NotDone, record.Outcome)
				assert.True(t, record.Resolved.Unsent)
			}
		})
	}
}

func TestAProcessThatIsKilledBeforeItSendsLeavesNothingToLookFor(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	// Between the ticket and the entry.
	r.breaks("Append", errAway)
	r.breaks("UpdateTicket", errAway)
	_, err := r.journal().Begin(t.Context(), creating())
	require.Error(t, err)
	r.breaks("Append", nil)
	r.breaks("UpdateTicket", nil)
	r.pass(wait)
	j, look := r.journal(), &sees{}
	require.Len(t, r.open(j), 1)
	resolved, err := j.Resolve(t.Context(), look.look)
	require.NoError(t, err)
	assert.Empty(t, resolved)
	assert.Zero(t, look.looks())
	assert.Empty(t, r.open(j))
	head, err := j.Verify(t.Context())
	require.NoError(t, err)
	assert.Zero(t, head.Seq)
}

func TestAQuotaThatIsUsedUpLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	quota := tokenstore.Quota{Principal: "local", Kind: journal.KindBegun, Since: r.now(), Most: 1, Name: "limits.most_writes.hour"}
	require.NoError(t, r.begin(j, quota).End(t.Context(), journal.Ended{Outcome: journal.Done}))

	_, err := j.Begin(t.Context(), creating(), quota)
	used, ok := errors.AsType[*tokenstore.QuotaError](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, quota, used.Quota)
	assert.Empty(t, r.open(j))
	r.one()
}

func TestTooManyOpenWritesKeepAPrincipalFromWriting(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	var err error
	for range 501 {
		_, err = j.Begin(t.Context(), creating())
	}
	problem, ok := errors.AsType[*journal.TooManyOpenError](err)
	require.True(t, ok, "%v", err)
	assert.Implements(t, (*tools.Problem)(nil), problem)
	other := creating()
	other.Principal = "token/other"
	_, err = j.Begin(t.Context(), other)
	require.NoError(t, err, "others are not kept from it")
}

func TestAKeyIsKeptForTheLookAndNotRecorded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	keyed := creating()
	keyed.Key = "invoice 4711"
	_, err := j.Begin(t.Context(), keyed)
	require.NoError(t, err)

	open := r.open(j)[0]
	assert.Equal(t, &tools.Call{Caller: keyed.Principal, Tool: keyed.Tool, Key: "invoice 4711"}, open.ToolCall())
	recorded, err := json.Marshal(r.one())
	require.NoError(t, err)
	assert.NotContains(t, string(recorded), "4711", "the caller may have put anything into it")
}

func TestAFileIsNotRecorded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	upload := creating()
	upload.Arguments = []byte(`{"amount":12.50,"files":[{"file":"` + strings.Repeat("A", 3<<20) + `"}]}`)
	_, err := j.Begin(t.Context(), upload)
	require.NoError(t, err)

	recorded := string(r.one().Begun.Arguments)
	assert.Less(t, len(recorded), 500)
	assert.Contains(t, recorded, `"amount":12.50`)
	assert.Contains(t, recorded, "(3145728 bytes, not recorded; SHA-256 ")
	assert.Equal(t, string(upload.Arguments), string(r.open(j)[0].Arguments))
}

func TestAValueOfManyTextsIsNotRecordedWhole(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	long := creating()
	long.Arguments = []byte(`["` + strings.Repeat(`abc","`, 300_000) + `"]`)
	_, err := j.Begin(t.Context(), long)
	require.NoError(t, err)
	assert.Contains(t, string(r.one().Begun.Arguments), "bytes, not recorded")
}
