package outcome_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

func TestWhatIsNewIsToldFromWhatWasThere(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	written := func(id string, after time.Duration) outcome.Alike {
		return outcome.Alike{ID: id, Written: at.Add(after)}
	}
	differing := func(a outcome.Alike) outcome.Alike {
		a.Differs = true
		return a
	}
	other := func(a outcome.Alike) outcome.Alike {
		a.Other = true
		return a
	}
	for _, c := range []struct {
		name    string
		there   []outcome.Alike
		verdict tools.Verdict
		late    tools.Verdict
		id      string
	}{
		{"nothing", nil, tools.NotDone, tools.NotDone, ""},
		{"one since", []outcome.Alike{written("A", time.Second)}, tools.Done, tools.Done, "A"},
		{"one by a clock that is behind a little", []outcome.Alike{written("A", -4*time.Second)}, tools.Done, tools.Done, "A"},
		{"one by a clock that is behind, or from before", []outcome.Alike{written("A", -6*time.Second)}, tools.Unknown, tools.Unknown, ""},
		{"one of the last moment of a request", []outcome.Alike{written("A", 65*time.Second)}, tools.Done, tools.Done, "A"},
		{"one after that, changed since", []outcome.Alike{written("A", 66*time.Second)}, tools.Unknown, tools.Unknown, ""},
		{"one by a clock that is far ahead, or changed since", []outcome.Alike{written("A", time.Hour)}, tools.Unknown, tools.Unknown, ""},
		{"one of the morning and one since", []outcome.Alike{written("A", -3*time.Hour), written("B", time.Second)}, tools.Done, tools.Done, "B"},
		{"two since", []outcome.Alike{written("A", time.Second), written("B", time.Second)}, tools.Unknown, tools.Unknown, ""},
		{"one of last week", []outcome.Alike{written("A", -7*24*time.Hour)}, tools.NotDone, tools.NotDone, ""},
		{"one of no time", []outcome.Alike{{ID: "A"}}, tools.Unknown, tools.Unknown, ""},
		{"one since that differs", []outcome.Alike{differing(written("A", time.Second))}, tools.Unknown, tools.Unknown, ""},
		{"one that differs and was changed since", []outcome.Alike{differing(written("A", time.Hour))}, tools.NotDone, tools.Unknown, ""},
		{"one of the morning that differs", []outcome.Alike{differing(written("A", -3*time.Hour))}, tools.NotDone, tools.NotDone, ""},
		{"one that another creation made", []outcome.Alike{written("earlier", time.Second)}, tools.NotDone, tools.NotDone, ""},
		{"one that a later creation made", []outcome.Alike{written("later", time.Minute)}, tools.NotDone, tools.NotDone, ""},
		{"one besides", []outcome.Alike{written("later", time.Minute), written("A", 0)}, tools.Done, tools.Done, "A"},
		{"another one since", []outcome.Alike{other(written("A", time.Second))}, tools.NotDone, tools.Unknown, ""},
		{"another one that was changed since", []outcome.Alike{other(written("A", time.Hour))}, tools.NotDone, tools.Unknown, ""},
		{"another one of no time", []outcome.Alike{other(outcome.Alike{ID: "A"})}, tools.NotDone, tools.Unknown, ""},
		{"another one from before", []outcome.Alike{other(written("A", -time.Minute))}, tools.NotDone, tools.NotDone, ""},
		{"another one that another creation made", []outcome.Alike{other(written("later", time.Hour))}, tools.NotDone, tools.NotDone, ""},
		{"another one and one like it", []outcome.Alike{other(written("A", time.Second)), written("B", 0)}, tools.Done, tools.Done, "B"},
	} {
		for late, verdict := range map[bool]tools.Verdict{false: c.verdict, true: c.late} {
			t.Run(fmt.Sprintf("%s, late: %t", c.name, late), func(t *testing.T) {
				t.Parallel()
				var creations outcome.Creations
				creations.Keep("earlier", &tools.Call{Key: "one"}, at.Add(-10*time.Minute))
				creations.Keep("later", &tools.Call{Key: "two"}, at.Add(time.Minute))
				id, seen := creations.Find(c.there, tools.Sent{At: at, Late: late}, "expense", "list_report_expenses")
				assert.Equal(t, verdict, seen.Verdict, seen.Found)
				assert.Equal(t, c.id, id)
				if verdict == tools.Unknown {
					assert.Contains(t, seen.Found, c.there[0].ID)
					assert.Contains(t, seen.Found, "list_report_expenses")
				}
			})
		}
	}
}

func TestALateLookIsForWhatWasAnsweredToo(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	var creations outcome.Creations
	call, another := &tools.Call{Key: "one"}, &tools.Call{Key: "two"}
	creations.Keep("A", call, at)
	there := []outcome.Alike{{ID: "A", Written: at}}
	late := tools.Sent{At: at.Add(time.Second), Late: true, Call: call.IdempotencyID()}
	id, seen := creations.Find(there, late, "expense", "list_report_expenses")
	assert.Equal(t, tools.Done, seen.Verdict, "only that it was answered may not have been kept")
	assert.Equal(t, "A", id)
	late.Call = another.IdempotencyID()
	_, seen = creations.Find(there, late, "expense", "list_report_expenses")
	assert.Equal(t, tools.NotDone, seen.Verdict, "what another call was answered is not of this one")
}

func TestOfManyThatCouldBeItSomeAreNamed(t *testing.T) {
	t.Parallel()
	var creations outcome.Creations
	var there []outcome.Alike
	for i := range 12 {
		there = append(there, outcome.Alike{ID: fmt.Sprintf("Q%d", i)})
	}
	_, seen := creations.Find(there, tools.Sent{At: time.Unix(0, 0)}, "quick expense", "v3_list_quick_expenses")
	assert.Contains(t, seen.Found, "Q9 or 2 more.")
}

func TestWhatWasMadeIsKeptForADay(t *testing.T) {
	t.Parallel()
	var creations outcome.Creations
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	creations.Keep("old", &tools.Call{}, at)
	creations.Keep("new", &tools.Call{}, at.Add(25*time.Hour))
	alike := func(id string) tools.Verdict {
		_, seen := creations.Find([]outcome.Alike{{ID: id, Written: at}}, tools.Sent{At: at}, "expense", "list_report_expenses")
		return seen.Verdict
	}
	assert.Equal(t, tools.Done, alike("old"), "it takes no memory any more")
	assert.Equal(t, tools.NotDone, alike("new"))
}

func TestCreationsOfTheSameTakeTurns(t *testing.T) {
	t.Parallel()
	var creations outcome.Creations
	leave, err := creations.Take(t.Context(), "taxi", "23.40")
	require.NoError(t, err)
	other, err := creations.Take(t.Context(), "taxi", "23.50")
	require.NoError(t, err, "another waits for nobody")
	other()
	next := make(chan struct{})
	go func() {
		defer close(next)
		leave, err := creations.Take(t.Context(), "taxi", "23.40")
		if assert.NoError(t, err) {
			leave()
		}
	}()
	leave()
	<-next
}

func TestATimeOfConcurIsReadInEitherForm(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 11, 20, 9, 14, 7, 0, time.UTC)
	for _, text := range []string{"2026-11-20T09:14:07.21", "2026-11-20T09:14:07Z", "2026-11-20T09:14:07", "2026-11-20T10:14:07+01:00"} {
		assert.True(t, want.Equal(outcome.WrittenAt(text)), text)
	}
	assert.True(t, outcome.WrittenAt("yesterday").IsZero())
	assert.True(t, outcome.WrittenAt("").IsZero())
}
