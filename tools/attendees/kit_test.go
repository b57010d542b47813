package attendees_test

import (
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// now is when the tests happen: the sample reports were submitted some days before.
var now = time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)

// Reports of Rita in the sample company.
const (
	openReport   = "Paris onsite"         // sent back; nobody is on its expenses
	hostedReport = "Madrid trade evening" // submitted, with guests
)

type args = map[string]any

type money struct {
	Value    float64 `json:"value"`
	Currency string  `json:"currency"`
}

type guest struct {
	AttendeeID string `json:"attendee_id"`
	V3ID       string `json:"v3_id"`
	Name       string `json:"name"`
	FirstName  string `json:"first_name"`
	Company    string `json:"company"`
	Title      string `json:"title"`
	Type       string `json:"type"`
	ExternalID string `json:"external_id"`
	Shared     bool   `json:"shared"`
	Amount     money  `json:"amount"`
	Count      int    `json:"count"`
	Set        bool   `json:"amount_set_by_hand"`
	Traveling  *bool  `json:"traveling"`
	Custom     any    `json:"custom_fields"`
}

type listing struct {
	Attendees  []guest `json:"attendees"`
	Unnamed    []guest `json:"among_the_unnamed"`
	NoShows    int     `json:"no_show_count"`
	Total      *int    `json:"total"`
	NextCursor string  `json:"next_cursor"`
	Note       string  `json:"note"`
	Verified   bool    `json:"verified"`
}

func (l listing) names() []string {
	names := []string{}
	for _, g := range l.Attendees {
		names = append(names, g.Name)
	}
	return names
}

func (l listing) ids() []string {
	ids := []string{}
	for _, g := range l.Attendees {
		ids = append(ids, g.AttendeeID)
	}
	return ids
}

func (l listing) amounts() []float64 {
	amounts := []float64{}
	for _, g := range l.Attendees {
		amounts = append(amounts, g.Amount.Value)
	}
	return amounts
}

type written struct {
	V3ID     string `json:"v3_id"`
	Deleted  string `json:"deleted_v3_id"`
	Verified bool   `json:"verified"`
	Note     string `json:"note"`
	Attendee *guest `json:"attendee"`
}

func newKit(t *testing.T, options ...testkit.Option) *testkit.Kit {
	t.Helper()
	clock := testkit.WithSimulator(simulator.Options{Now: func() time.Time { return now }})
	return testkit.New(t, append([]testkit.Option{clock}, options...)...)
}

// expenseOf names an expense of a report of Rita's by its place. The sample company
// has the same ids each time it is made.
func expenseOf(t *testing.T, name string, place int) args {
	t.Helper()
	kit := newKit(t)
	var list struct {
		Reports []struct {
			ReportID string `json:"report_id"`
			Name     string `json:"name"`
		} `json:"reports"`
	}
	kit.Call("list_reports", args{"limit": 200}).Into(&list)
	for _, r := range list.Reports {
		if r.Name != name {
			continue
		}
		expenses, err := kit.Session.ListExpenses(t.Context(), concur.Subject{}, concur.ReportID(r.ReportID))
		require.NoError(t, err)
		require.Greater(t, len(expenses), place)
		return args{"report_id": r.ReportID, "expense_id": string(expenses[place].ID)}
	}
	require.Fail(t, "no such report", name)
	return nil
}

// dinner is an expense of 69.98 EUR that may be changed and that nobody is on.
func dinner(t *testing.T) args {
	t.Helper()
	return expenseOf(t, openReport, 3)
}

// evening is an expense of a submitted report with guests.
func evening(t *testing.T) args {
	t.Helper()
	return expenseOf(t, hostedReport, 0)
}

func attendees(kit *testkit.Kit, arguments args) listing {
	var list listing
	kit.Call("list_expense_attendees", arguments).Into(&list)
	return list
}

func set(kit *testkit.Kit, about, more args) listing {
	var list listing
	kit.Call("set_expense_attendees", with(about, more)).Into(&list)
	return list
}

func search(kit *testkit.Kit, arguments args) listing {
	var list listing
	kit.Call("search_attendees", arguments).Into(&list)
	return list
}

// with is a copy of arguments with others in it.
func with(base, more args) args {
	merged := maps.Clone(base)
	maps.Copy(merged, more)
	return merged
}

// invited makes the attendees argument of ids or names.
func invited(refs ...string) []args {
	list := []args{}
	for _, ref := range refs {
		list = append(list, args{"attendee": ref})
	}
	return list
}

// count tells how often an operation was sent.
func count(kit *testkit.Kit, operation string) int {
	n := 0
	for _, sent := range kit.Operations() {
		if sent == operation {
			n++
		}
	}
	return n
}
