package simulator

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestTheSampleCompanyIsPlausibleOnAnyDay builds it on every third day of a year with a
// leap day and on the last day of each month, at the first and the last second of the
// day in turn.
func TestTheSampleCompanyIsPlausibleOnAnyDay(t *testing.T) {
	t.Parallel()
	for month := range time.Month(12) {
		last := time.Date(2024, month+2, 0, 0, 0, 0, 0, time.UTC)
		t.Run(last.Month().String(), func(t *testing.T) {
			t.Parallel()
			for day := last; day.Month() == last.Month(); day = day.AddDate(0, 0, -3) {
				now := day
				if day.Day()%2 == 0 {
					now = day.Add(24*time.Hour - time.Second)
				}
				st, err := loadSeed(now, newIDSource(1))
				require.NoError(t, err)
				for _, r := range st.reports {
					checkPast(t, st, r, now)
				}
			}
		})
	}
}

func checkPast(t *testing.T, st *state, r *report, now time.Time) {
	t.Helper()
	moments := []time.Time{r.created, r.submitted, r.processing, r.paid}
	previous := dayOf(now).AddDate(0, -6, 0)
	for _, moment := range moments {
		if moment.IsZero() {
			continue
		}
		require.True(t, moment.After(previous) && !moment.After(now), "%s at %s: %s", r.name, now, moment)
		previous = moment
	}
	for _, worked := range moments[1:] {
		require.True(t, worked.IsZero() || !isWeekend(worked), "%s at %s: nobody works on %s", r.name, now, worked.Weekday())
	}
	require.False(t, r.modified.After(now), r.name)
	for _, c := range r.comments {
		require.False(t, c.created.After(now), r.name)
	}
	for _, e := range r.expenses {
		isTheMistake := r.name == "Munich design review" && e.date.Equal(dayOf(now).AddDate(0, 0, 3))
		require.True(t, isTheMistake || !e.date.After(now), "%s at %s: %s", r.name, now, e.date)
		require.True(t, e.date.After(dayOf(now).AddDate(0, -6, 0)), "%s at %s: %s", r.name, now, e.date)
	}
	if r.unsubmitted() || r.approvalStatus == "A_RHLD" {
		return
	}
	for _, check := range submitChecks() {
		require.False(t, check.fails(st, r, now), "%s at %s: %s", r.name, now, check.errorID)
	}
}
