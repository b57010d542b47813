package attendees

import (
	"encoding/json"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// attendeeFields are what can be said of an attendee (Attendees v3 > schema
// AttendeeWrite).
type attendeeFields struct {
	FirstName     *string           `json:"first_name,omitempty" max:"50"`
	MiddleInitial *string           `json:"middle_initial,omitempty" max:"1"`
	Suffix        *string           `json:"suffix,omitempty" max:"32"`
	Company       *string           `json:"company,omitempty" max:"150"`
	Title         *string           `json:"title,omitempty" max:"32"`
	ExternalID    *string           `json:"external_id,omitempty" max:"48"`
	Currency      concur.Currency   `json:"currency,omitempty"`
	TotalYTD      json.Number       `json:"total_this_year,omitempty"`
	CustomFields  map[string]string `json:"custom_fields,omitempty" jsonschema:"custom1..25 to value"`
}

// write checks the fields and makes a body of them.
func (f attendeeFields) write() (concur.AttendeeWrite, error) {
	body := concur.AttendeeWrite{
		FirstName: f.FirstName, MiddleInitial: f.MiddleInitial, Suffix: f.Suffix, Company: f.Company, Title: f.Title,
		ExternalID: f.ExternalID, CurrencyCode: f.Currency,
	}
	var err error
	if body.Custom, err = concur.AttendeeCustom(f.CustomFields); err != nil {
		return body, tools.Argumentf("custom_fields", "%s", err)
	}
	if f.TotalYTD != "" {
		total, err := concur.ParseTotal(f.TotalYTD)
		if err != nil {
			return body, tools.Argumentf("total_this_year", "%s", err)
		}
		body.TotalYTD = &total
	}
	return body, nil
}

// untaken names the arguments of which an attendee does not show what was sent, and
// how many there were.
func untaken(sent concur.AttendeeWrite, got concur.V3Attendee) (names []string, fields int) {
	check := func(name string, sent, taken bool) {
		if sent {
			fields++
		}
		if sent && !taken {
			names = append(names, name)
		}
	}
	text := func(name string, sent *string, got string) {
		check(name, sent != nil, sent != nil && strings.TrimSpace(*sent) == strings.TrimSpace(got))
	}
	text("first_name", sent.FirstName, got.FirstName)
	text("last_name", sent.LastName, got.LastName)
	text("middle_initial", sent.MiddleInitial, got.MiddleInitial)
	text("suffix", sent.Suffix, got.Suffix)
	text("company", sent.Company, got.Company)
	text("title", sent.Title, got.Title)
	text("external_id", sent.ExternalID, got.ExternalID)
	check("currency", sent.CurrencyCode != "", string(sent.CurrencyCode) == got.CurrencyCode)
	check("total_this_year", sent.TotalYTD != nil, sent.TotalYTD != nil && sent.TotalYTD.Equal(got.TotalYTD.Decimal))
	check("type", sent.TypeID != "", sent.TypeID == got.TypeID)
	for _, datum := range sent.Custom {
		check(datum.ID, true, got.Custom[datum.ID].Is(datum.Value))
	}
	return names, fields
}

type writtenAttendee struct {
	V3ID concur.V3AttendeeID `json:"v3_id"`
	view.Written
	Attendee *attendeeRow `json:"attendee,omitempty"`
}

func (w *writtenAttendee) show(a concur.V3Attendee, missing []string) {
	a.ID = w.V3ID
	row := rowOf(a)
	w.Attendee, w.Written = &row, view.Shown("attendee", missing)
}
