package attendees_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

// look looks for a write that was sent at a moment.
func look(t *testing.T, kit *testkit.Kit, name string, arguments args, at time.Time) tools.Seen {
	t.Helper()
	encoded, err := json.Marshal(arguments)
	require.NoError(t, err)
	for _, tool := range kit.Tools {
		if tool.Name == name {
			seen, err := tool.Look(t.Context(), &tools.Call{Caller: "local", Tool: name}, encoded, tools.Sent{At: at})
			require.NoError(t, err)
			assert.NotEmpty(t, seen.Found)
			return seen
		}
	}
	require.Fail(t, "there is no tool "+name)
	return tools.Seen{}
}

func TestWhoWasThereBeforeIsNotTakenForTheNewOne(t *testing.T) {
	t.Parallel()
	asked := args{"type": "BUSGUEST", "first_name": "Pedro", "last_name": "Nunes", "company": "Sensotec"}
	for _, c := range []struct {
		name    string
		fault   simulator.FaultKind
		more    args
		changed string // of the failure; empty where the call works out
	}{
		{"and a new one was made", simulator.CommitThenDrop, args{}, ""},
		{"and none was made", simulator.ServerError, args{}, "nothing_changed"},
		{"and none can be told from one on its way", simulator.ResetBefore, args{}, "unknown"},
		{"and a new one with an external id", simulator.CommitThenDrop, args{"external_id": "crm-7"}, ""},
		{"and a new one with two external ids in one", simulator.CommitThenDrop, args{"external_id": "crm-7,8"}, ""},
		{"and a new one with another title", simulator.CommitThenDrop, args{"title": "Buyer"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			earlier := create(kit, testkit.With(asked, c.more)).V3ID
			kit.Sim.ResetJournal()
			kit.Sim.AddFault(simulator.Fault{Operation: "create_attendee", Kind: c.fault})
			// The key keeps the question away that the same creation would get so soon.
			result := kit.Call("create_attendee", testkit.With(testkit.With(asked, c.more), args{"idempotency_key": "again"}))
			assert.Equal(t, 1, kit.Attempts("create_attendee"), "it is never repeated")
			if c.changed != "" {
				assert.Equal(t, c.changed, result.Failure()["changed"])
				return
			}
			var done written
			result.Into(&done)
			assert.True(t, done.Verified, done.Note)
			assert.Contains(t, done.Note, "answer was lost")
			assert.NotEqual(t, earlier, done.V3ID)
		})
	}
}

// meanwhile does something just before an attendee is made, whose answer it loses.
func meanwhile(do func() error) testkit.Option {
	var met atomic.Bool
	return testkit.Through(func(next http.RoundTripper) http.RoundTripper {
		return testkit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/attendees") || !met.CompareAndSwap(false, true) {
				return next.RoundTrip(r)
			}
			if err := do(); err != nil {
				return nil, err
			}
			answer, err := next.RoundTrip(r)
			if err != nil {
				return nil, err
			}
			_, _ = io.Copy(io.Discard, answer.Body)
			return nil, errors.Join(errors.New("connection reset"), answer.Body.Close())
		})
	})
}

func TestTwoWhoAreNewAreBothNamed(t *testing.T) {
	t.Parallel()
	var kit *testkit.Kit
	name, other := "Nunes", concur.V3AttendeeID("")
	kit = newKit(t, meanwhile(func() error {
		spouse, err := kit.Session.FindAttendeeType(t.Context(), "SPOUSE")
		if err != nil {
			return err
		}
		other, err = kit.Session.CreateAttendee(t.Context(), "", concur.AttendeeWrite{TypeID: spouse.ID, LastName: &name})
		return err
	}))
	failure := kit.Call("create_attendee", args{"type": "SPOUSE", "last_name": name}).Failure()
	assert.Equal(t, "unknown", failure["changed"])
	require.NotEmpty(t, other)
	assert.Contains(t, failure["message"], string(other))
	assert.Contains(t, failure["message"], " or ")
	assert.Contains(t, failure["next_step"], "search_attendees")
}

func TestAmongManyItCannotBeToldWhoIsNew(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	guests, err := kit.Session.FindAttendeeType(t.Context(), "BUSGUEST")
	require.NoError(t, err)
	name := "Nunes"
	for range 101 {
		_, err := kit.Session.CreateAttendee(t.Context(), "", concur.AttendeeWrite{TypeID: guests.ID, LastName: &name})
		require.NoError(t, err)
	}
	asked := args{"type": "BUSGUEST", "last_name": "Nunes", "first_name": "Pedro"}
	kit.Sim.AddFault(simulator.Fault{Operation: "create_attendee", Kind: simulator.CommitThenDrop})
	failure := kit.Call("create_attendee", asked).Failure()
	assert.Equal(t, "unknown", failure["changed"])
	found := search(kit, args{"name": "Pedro Nunes"}).Attendees
	require.Len(t, found, 1)
	assert.Contains(t, failure["message"], found[0].V3ID, "it names who may be it")

	kit.Sim.AddFault(simulator.Fault{Operation: "create_attendee", Kind: simulator.CommitThenDrop})
	var done written
	kit.Call("create_attendee", testkit.With(asked, args{"external_id": "crm-7"})).Into(&done)
	assert.True(t, done.Verified, "Concur looks for an external id itself: "+done.Note)
}

