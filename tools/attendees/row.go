package attendees

import (
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// person is who an attendee is, as v3 tells it.
type person struct {
	V3ID       concur.V3AttendeeID `json:"v3_id,omitempty"`
	Name       render.Text         `json:"name,omitempty"`
	Company    render.Text         `json:"company,omitempty"`
	Title      render.Text         `json:"title,omitempty"`
	Type       string              `json:"type,omitempty"`
	ExternalID render.Text         `json:"external_id,omitempty"`
}

func personOf(a concur.V3Attendee) person {
	return person{
		V3ID: a.ID, Name: render.Text(a.Name()), Company: render.Text(a.Company), Title: render.Text(a.Title), Type: a.TypeCode,
		ExternalID: render.Text(a.ExternalID),
	}
}

func peopleOf(attendees []concur.V3Attendee) []person {
	people := make([]person, len(attendees))
	for i, a := range attendees {
		people[i] = personOf(a)
	}
	return people
}

// guest is an attendee of an expense.
type guest struct {
	// AttendeeID is absent where only v3 could be asked.
	AttendeeID concur.AttendeeID `json:"attendee_id,omitempty"`
	person
	// Amount is the share of the expense.
	Amount   *render.Money `json:"amount,omitempty"`
	Approved *render.Money `json:"approved,omitempty"`
	// People is more than 1 where the attendee brought others.
	People       int           `json:"count"`
	AmountSet    bool          `json:"amount_set_by_hand,omitempty"`
	Traveling    *bool         `json:"traveling,omitempty"`
	CustomFields []customField `json:"custom_fields,omitempty"`
}

type customField struct {
	ID    string      `json:"id"`
	Value render.Text `json:"value"`
}

func guestSummary() []string {
	return []string{"attendee_id", "v3_id", "name", "company", "type", "amount", "count", "amount_set_by_hand"}
}

// guestsOf shows the attendees of an expense. named are those whose names are known.
func guestsOf(list []concur.ExpenseAttendee, named map[concur.AttendeeID]concur.V3Attendee) []guest {
	guests := make([]guest, len(list))
	for i, a := range list {
		guests[i] = guest{
			AttendeeID: a.ID, Amount: view.Money(a.Amount), Approved: view.Money(a.Approved), People: max(a.Count, 1),
			AmountSet: a.AmountEdited, Traveling: a.Traveling,
		}
		if who, known := named[a.ID]; known {
			guests[i].person = personOf(who)
		}
		for _, field := range a.CustomData {
			if field.Value != "" {
				guests[i].CustomFields = append(guests[i].CustomFields, customField{field.ID, render.Text(field.Value)})
			}
		}
	}
	return guests
}

// sentences joins those that say something.
func sentences(texts ...string) string {
	return strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
}
