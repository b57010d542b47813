package tools_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/tools"
)

func TestDaysOfTheCalendarAreRead(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2026-03-31", "2024-02-29", "1990-01-01", "2100-12-31"} {
		day, err := tools.ParseDate(text)
		require.NoError(t, err)
		assert.Equal(t, text, day.String())
		assert.False(t, day.IsZero())
		assert.Equal(t, time.UTC, day.Time().Location())
		assert.Zero(t, day.Time().Hour())
	}
}

func TestOtherDaysAreRefusedWithAnExample(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":                    "",
		"a day that the month lacks": "2026-02-30",
		"the 29th of a common year":  "2026-02-29",
		"a month that is none":       "2026-13-01",
		"the zeroth":                 "2026-01-00",
		"without zeros":              "2026-3-1",
		"with a time":                "2026-03-31T00:00:00",
		"turned around":              "31-03-2026",
		"in words":                   "yesterday",
		"before expenses":            "1989-12-31",
		"far ahead":                  "2101-01-01",
		"with blanks":                " 2026-03-31 ",
		"in other digits":            "２０２６-03-31",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tools.ParseDate(text)
			assert.ErrorContains(t, err, "YYYY-MM-DD")
		})
	}
}

func TestADayIsWrittenAsItWasRead(t *testing.T) {
	t.Parallel()
	type trip struct {
		Start tools.Date `json:"start"`
		End   tools.Date `json:"end,omitzero"`
	}
	var read trip
	require.NoError(t, json.Unmarshal([]byte(`{"start":"2026-03-31"}`), &read))
	written, err := json.Marshal(read)
	require.NoError(t, err)
	assert.JSONEq(t, `{"start":"2026-03-31"}`, string(written))
	assert.Empty(t, read.End.String())
	require.Error(t, json.Unmarshal([]byte(`{"start":"2026-02-30"}`), &read))
	assert.Equal(t, "2026-03-31", read.Start.String(), "a refused day changes nothing")
}