func TestAfterACrashTheAttendeesAreLookedAt(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	asked := args{"type": "BUSGUEST", "first_name": "Pedro", "last_name": "Nunes"}
	assert.Equal(t, tools.Unknown, look(t, kit, "create_attendee", asked, now).Verdict, "it may be on its way")
	assert.Equal(t, tools.NotDone, look(t, kit, "create_attendee", asked, now.Add(-3*time.Minute)).Verdict)
	assert.Empty(t, kit.Writes(), "it only reads")
	id := create(kit, asked).V3ID
	made := look(t, kit, "create_attendee", asked, now)
	assert.Equal(t, tools.Unknown, made.Verdict, "nobody knows who was there before")
	assert.Contains(t, made.Found, id)

	change := args{"attendee_id": id, "title": "Dean", "first_name": "Duarte"}
	assert.Equal(t, tools.NotDone, look(t, kit, "update_attendee", change, now).Verdict)
	assert.Equal(t, tools.NotDone, look(t, kit, "delete_attendee", args{"attendee_id": id}, now).Verdict)
	kit.Call("update_attendee", change)
	assert.Equal(t, tools.Done, look(t, kit, "update_attendee", change, now).Verdict)
	part := look(t, kit, "update_attendee", testkit.With(change, args{"company": "x"}), now)
	assert.Equal(t, tools.Unknown, part.Verdict)
	assert.Contains(t, part.Found, "company")
	kit.Call("delete_attendee", args{"attendee_id": id})
	assert.Equal(t, tools.Done, look(t, kit, "delete_attendee", args{"attendee_id": id}, now).Verdict)
}

func TestAfterACrashTheListIsLookedAt(t *testing.T) {
	t.Parallel()
	ids := guestIDs(t)
	one := func(more args) []args { return []args{testkit.With(args{"attendee": ids[0]}, more)} }
	for _, c := range []struct {
		name  string
		asked args
		want  tools.Verdict // where ids[0] with 20 by hand and ids[1] are on it
	}{
		{"added", args{"mode": "add", "attendees": invited(ids[0], ids[1])}, tools.Done},
		{"added with all that was given", args{"mode": "add", "attendees": one(args{"amount": 20, "count": 1})}, tools.Done},
		{"not added", args{"mode": "add", "attendees": invited(ids[2])}, tools.NotDone},
		{"added in part", args{"mode": "add", "attendees": invited(ids[1], ids[2])}, tools.Unknown},
		{"there with another amount", args{"mode": "add", "attendees": one(args{"amount": 21})}, tools.NotDone},
		{"there with another count", args{"mode": "add", "attendees": one(args{"count": 2})}, tools.NotDone},
		{"there and travelling", args{"mode": "add", "attendees": one(args{"traveling": true})}, tools.NotDone},
		{"there without the no-shows", args{"mode": "add", "attendees": one(nil), "no_show_count": 2}, tools.Unknown},
		{"removed", args{"mode": "remove", "attendees": invited(ids[2])}, tools.Done},
		{"not removed", args{"mode": "remove", "attendees": invited(ids[0])}, tools.NotDone},
		{"replaced", args{"mode": "replace", "attendees": invited(ids[1], ids[0])}, tools.Done},
		{"replaced in part", args{"mode": "replace", "attendees": invited(ids[0])}, tools.Unknown},
		{"not replaced", args{"mode": "replace", "attendees": invited(ids[2])}, tools.NotDone},
		{"not emptied", args{"mode": "replace", "attendees": []args{}}, tools.NotDone},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			about := dinner(t)
			set(kit, about, args{"mode": "add", "attendees": []args{{"attendee": ids[0], "amount": 20}, {"attendee": ids[1]}}})
			kit.Sim.ResetJournal()
			seen := look(t, kit, "set_expense_attendees", testkit.With(about, c.asked), now)
			assert.Equal(t, c.want, seen.Verdict, seen.Found)
			assert.Empty(t, kit.Writes(), "it only reads")
		})
	}
	kit := newKit(t)
	emptied := look(t, kit, "set_expense_attendees", testkit.With(dinner(t), args{"mode": "replace", "attendees": []args{}}), now)
	assert.Equal(t, tools.Done, emptied.Verdict)
}

func TestAWriteThatIsStoppedIsNotSent(t *testing.T) {
	t.Parallel()
	id := search(newKit(t), args{"type": "spouse"}).Attendees[0].V3ID
	for tool, arguments := range map[string]args{
		"create_attendee": {"type": "SPOUSE", "last_name": "x"}, "update_attendee": {"attendee_id": id, "title": "x"},
		"delete_attendee":       {"attendee_id": id},
		"set_expense_attendees": testkit.With(dinner(t), args{"mode": "add", "attendees": invited("Rita Alves")}),
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			operation, _ := kit.DryRun(tool, arguments)
			assert.Equal(t, tool, operation)
			assert.Empty(t, kit.Writes())
		})
	}
}
