package auth_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

func TestASecretShowsNothing(t *testing.T) {
	t.Parallel()
	secret := auth.NewSecret("hunter2")
	holder := struct{ Token auth.Secret }{secret}
	hider := struct{ token auth.Secret }{secret} // fmt calls no method of what is not exported
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "token", secret, "holder", holder)
	encoded, err := json.Marshal(holder)
	require.NoError(t, err)
	for _, shown := range []string{
		secret.String(), fmt.Sprintf("%s %v %+v %#v %q", secret, holder, holder, holder, secret),
		fmt.Sprintf("%v %+v %#v", hider, hider, &hider), log.String(), string(encoded),
	} {
		assert.NotContains(t, shown, "hunter2")
	}
	assert.Equal(t, "hunter2", secret.Reveal())
}
