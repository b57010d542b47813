//go:build unix

package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/config"
)

func TestAFailingCommandIsNotQuoted(t *testing.T) {
	t.Parallel()
	var settings config.Config
	err := settings.ReadSecrets(t.Context(), env(map[string]string{"CONCUR_MCP_CLIENT_SECRET_COMMAND": "echo hidden; exit 3"}))
	require.ErrorContains(t, err, "COMMAND failed: exit status 3")
	assert.NotContains(t, err.Error(), "hidden")
}

func TestASourceThatDoesNotEndIsGivenUp(t *testing.T) {
	t.Parallel()
	for name, values := range map[string]map[string]string{
		"an endless command": {"CONCUR_MCP_CLIENT_SECRET_COMMAND": "yes hidden"},
		"an endless file":    {"CONCUR_MCP_CLIENT_SECRET_FILE": "/dev/zero"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var settings config.Config
			err := settings.ReadSecrets(t.Context(), env(values))
			require.ErrorContains(t, err, "more than 64 KB")
			assert.NotContains(t, err.Error(), "hidden")
		})
	}
}

func TestWhatACommandLeavesRunningIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	var settings config.Config
	command := fmt.Sprintf("mkfifo %q; cat %q & echo hidden", pipe, pipe) // cat waits until somebody writes
	require.NoError(t, settings.ReadSecrets(t.Context(), env(map[string]string{"CONCUR_MCP_CLIENT_SECRET_COMMAND": command})))
	assert.Equal(t, "hidden", settings.Secrets.ClientSecret.Reveal())
	writer, err := os.OpenFile(pipe, os.O_RDWR, 0)
	require.NoError(t, err)
	require.NoError(t, writer.Close())
}
