package outcome_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

func TestOnlyConcursOwnFailureDecidesThatNothingWasMade(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		cause error
		want  tools.Outcome
	}{
		{"Concur failed", &concur.Error{Fault: concur.Broken, Status: 500}, tools.NothingChanged},
		{"Concur did not begin", &concur.Error{Fault: concur.Broken, Status: 503}, tools.NothingChanged},
		{"a gateway lost it", &concur.Error{Fault: concur.Broken, Status: 502}, tools.OutcomeUnknown},
		{"the connection broke", &concur.Error{Fault: concur.Lost}, tools.OutcomeUnknown},
		{"a good answer was garbage", &concur.Error{Fault: concur.Unreadable, Status: 201}, tools.OutcomeUnknown},
		{"nobody knows", errors.New("x"), tools.OutcomeUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := outcome.Undecided(&tools.NotDoneError{Cause: c.cause, Found: "None is new."})
			var notDone *tools.NotDoneError
			require.ErrorAs(t, err, &notDone)
			assert.Equal(t, string(c.want), notDone.WhatChanged())
			assert.Contains(t, err.Error(), "None is new")
			require.ErrorIs(t, err, c.cause)
		})
	}
	plain := errors.New("plain")
	assert.Equal(t, plain, outcome.Undecided(plain))
}
