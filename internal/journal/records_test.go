package journal_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

func TestRecordsAreFoundByWhatIsKnownOfThem(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	noon := r.now()
	write := func(principal, tool string, outcome journal.Outcome) string {
		b := creating()
		b.ID, b.Principal, b.Tool = "w_"+tool, principal, tool
		open, err := j.Begin(t.Context(), b)
		require.NoError(t, err)
		if outcome != journal.StillOpen {
			require.NoError(t, open.End(t.Context(), journal.Ended{Outcome: outcome}))
		}
		r.pass(time.Hour)
		return b.ID
	}
	first := write("local", "create_report", journal.Done)
	second := write("token/ci", "submit_report", journal.Refused)
	third := write("local", "delete_report", journal.Unknown)
	fourth := write("local", "create_expense", journal.StillOpen)

	for name, c := range map[string]struct {
		filter journal.Filter
		want   []string
	}{
		"all":                         {journal.Filter{}, []string{first, second, third, fourth}},
		"since a moment":              {journal.Filter{Since: noon.Add(2 * time.Hour)}, []string{third, fourth}},
		"until before a moment":       {journal.Filter{Until: noon.Add(2 * time.Hour)}, []string{first, second}},
		"of a principal":              {journal.Filter{Principal: "token/ci"}, []string{second}},
		"of a tool":                   {journal.Filter{Tool: "delete_report"}, []string{third}},
		"with an outcome":             {journal.Filter{Outcome: journal.Unknown}, []string{third}},
		"by its ID":                   {journal.Filter{Write: first}, []string{first}},
		"open ones":                   {journal.Filter{Open: true}, []string{fourth}},
		"the last two":                {journal.Filter{Last: 2}, []string{third, fourth}},
		"the last one of a principal": {journal.Filter{Last: 1, Principal: "token/ci"}, []string{second}},
		"none":                        {journal.Filter{Tool: "v3_create_report"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var found []string
			require.NoError(t, j.Records(t.Context(), c.filter, func(record journal.Record) error {
				found = append(found, record.Write)
				return nil
			}))
			assert.Equal(t, c.want, found)
		})
	}
}

func TestAmountsOfARecordAreAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	b := creating()
	b.Before = map[string]json.Number{"amount": "0.10000000000000000001"}
	_, err := r.journal().Begin(t.Context(), b)
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"amount": json.Number("0.10000000000000000001")}, r.one().Begun.Before)
}

func TestRecordsEndWhereNobodyWantsMore(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	r.begin(j)
	r.begin(j)
	enough := errors.New("enough")
	visits := 0
	require.ErrorIs(t, j.Records(t.Context(), journal.Filter{}, func(journal.Record) error {
		visits++
		return enough
	}), enough)
	assert.Equal(t, 1, visits)
}

func TestAnEntryThatWasAlteredDoesNotHideTheOtherRecords(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	id := r.begin(j).ID()
	r.breaks("Entries", tokenstore.ErrTampered)
	var found []string
	err := j.Records(t.Context(), journal.Filter{}, func(record journal.Record) error {
		found = append(found, record.Write)
		return nil
	})
	require.ErrorIs(t, err, tokenstore.ErrTampered)
	assert.Equal(t, []string{id}, found)
}
