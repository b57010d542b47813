package app

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/config"
)

func TestReceiptsComeFromTheWorkingFolderUnlessItIsEverything(t *testing.T) {
	t.Parallel()
	working, named := t.TempDir(), t.TempDir()
	for _, folder := range []string{working, named} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, filepath.Base(folder)+".pdf"), []byte("%PDF-1.4"), 0o600))
	}
	root := filepath.VolumeName(working) + string(filepath.Separator)
	for _, c := range []struct {
		name    string
		paths   []string
		working string
		err     error
		opens   string
		want    string
	}{
		{name: "the working folder", working: working, opens: working},
		{name: "a named folder", paths: []string{named}, working: working, opens: named},
		{name: "a named folder alone", paths: []string{named}, working: working, opens: working, want: "outside of the folders"},
		{name: "the root folder", working: root, opens: working, want: "reads no files"},
		{name: "no working folder", err: errors.New("gone"), opens: working, want: "reads no files"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			folders, err := openFolders(c.paths, func() (string, error) { return c.working, c.err })
			require.NoError(t, err)
			_, err = folders.Open(filepath.Join(c.opens, filepath.Base(c.opens)+".pdf"), 100)
			if c.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, c.want)
			}
			assert.NoError(t, folders.Close())
		})
	}
}

// TestTheStandardLogIsOurs matters because net/http writes there what an upstream
// sent out of turn.
func TestTheStandardLogIsOurs(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	settings := &config.Config{
		Demo: true, LogLevel: "info", Datacenter: "us2", CallbackListen: "127.0.0.1:8764",
		UpstreamTimeout: time.Minute, UpstreamRate: concur.DefaultRate,
		Selection: config.Selection{Profile: "default"},
	}
	p, err := assemble(t.Context(), settings, &log)
	require.NoError(t, err)
	require.NoError(t, p.close(t.Context()))
	slog.Default().Info("received", "refresh_token", "hidden")
	assert.Contains(t, log.String(), "received")
	assert.NotContains(t, log.String(), "hidden")
}
