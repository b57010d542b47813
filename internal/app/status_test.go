package app

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

func TestTheLastDayOfAConnectionIsToldOfInJSON(t *testing.T) {
	t.Parallel()
	end := time.Date(2027, 5, 3, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		status auth.Status
		want   any
	}{
		"it ends within a day": {auth.Status{Account: auth.Account{RefreshExpires: end}}, 0.0},
		"it ends some day":     {auth.Status{Account: auth.Account{RefreshExpires: end}, DaysLeft: 30}, 30.0},
		"nobody knows its end": {auth.Status{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := json.Marshal(rowOf(c.status))
			require.NoError(t, err)
			var row map[string]any
			require.NoError(t, json.Unmarshal(text, &row))
			assert.Equal(t, c.want, row["days_left"])
		})
	}
}
