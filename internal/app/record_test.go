package app

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type closable struct{ io.Writer }

func (closable) Close() error { return nil }

func TestExchangesAreRecorded(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "exchanges")
	var out, problems bytes.Buffer
	streams := Streams{In: io.NopCloser(strings.NewReader("")), Out: closable{&out}, Err: &problems}
	status := Main([]string{"call", "--demo", "--record", folder, "list_reports"}, streams)
	require.Equal(t, statusOK, status, problems.String())
	assert.Contains(t, out.String(), "report_id", "the caller gets the result as ever")
	for _, operation := range []string{"oauth_token", "list_reports"} {
		text, err := os.ReadFile(filepath.Join(folder, operation, "001-200.json"))
		require.NoError(t, err)
		assert.Contains(t, string(text), `"origin": "recorded"`)
		assert.NotContains(t, strings.ToLower(string(text)), "rita")
	}
}

func TestAFolderThatCannotBeRecordedIntoIsToldAtOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	var out, problems bytes.Buffer
	streams := Streams{In: io.NopCloser(strings.NewReader("")), Out: closable{&out}, Err: &problems}
	assert.Equal(t, statusFailed, Main([]string{"call", "--demo", "--record", file, "list_reports"}, streams))
	assert.Contains(t, problems.String(), "exchanges cannot be recorded")
}
