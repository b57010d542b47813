package attendees_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAttendeesWhoAreAddedAtOnceAllStay(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	ids, about := guestIDs(t), dinner(t)
	var calls sync.WaitGroup
	for _, id := range ids {
		calls.Go(func() {
			kit.Call("set_expense_attendees", testkit.With(about, args{"mode": "add", "attendees": invited(id)}))
		})
	}
	calls.Wait()
	assert.ElementsMatch(t, ids, attendees(kit, about).ids())
}

func TestCustomFieldsOfALinkAreKept(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	ids, about := guestIDs(t), dinner(t)
	set(kit, about, args{"mode": "add", "attendees": invited(ids[0])})
	report, expense := concur.ReportID(about["report_id"].(string)), concur.ExpenseID(about["expense_id"].(string))
	list, err := kit.Session.GetExpenseAttendees(t.Context(), concur.Subject{}, report, expense)
	require.NoError(t, err)
	list.List[0].CustomData = []concur.CustomDatum{{ID: "custom1", Value: "vegetarian"}, {ID: "custom2"}}
	require.NoError(t, kit.Session.SetExpenseAttendees(t.Context(), concur.Subject{}, report, expense, list))

	kept := []concur.CustomDatum{{ID: "custom1", Value: "vegetarian"}}
	for _, how := range []args{
		{"mode": "add", "attendees": invited(ids[1])},
		{"mode": "remove", "attendees": invited(ids[1])},
		{"mode": "replace", "attendees": invited(ids[2], ids[0])},
	} {
		assert.True(t, set(kit, about, how).Verified, how["mode"])
		list, err = kit.Session.GetExpenseAttendees(t.Context(), concur.Subject{}, report, expense)
		require.NoError(t, err)
		for _, a := range list.List {
			if string(a.ID) == ids[0] {
				assert.Equal(t, kept, a.CustomData, how["mode"])
			}
		}
	}
}

// changing lets a test change what Concur answers.
func changing(change func(operation, body string) string) testkit.Option {
	return testkit.Through(func(next http.RoundTripper) http.RoundTripper {
		return testkit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			answer, err := next.RoundTrip(r)
			if err != nil {
				return nil, err
			}
			body, err := io.ReadAll(answer.Body)
			if err != nil {
				return nil, err
			}
			changed := change(r.Method+" "+r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], string(body))
			answer.Body, answer.ContentLength = io.NopCloser(bytes.NewBufferString(changed)), int64(len(changed))
			return answer, nil
		})
	})
}

func TestAListThatIsNotShownIsNotReplaced(t *testing.T) {
	t.Parallel()
	ids, about := guestIDs(t), dinner(t)
	for _, c := range []struct{ name, call, old, new, message string }{
		{"no list", "GET attendees", `"expenseAttendeeList"`, `"somethingElse"`, "not the JSON it should be"},
		{"somebody without an id", "GET attendees", `"attendeeId"`, `"id"`, "the id of somebody"},
		{"no amount", "GET " + about["expense_id"].(string), `"transactionAmount"`, `"amount"`, "what the expense costs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var broken atomic.Bool
			kit := newKit(t, changing(func(call, body string) string {
				if broken.Load() && call == c.call {
					return strings.ReplaceAll(body, c.old, c.new)
				}
				return body
			}))
			set(kit, about, args{"mode": "add", "attendees": invited(ids[0])})
			kit.Sim.ResetJournal()
			broken.Store(true)
			failure := kit.Call("set_expense_attendees", testkit.With(about, args{"mode": "add", "attendees": invited(ids[1])})).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Empty(t, kit.Sim.Writes())
		})
	}
}

// TestAListThatConcurChangedInItsOwnWayIsNotCalledUndone: calling again would be no harm,
// and saying that nothing changed would.
func TestAListThatConcurChangedInItsOwnWayIsNotCalledUndone(t *testing.T) {
	t.Parallel()
	ids, about := guestIDs(t), dinner(t)
	kit := newKit(t, changing(func(call, body string) string {
		if call == "GET attendees" {
			return strings.ReplaceAll(body, "34.99", "34.98")
		}
		return body
	}))
	set(kit, about, args{"mode": "add", "attendees": invited(ids[0])})
	kit.Sim.AddFault(simulator.Fault{Operation: "set_expense_attendees", Kind: simulator.CommitThenDrop})
	failure := kit.Call("set_expense_attendees", testkit.With(about, args{"mode": "add", "attendees": invited(ids[1])})).Failure()
	assert.Equal(t, "unknown", failure["changed"])
	assert.Contains(t, failure["next_step"], "list_expense_attendees")
	assert.Equal(t, 2, kit.Attempts("set_expense_attendees"), "each is sent once")
}
