package concur

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

func TestEachRequestThatLeavesIsToldOf(t *testing.T) {
	t.Parallel()
	type markKey struct{}
	w := newWire(t, auth.User)
	sent := 0
	w.mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		assert.Equal(t, "marked", r.Context().Value(markKey{}), "the request goes on with the context it was given")
		sent++
		if sent == 1 {
			return nil, errors.New("reset")
		}
		return httpmock.NewStringResponse(http.StatusNotFound, "{}"), nil
	})
	var told []any
	client := New(Settings{
		Connections: w.client.connections, Transport: w.mock,
		Follow: func(ctx context.Context, operation catalogue.Operation) (context.Context, func(int)) {
			told = append(told, operation.Name)
			return context.WithValue(ctx, markKey{}, "marked"), func(status int) { told = append(told, status) }
		},
	})
	_, err := client.As("local").GetReport(t.Context(), Subject{}, reportID)
	require.Error(t, err)
	assert.Equal(t, []any{"get_report", 0, "get_report", http.StatusNotFound}, told, "a repeated request is one more")
}
