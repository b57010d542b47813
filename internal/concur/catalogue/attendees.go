package catalogue

import "net/http"

const scopeAttendees = "ATTEND"

// attendeesV4 lists the operations of Attendee Associations v4: who is on an expense.
func attendeesV4() []Operation {
	const attendees = "/attendees"
	operations := []Operation{
		v4Read("get_expense_attendees", expenseOfUser+attendees, either, Traveler, Proxy),
		v4Read("get_expense_attendees_company", expenseShort+attendees, companyOnly),
		v4Write("set_expense_attendees", http.MethodPost, expenseOfUser+attendees, Idempotent, either, Traveler, Proxy),
		v4Write("delete_expense_attendees", http.MethodDelete, expenseOfUser+attendees, Idempotent, either, Traveler, Proxy),
	}
	for i := range operations {
		operations[i].API = "Attendee Associations v4"
	}
	operations[2].Note = "That it replaces the whole list is inferred."
	return operations
}

// attendeesV3 lists the operations on the attendees that a person has, on their
// types and on the links between them and entries.
func attendeesV3() []Operation {
	const (
		book  = "/api/v3.0/expense/attendees"
		one   = book + "/{id}"
		links = "/api/v3.0/expense/entryattendeeassociations"
		api   = "Attendees v3"
	)
	note := "Deprecated 2025-07-01; nothing documented takes its place. Its ids are not those of v4, and no bridge is documented."
	deprecated := []Operation{
		v3List("list_attendees", api, book, scopeAttendees),
		v3("get_attendee", api, http.MethodGet, one, scopeAttendees, Safe),
		v3("create_attendee", api, http.MethodPost, book, scopeAttendees, Unsafe),
		v3("update_attendee", api, http.MethodPut, one, scopeAttendees, Idempotent),
		v3("delete_attendee", api, http.MethodDelete, one, scopeAttendees, Idempotent),
	}
	for i := range deprecated {
		deprecated[i].State, deprecated[i].Note = Deprecated, note
	}
	types := v3List("list_attendee_types", "Attendee Types v3", "/api/v3.0/expense/attendeetypes", scopeAttendees)
	types.State = Deprecated
	types.Note = "Deprecated 2025-07-10; it alone gives the ids of types that create_attendee wants. Its scope is inferred."
	list := v3List("list_entry_attendees", "Expense Entry Attendee v3", links, scopeExpenseV3)
	get := v3("get_entry_attendee", "Expense Entry Attendee v3", http.MethodGet, links+"/{id}", scopeExpenseV3, Safe)
	list.Note = "No page names its scope; EXPRPT is inferred."
	get.Note = list.Note
	return append(deprecated, types, list, get)
}
