package attendees

import (
	"encoding/json"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
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

// compare names the arguments that are sent, and those of which an attendee does not show
// what was sent.
func compare(sent concur.AttendeeWrite, got concur.V3Attendee) (asked, missing []string) {
	check := func(name string, sent, taken bool) {
		if sent {
			asked = append(asked, name)
		}
		if sent && !taken {
			missing = append(missing, name)
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
	return asked, missing
}

// fieldsOf are the arguments that make an attendee what it is; an empty one clears.
func fieldsOf(a concur.V3Attendee) attendeeFields {
	return attendeeFields{
		FirstName: &a.FirstName, MiddleInitial: &a.MiddleInitial, Suffix: &a.Suffix, Company: &a.Company, Title: &a.Title,
		ExternalID: &a.ExternalID, Currency: concur.Currency(a.CurrencyCode), TotalYTD: json.Number(a.TotalYTD.String()),
		CustomFields: outcome.AllCustom(a.Custom),
	}
}

// given leaves out what is empty.
func (f attendeeFields) given() attendeeFields {
	for _, text := range []**string{&f.FirstName, &f.MiddleInitial, &f.Suffix, &f.Company, &f.Title, &f.ExternalID} {
		if *text != nil && **text == "" {
			*text = nil
		}
	}
	if f.TotalYTD == "0" {
		f.TotalYTD = ""
	}
	return f
}

// formerly are the values that the fields which are sent had before.
func formerly(sent concur.AttendeeWrite, was concur.V3Attendee) attendeeFields {
	former := fieldsOf(was)
	for _, field := range []struct {
		sent *string
		was  **string
	}{
		{sent.FirstName, &former.FirstName},
		{sent.MiddleInitial, &former.MiddleInitial},
		{sent.Suffix, &former.Suffix},
		{sent.Company, &former.Company},
		{sent.Title, &former.Title},
		{sent.ExternalID, &former.ExternalID},
	} {
		if field.sent == nil {
			*field.was = nil
		}
	}
	if sent.CurrencyCode == "" {
		former.Currency = ""
	}
	if sent.TotalYTD == nil {
		former.TotalYTD = ""
	}
	former.CustomFields = outcome.FormerCustom(sent.Custom, was.Custom)
	return former
}

type writtenAttendee struct {
	V3ID concur.V3AttendeeID `json:"v3_id"`
	outcome.Written
	Attendee *attendeeRow `json:"attendee,omitempty"`
}

func (w *writtenAttendee) show(a concur.V3Attendee, missing []string) {
	a.ID = w.V3ID
	row := rowOf(a)
	w.Attendee, w.Written = &row, outcome.Shown("attendee", missing)
}
