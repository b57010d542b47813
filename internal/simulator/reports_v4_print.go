package simulator

import (
	"time"
)

// link is a HAL-like link of the v4 APIs.
type link struct {
	Rel         string `json:"rel"`
	Href        string `json:"href"`
	Method      string `json:"method"`
	IsTemplated bool   `json:"isTemplated"`
}

// employee is Expense Reports v4 > Employee.
type employee struct {
	EmployeeID   string `json:"employeeId"`
	EmployeeUUID string `json:"employeeUuid"`
}

func employeeOf(p *person) employee { return employee{p.employeeID, p.id} }

// customData is Expense Reports v4 > CustomData. Only configured fields appear.
type customData struct {
	ID          string  `json:"id"`
	Value       *string `json:"value"`
	IsValid     bool    `json:"isValid"`
	ListItemURL *string `json:"listItemUrl"`
}

func (st *state) printedCustom(c *call, values map[string]string, onForm func(*customField) bool) []customData {
	rows := []customData{}
	for _, field := range st.customFields {
		if !onForm(field) {
			continue
		}
		row := customData{ID: field.id, Value: orNull(values[field.id]), IsValid: true}
		if field.list && row.Value != nil {
			address := c.base + "/list/v4/items?id=" + *row.Value
			row.ListItemURL = &address
		}
		rows = append(rows, row)
	}
	return rows
}

// orNull is null for an empty text.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// dateV4 prints 2024-03-26; null for no date.
func dateV4(t time.Time) *string { return printedTime(t, time.DateOnly) }

// momentV4 prints report dates to the second; null for never.
func momentV4(t time.Time) *string { return printedTime(t, "2006-01-02T15:04:05Z") }

func printedTime(t time.Time, layout string) *string {
	if t.IsZero() {
		return nil
	}
	text := t.UTC().Format(layout)
	return &text
}

// reportAddress is the v4 address of a report, with the user and the context as the
// caller wrote them: Concur keeps the casing.
func reportAddress(c *call, reportID string) string {
	return reportsAddress(c) + "/" + reportID
}

func reportsAddress(c *call) string {
	return c.base + "/expensereports/v4/users/" + c.path["userId"] + "/context/" + c.path["contextType"] + "/reports"
}
