package attendees_test

import (
	"testing"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// now is when the tests happen: the sample reports were submitted some days before.
var now = time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)

// Reports of Rita in the sample company.
const (
	openReport   = "Paris onsite"         // sent back; nobody is on its expenses
	hostedReport = "Madrid trade evening" // submitted, with guests
)

type args = testkit.Args

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
	return testkit.New(t, append([]testkit.Option{testkit.On(now)}, options...)...)
}

// dinner is an expense of 69.98 EUR that may be changed and that nobody is on.
func dinner(t *testing.T) args {
	t.Helper()
	return testkit.Expense(t, openReport, 3)
}

// evening is an expense of a submitted report with guests.
func evening(t *testing.T) args {
	t.Helper()
	return testkit.Expense(t, hostedReport, 0)
}

func attendees(kit *testkit.Kit, arguments args) listing {
	var list listing
	kit.Call("list_expense_attendees", arguments).Into(&list)
	return list
}

func set(kit *testkit.Kit, about, more args) listing {
	var list listing
	kit.Call("set_expense_attendees", testkit.With(about, more)).Into(&list)
	return list
}

func search(kit *testkit.Kit, arguments args) listing {
	var list listing
	kit.Call("search_attendees", arguments).Into(&list)
	return list
}

// invited makes the attendees argument of ids or names.
func invited(refs ...string) []args {
	list := []args{}
	for _, ref := range refs {
		list = append(list, args{"attendee": ref})
	}
	return list
}
