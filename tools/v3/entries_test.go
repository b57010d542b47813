package v3_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// entry is what the tests look at in an entry.
type entry struct {
	ID              string `json:"id"`
	ExpenseID       string `json:"expense_id"`
	ReportID        string `json:"report_id"`
	OwnerLogin      string `json:"owner_login"`
	ExpenseTypeCode string `json:"expense_type_code"`
	PaymentType     string `json:"payment_type"`
	Amount          *money `json:"amount"`
	PostedAmount    string `json:"-"`
	Journey         *struct{ From, To, Unit string }
}

type entries struct {
	Entries []entry `json:"entries"`
	listing
}

func list(kit *testkit.Kit, arguments args) entries {
	var found entries
	kit.Call("v3_list_entries", arguments).Into(&found)
	return found
}

func TestFiltersOfEntriesReachConcur(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	id := testkit.ReportID(t, openReport)
	found := list(kit, args{
		"report_id": id, "payment_type_id": "Cash", "batch_id": "B/1", "is_billable": false, "attendee_type_code": "BUSGUEST",
		"has_attendees": true, "has_vat": "false", "expense_type_code": "Dinner", "attendee_id": "gWj3IHRYiHZ", "user": "all",
	})
	assert.Empty(t, found.Entries)
	assert.Contains(t, found.Note, "No entry fits")
	query := kit.Sent("list_entries").Query
	for _, want := range []string{
		"reportID=" + id, "batchID=B%2F1", "isBillable=false", "attendeeTypeCode=BUSGUEST", "hasAttendees=true", "hasVAT=false",
		"expenseTypeCode=DINNR", "attendeeID=gWj3IHRYiHZ", "user=ALL", "paymentTypeID=gWur",
	} {
		assert.Contains(t, query, want)
	}
	kit.Sim.ResetJournal()
	list(kit, args{"payment_type_id": "Cash", "expense_type_code": "Dinner"})
	assert.Equal(t, []string{"list_entries"}, kit.Operations(), "what was looked up is known for minutes")
	failure := kit.Call("v3_list_entries", args{"expense_type_code": "a yacht"}).Failure()
	assert.Contains(t, failure["next_step"], "Dinner (DINNR)")
}

func TestEntriesOfEverybodyAreFollowedFromPageToPage(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	seen, pages, cursor := map[string]bool{}, 0, ""
	for {
		page := list(kit, args{"user": "ALL", "limit": 70, "cursor": cursor, "fields": []string{"id"}})
		for _, e := range page.Entries {
			assert.False(t, seen[e.ID], "each comes once")
			seen[e.ID] = true
		}
		pages++
		if cursor = page.NextCursor; cursor == "" {
			break
		}
	}
	assert.Len(t, seen, 400)
	assert.Equal(t, 6, pages)
	for _, name := range []string{"Taxi", "TAXI", "TAXIX"} {
		taxis := list(newKit(t), args{"expense_type_code": name})
		assert.NotEmpty(t, taxis.Entries, "%s is the name or the code", name)
	}
	mine := list(newKit(t), args{"limit": 200, "expense_type_code": "HOTEL"})
	require.NotEmpty(t, mine.Entries)
	for _, e := range mine.Entries {
		assert.Equal(t, []string{testkit.Rita, "HOTEL"}, []string{e.OwnerLogin, e.ExpenseTypeCode})
	}
	failure := newKit(t).Call("v3_list_entries", args{"user": "ALL"}).Failure()
	assert.Equal(t, "403", failure["http_status"])
	assert.Contains(t, failure["next_step"], "administrator")
}

func TestAnEntryIsReadByEitherID(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	first := list(kit, args{"report_id": testkit.ReportID(t, openReport), "limit": 1}).Entries[0]
	kit.Sim.ResetJournal()
	var byV3, byV4 entry
	kit.Call("v3_get_entry", args{"id": first.ID}).Into(&byV3)
	kit.Call("v3_get_entry", args{"id": first.ExpenseID}).Into(&byV4)
	assert.Equal(t, first, byV3)
	assert.Equal(t, byV3, byV4, "it was seen beside its v3 id")
	assert.Equal(t, []string{"get_entry", "get_entry"}, kit.Operations())

	stranger := newKit(t)
	failure := stranger.Call("v3_get_entry", args{"id": first.ExpenseID}).Failure()
	assert.Contains(t, failure["message"], "v4 id")
	assert.Contains(t, failure["next_step"], "v3_list_entries")
	assert.Empty(t, stranger.Sim.Journal())
	failure = newKit(t, testkit.As(testkit.Luca)).Call("v3_get_entry", args{"id": first.ID}).Failure()
	assert.Equal(t, "403", failure["http_status"])
	newKit(t, testkit.As(testkit.Ada)).Call("v3_get_entry", args{"id": first.ID, "user": testkit.Rita}).Into(&byV3)
	assert.Equal(t, first, byV3)
}

func TestMileageShowsItsJourney(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	found := list(kit, args{"user": "ALL", "expense_type_code": "MILEG", "fields": []string{"all"}})
	require.NotEmpty(t, found.Entries)
	for _, e := range found.Entries {
		require.NotNil(t, e.Journey)
		assert.Contains(t, []string{"K", "M"}, e.Journey.Unit)
		assert.NotEmpty(t, e.Journey.From)
	}
}

func TestAnEntryIsDeletedAndLookedAfter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		fault   simulator.FaultKind
		changed string // of the failure; empty where the call works out
	}{
		{"without trouble", "", ""},
		{"that was deleted all the same", simulator.CommitThenDrop, ""},
		{"that was not deleted", simulator.ResetBefore, "nothing_changed"},
		{"that broke", simulator.ServerError, "nothing_changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			first := list(kit, args{"report_id": testkit.ReportID(t, openReport), "limit": 1}).Entries[0]
			if c.fault != "" {
				kit.Sim.AddFault(simulator.Fault{Operation: "delete_entry", Nth: 1, Kind: c.fault})
			}
			result := kit.Call("v3_delete_entry", args{"id": first.ID})
			deletions := 0
			for _, operation := range kit.Operations() {
				if operation == "delete_entry" {
					deletions++
				}
			}
			assert.Equal(t, 1, deletions)
			if c.changed != "" {
				assert.Equal(t, c.changed, result.Failure()["changed"])
				return
			}
			var done struct {
				ID       string `json:"deleted_id"`
				Verified bool   `json:"verified"`
			}
			result.Into(&done)
			assert.Equal(t, first.ID, done.ID)
			assert.True(t, done.Verified)
		})
	}
	kit := newKit(t)
	first := list(kit, args{"report_id": testkit.ReportID(t, submittedReport), "limit": 1}).Entries[0]
	failure := kit.Call("v3_delete_entry", args{"id": first.ID}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Contains(t, failure["next_step"], "unsubmitted")
}

func TestADeletionThatCannotBeSeenIsToldSo(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	first := list(kit, args{"report_id": testkit.ReportID(t, openReport), "limit": 1}).Entries[0]
	kit.Sim.AddFault(simulator.Fault{Operation: "get_entry", After: "delete_entry", Kind: simulator.HTMLPage, Status: 200})
	var done written
	kit.Call("v3_delete_entry", args{"id": first.ID}).Into(&done)
	assert.False(t, done.Verified)
	assert.Contains(t, done.Note, "could not be read back")
}
