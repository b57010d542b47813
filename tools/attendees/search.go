package attendees

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type searchAttendeesIn struct {
	attendeeFilter
	tools.Page
}

// attendeeFilter says which attendees are wanted; it identifies a cursor.
type attendeeFilter struct {
	Name       concur.Ref          `json:"name,omitempty"`
	Company    concur.Ref          `json:"company,omitempty"`
	Type       concur.Ref          `json:"type,omitempty"`
	ExternalID concur.Ref          `json:"external_id,omitempty"`
	AttendeeID concur.V3AttendeeID `json:"attendee_id,omitempty" jsonschema:"v3_id"`
	User       concur.Ref          `json:"user,omitempty" jsonschema:"for administrators"`
}

type attendeeRow struct {
	person
	Owner     string      `json:"owner_login,omitempty"`
	Shared    bool        `json:"shared,omitempty"`
	Currency  string      `json:"currency,omitempty"`
	SpentYTD  string      `json:"total_this_year,omitempty"`
	Version   int         `json:"version,omitempty"`
	Custom    fields      `json:"custom_fields,omitempty"`
	FirstName render.Text `json:"first_name,omitempty"`
	LastName  render.Text `json:"last_name,omitempty"`
}

// fields are custom fields by their ids.
type fields map[string]render.Text

func attendeeSummary() []string {
	return []string{"v3_id", "name", "company", "title", "type", "external_id", "shared"}
}

// sharedOwner is who owns attendees that everybody may use (Attendees v3).
const sharedOwner = "ConcurSystem"

func rowOf(a concur.V3Attendee) attendeeRow {
	row := attendeeRow{
		person: personOf(a), Owner: a.OwnerLoginID, Shared: a.OwnerLoginID == sharedOwner, Currency: a.CurrencyCode, Version: a.Version,
		FirstName: render.Text(a.FirstName), LastName: render.Text(a.LastName),
	}
	if !a.TotalYTD.IsZero() {
		row.SpentYTD = a.TotalYTD.String()
	}
	for id, value := range a.Custom {
		if row.Custom == nil {
			row.Custom = fields{}
		}
		row.Custom[id] = render.Text(value.Value)
	}
	return row
}

type attendeeList struct {
	Attendees render.Rows `json:"attendees"`
	render.Listing
}

func (k kit) searchAttendees() tools.Tool {
	def := define("search_attendees", "Search attendees", tools.Read)
	def.Description = "Finds your own and shared attendees. Concur searches type and external_id; part of a name or company is looked " +
		"for here, page by page. Needs a person's connection."
	def.Operations = []string{"list_attendees", "get_attendee"}
	def.Supporting = []string{"list_attendee_types", "identity_search_users", "identity_get_user"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in searchAttendeesIn) (attendeeList, error) {
		ask, err := view.Ask(def.Name, in.Page, in.attendeeFilter)
		if err != nil {
			return attendeeList{}, err
		}
		if err := in.check(); err != nil {
			return attendeeList{}, err
		}
		session := k.concur.As(call.Caller)
		login, err := session.OwnerLogin(ctx, in.User)
		if err != nil {
			return attendeeList{}, err
		}
		if in.AttendeeID != "" {
			return in.one(ctx, session, login, ask)
		}
		return in.some(ctx, call, session, login, ask)
	})
}

func (f attendeeFilter) check() error {
	const mostExternal = 10
	switch {
	case f.AttendeeID != "" && (f.Name != "" || f.Company != "" || f.Type != "" || f.ExternalID != ""):
		return tools.Argumentf("attendee_id", "names one attendee, so nothing else is to be searched for").WithHint("Give it alone.")
	case strings.Count(string(f.ExternalID), ",") >= mostExternal:
		return tools.Argumentf("external_id", "has more than %d ids; Concur takes %d at once", mostExternal, mostExternal)
	case strings.EqualFold(string(f.User), string(concur.Everybody)):
		return tools.Argumentf("user", "must name one person; Concur lists no attendees of everybody")
	}
	return nil
}

func (f attendeeFilter) one(ctx context.Context, session *concur.Session, login string, ask render.Ask) (attendeeList, error) {
	found, err := session.GetAttendee(ctx, login, f.AttendeeID)
	if err != nil {
		return attendeeList{}, err
	}
	found.ID = f.AttendeeID
	var out attendeeList
	out.Attendees, out.Listing, err = render.Whole([]attendeeRow{rowOf(found)}, ask, attendeeSummary())
	return out, view.ListError(err)
}

// mostPages bounds how much of Concur's list one call reads: 1,000 attendees.
const mostPages = 10

// some reads pages and keeps what fits. A name that only few have must not make a
// call read a list of many thousands: it stops after some pages, says so and goes on
// from there with the cursor.
func (f attendeeFilter) some(
	ctx context.Context, call *tools.Call, session *concur.Session, login string, ask render.Ask,
) (attendeeList, error) {
	filter := concur.AttendeeFilter{Login: login, ExternalID: string(f.ExternalID)}
	var code string // of a type that Concur does not list
	read, pages, typed := 0, 0, f.Type == ""
	rows, listing, err := render.Paged(ctx, ask, attendeeSummary(),
		func(ctx context.Context, offset string, _ int) (render.Batch[attendeeRow], error) {
			if !typed {
				var err error
				if filter.TypeID, code, err = f.typeOf(ctx, session); err != nil {
					return render.Batch[attendeeRow]{}, err
				}
				typed = true
			}
			page, next, err := session.ListAttendees(ctx, filter, offset)
			if err != nil {
				return render.Batch[attendeeRow]{}, err
			}
			read += len(page)
			pages++
			call.Progress(ctx, read, 0, fmt.Sprintf("%d attendees read", read))
			batch := render.Batch[attendeeRow]{Next: next, Pause: pages == mostPages}
			for _, a := range page {
				if f.fits(a, code) {
					batch.Rows = append(batch.Rows, rowOf(a))
				}
			}
			return batch, nil
		})
	if err != nil {
		return attendeeList{}, view.ListError(err)
	}
	switch {
	case pages == mostPages && listing.NextCursor != "":
		listing.Note = fmt.Sprintf("%d attendees were read for this, and there are more: next_cursor goes on.", read)
	case rows.Len() == 0:
		listing.Note = fmt.Sprintf("None of the %d attendees that were read fits. Part of a name is enough to search for; "+
			"create_attendee adds somebody.", read)
	}
	return attendeeList{Attendees: rows, Listing: listing}, nil
}

// typeCode is the usual form of the codes of types.
var typeCode = regexp.MustCompile(`^[A-Za-z0-9_]{2,40}$`)

// typeOf finds the id of a type. Those of Concur itself, such as SYSEMP of employees,
// are never listed, so what may be the code of one is looked for in the attendees.
func (f attendeeFilter) typeOf(ctx context.Context, session *concur.Session) (id, code string, err error) {
	found, err := session.FindAttendeeType(ctx, f.Type)
	var none *concur.LookupError
	if errors.As(err, &none) && !none.Ambiguous && typeCode.MatchString(string(f.Type)) {
		return "", string(f.Type), nil
	}
	return found.ID, "", err
}

func (f attendeeFilter) fits(a concur.V3Attendee, code string) bool {
	has := func(text string, part concur.Ref) bool {
		return strings.Contains(strings.ToLower(text), strings.ToLower(string(part)))
	}
	return (code == "" || strings.EqualFold(a.TypeCode, code)) && has(a.Name(), f.Name) && has(a.Company, f.Company)
}
