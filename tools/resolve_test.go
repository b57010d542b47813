package tools_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/tools"
)

// lost is a write whose answer did not come.
type lost struct{ changed tools.Outcome }

func (l *lost) Error() string              { return "the connection broke" }
func (l *lost) WhatChanged() string        { return string(l.changed) }
func (l *lost) NextStep() string           { return "Look first." }
func (l *lost) Details() map[string]string { return map[string]string{"operation": "delete_report"} }

// finding is a look that finds one thing.
func finding(verdict tools.Verdict) func(context.Context) (tools.Seen, error) {
	return func(context.Context) (tools.Seen, error) { return tools.Seen{Verdict: verdict}, nil }
}

func TestALostAnswerIsSettledByALook(t *testing.T) {
	t.Parallel()
	unknown, refused, plain := &lost{tools.OutcomeUnknown}, &lost{tools.NothingChanged}, errors.New("plain")
	look := errors.New("cannot look")
	for _, c := range []struct {
		name  string
		err   error
		look  error
		looks int
		want  error
	}{
		{"an answer needs no look", nil, nil, 0, nil},
		{"a refusal needs none either", refused, nil, 0, refused},
		{"nor does an error that says nothing", plain, nil, 0, plain},
		{"a look that finds it done", unknown, nil, 1, nil},
		{"a look that fails leaves it unknown", unknown, look, 1, unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			looks := 0
			_, err := tools.Resolve(t.Context(), c.err, func(context.Context) (tools.Seen, error) {
				looks++
				return tools.Seen{Verdict: tools.Done}, c.look
			})
			assert.Equal(t, c.want, err)
			assert.Equal(t, c.looks, looks)
		})
	}
}

// late is a write whose answer was waited for too long.
type late struct{ lost }

func (l *late) Unwrap() error { return context.DeadlineExceeded }

func TestALookAfterTooLongAWaitProvesNothing(t *testing.T) {
	t.Parallel()
	waited := &late{lost{tools.OutcomeUnknown}}
	_, err := tools.Resolve(t.Context(), waited, finding(tools.NotDone))
	var notDone *tools.NotDoneError
	require.ErrorAs(t, err, &notDone)
	assert.Contains(t, err.Error(), "not done so far")
	assert.Equal(t, "unknown", notDone.WhatChanged(), "Concur may still be working on it")
	assert.Contains(t, notDone.NextStep(), "Look again")
}

// gateway is a write to whose answer a gateway did not wait.
type gateway struct {
	lost
	status string
}

func (g *gateway) Details() map[string]string { return map[string]string{"http_status": g.status} }

func TestALookAfterAGatewayGaveUpProvesNothing(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]tools.Outcome{
		"408": tools.OutcomeUnknown, "504": tools.OutcomeUnknown, "500": tools.NothingChanged, "503": tools.NothingChanged,
	} {
		gone := &gateway{lost{tools.OutcomeUnknown}, status}
		_, err := tools.Resolve(t.Context(), gone, finding(tools.NotDone))
		var notDone *tools.NotDoneError
		require.ErrorAs(t, err, &notDone)
		assert.Equal(t, string(want), notDone.WhatChanged(), status)
	}
}

func TestALookThatFindsNothingDoneSaysSo(t *testing.T) {
	t.Parallel()
	unknown := &lost{tools.OutcomeUnknown}
	_, err := tools.Resolve(t.Context(), unknown, finding(tools.NotDone))
	var notDone *tools.NotDoneError
	require.ErrorAs(t, err, &notDone)
	require.ErrorIs(t, err, unknown)
	assert.Contains(t, err.Error(), "the connection broke")
	assert.Contains(t, err.Error(), "was not done")
	assert.Equal(t, string(tools.NothingChanged), notDone.WhatChanged())
	assert.Contains(t, notDone.NextStep(), "safe to call again")
	assert.Equal(t, "delete_report", notDone.Details()["operation"])
	assert.Nil(t, (&tools.NotDoneError{Cause: errors.New("x")}).Details())
}

func TestNobodyLooksForACallThatIsOver(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	unknown := &lost{tools.OutcomeUnknown}
	_, err := tools.Resolve(ctx, unknown, func(context.Context) (tools.Seen, error) {
		t.Error("it looked")
		return tools.Seen{Verdict: tools.Done}, nil
	})
	assert.Equal(t, unknown, err)
}

func TestALookOfThreeAnswersTellsWhatItFound(t *testing.T) {
	t.Parallel()
	unknown := &lost{tools.OutcomeUnknown}
	resolve := func(err error, seen tools.Seen) (string, error) {
		return tools.Resolve(t.Context(), err, func(context.Context) (tools.Seen, error) { return seen, nil })
	}
	found, err := resolve(nil, tools.Seen{Verdict: tools.Done, Found: "It is there."})
	require.NoError(t, err)
	assert.Empty(t, found, "the answer came")
	found, err = resolve(unknown, tools.Seen{Verdict: tools.Done, Found: "It is there."})
	require.NoError(t, err)
	assert.Equal(t, "Concur's answer was lost. It is there.", found)

	_, err = resolve(unknown, tools.Seen{Verdict: tools.NotDone, Found: "None is new."})
	require.EqualError(t, err, "the connection broke; a look afterwards shows that it was not done. None is new")
	_, err = resolve(unknown, tools.Seen{Verdict: tools.Unknown, Found: "Two could be it: A, B."})
	var unsure *tools.UnsureError
	require.ErrorAs(t, err, &unsure)
	require.ErrorIs(t, err, unknown)
	assert.Contains(t, err.Error(), "cannot tell whether it was done. Two could be it: A, B")
	assert.Equal(t, string(tools.OutcomeUnknown), unsure.WhatChanged())
	assert.Contains(t, unsure.NextStep(), "Do not repeat it yet")
	assert.Equal(t, "delete_report", unsure.Details()["operation"])
	assert.Nil(t, (&tools.UnsureError{Cause: errors.New("x")}).Details())
}

func TestATimeOfConcursFitsAWriteOrNot(t *testing.T) {
	t.Parallel()
	sent := tools.Sent{At: time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)}
	for after, want := range map[time.Duration]tools.Verdict{
		-time.Hour: tools.NotDone, -3 * time.Minute: tools.Unknown, -time.Second: tools.Done, 0: tools.Done,
		time.Minute: tools.Done, 3 * time.Minute: tools.Unknown, time.Hour: tools.NotDone,
	} {
		assert.Equal(t, want, sent.Fits(sent.At.Add(after)), after)
	}
	assert.Equal(t, tools.Unknown, sent.Fits(time.Time{}), "nobody knows when")
}

func TestATimeOfTheLastWritingFitsAWriteOrNot(t *testing.T) {
	t.Parallel()
	sent := tools.Sent{At: time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)}
	for after, want := range map[time.Duration]tools.Verdict{
		-25 * time.Hour: tools.NotDone, -time.Hour: tools.Unknown, -time.Second: tools.Done, time.Minute: tools.Done,
		3 * time.Minute: tools.Unknown, 48 * time.Hour: tools.Unknown,
	} {
		assert.Equal(t, want, sent.FitsLast(sent.At.Add(after)), after)
	}
	assert.Equal(t, tools.Unknown, sent.FitsLast(time.Time{}), "nobody knows when")
	assert.True(t, sent.MayBeSince(time.Time{}), "nobody knows when")
	assert.True(t, sent.MayBeSince(sent.At.Add(-time.Second)), "the clocks differ")
	assert.False(t, sent.MayBeSince(sent.At.Add(-time.Minute)))
}
