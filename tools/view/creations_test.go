package view_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

func TestWhatIsNewIsToldFromWhatWasThere(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	written := func(id string, after time.Duration) view.Alike { return view.Alike{ID: id, Written: at.Add(after)} }
	differing := func(a view.Alike) view.Alike {
		a.Differs = true
		return a
	}
	for _, c := range []struct {
		name    string
		alike   []view.Alike
		verdict tools.Verdict
		id      string
	}{
		{"nothing", nil, tools.NotDone, ""},
		{"one since", []view.Alike{written("A", time.Second)}, tools.Done, "A"},
		{"one by a clock that is behind a little", []view.Alike{written("A", -4*time.Second)}, tools.Done, "A"},
		{"one by a clock that is behind, or from before", []view.Alike{written("A", -6*time.Second)}, tools.Unknown, ""},
		{"one by a clock that is far ahead, or changed since", []view.Alike{written("A", time.Hour)}, tools.Unknown, ""},
		{"one of the morning and one since", []view.Alike{written("A", -3*time.Hour), written("B", time.Second)}, tools.Done, "B"},
		{"two since", []view.Alike{written("A", time.Second), written("B", time.Second)}, tools.Unknown, ""},
		{"one of last week", []view.Alike{written("A", -7*24*time.Hour)}, tools.NotDone, ""},
		{"one of no time", []view.Alike{{ID: "A"}}, tools.Unknown, ""},
		{"one since that differs", []view.Alike{differing(written("A", time.Second))}, tools.Unknown, ""},
		{"one of the morning that differs", []view.Alike{differing(written("A", -3*time.Hour))}, tools.NotDone, ""},
		{"one that another creation made", []view.Alike{written("mine", time.Second)}, tools.NotDone, ""},
		{"one besides", []view.Alike{written("mine", 0), written("A", 0)}, tools.Done, "A"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var creations view.Creations
			creations.Keep("mine", at)
			id, seen := creations.Find(c.alike, at, "expense", "list_report_expenses")
			assert.Equal(t, c.verdict, seen.Verdict, seen.Found)
			assert.Equal(t, c.id, id)
			if c.verdict == tools.Unknown {
				assert.Contains(t, seen.Found, c.alike[0].ID)
				assert.Contains(t, seen.Found, "list_report_expenses")
			}
		})
	}
}

func TestWhatWasMadeIsKeptForADay(t *testing.T) {
	t.Parallel()
	var creations view.Creations
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	creations.Keep("old", at)
	creations.Keep("new", at.Add(25*time.Hour))
	alike := func(id string) tools.Verdict {
		_, seen := creations.Find([]view.Alike{{ID: id, Written: at}}, at, "expense", "list_report_expenses")
		return seen.Verdict
	}
	assert.Equal(t, tools.Done, alike("old"), "it takes no memory any more")
	assert.Equal(t, tools.NotDone, alike("new"))
}

func TestCreationsOfTheSameTakeTurns(t *testing.T) {
	t.Parallel()
	var creations view.Creations
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
		assert.True(t, want.Equal(view.WrittenAt(text)), text)
	}
	assert.True(t, view.WrittenAt("yesterday").IsZero())
	assert.True(t, view.WrittenAt("").IsZero())
}
