package journal_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// hiding is a name with what a terminal obeys or does not show: direction, zero width, a
// tag outside of the basic plane, and controls.
const hiding = "Trip \u202eto\u200b P\U000E0041aris\u0085\u007f\x1b[2J"

func exportOf(t *testing.T, j *journal.Journal) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, j.Export(t.Context(), &out))
	return out.String()
}

func TestAnExportShowsWhatHidesAndMeansTheSame(t *testing.T) {
	t.Parallel()
	store := tokenstore.NewMemory()
	j := journal.New(journal.Settings{Store: store})
	arguments, err := json.Marshal(map[string]string{"name": hiding})
	require.NoError(t, err)
	_, err = j.Begin(t.Context(), journal.Begun{Principal: "oidc/\u202ea", Tool: "create_report", Arguments: arguments})
	require.NoError(t, err)

	exported := exportOf(t, j)
	assert.Equal(t, exported, render.Visible(exported))
	assert.Contains(t, exported, `Trip \u202eto\u200b P\udb40\udc41aris\u0085\u007f\\u001b[2J`)
	var line struct{ Principal, Body string }
	require.NoError(t, json.Unmarshal([]byte(exported), &line))
	require.NoError(t, store.Entries(t.Context(), 0, func(e tokenstore.Entry) error {
		assert.Equal(t, string(e.Body), line.Body)
		assert.Equal(t, e.Principal, line.Principal)
		return nil
	}))
	head, err := journal.VerifyExport(strings.NewReader(exported))
	require.NoError(t, err)
	assert.Equal(t, int64(1), head.Seq)
}

func TestExportsFromBeforeEscapesAreVerifiedStill(t *testing.T) {
	t.Parallel()
	j := journal.New(journal.Settings{Store: tokenstore.NewMemory()})
	arguments := []byte("{\"name\":\"a\u202eb\u034f\ufffd\"}")
	_, err := j.Begin(t.Context(), journal.Begun{Principal: "local", Tool: "create_report", Arguments: arguments})
	require.NoError(t, err)
	exported := exportOf(t, j)
	// An earlier version escaped none, or fewer.
	for _, hidden := range [][]string{{`\u202e`, "\u202e", `\u034f`, "\u034f"}, {`\u034f`, "\u034f"}} {
		before := strings.NewReplacer(hidden...).Replace(exported)
		require.NotEqual(t, before, exported)
		_, err = journal.VerifyExport(strings.NewReader(before))
		require.NoError(t, err)
	}
	// What no version wrote is somebody else's.
	for _, altered := range []string{strings.ReplaceAll(exported, `\u202e`, `\u202E`), strings.ReplaceAll(exported, "\ufffd", "\xff")} {
		require.NotEqual(t, altered, exported)
		_, err = journal.VerifyExport(strings.NewReader(altered))
		require.Error(t, err)
	}
}

func TestTextThatIsNoUnicodeIsExportedAsItWasHashed(t *testing.T) {
	t.Parallel()
	j := journal.New(journal.Settings{Store: tokenstore.NewMemory()})
	_, err := j.Begin(t.Context(), journal.Begun{Principal: "local", Tool: "create_report", Arguments: []byte("{\"name\":\"a\xffb\"}")})
	require.NoError(t, err)
	_, err = journal.VerifyExport(strings.NewReader(exportOf(t, j)))
	require.NoError(t, err)
}
