package catalogue

import "net/http"

const (
	scopeExpenseV3 = "EXPRPT"
	scopeConfigV3  = "CONFIG"
	scopeImageV1   = "IMAGE"
)

// v3 makes a row of the Expense v3 family. Its pages speak of user tokens only.
func v3(name, api, method, path, scope string, safety Safety) Operation {
	return Operation{
		Name: name, API: api, Method: method, Path: path, Tokens: userOnly, Scopes: anyOf(scope),
		Safety: safety, Errors: V3Error, State: Current,
	}
}

func v3List(name, api, path, scope string) Operation {
	op := v3(name, api, http.MethodGet, path, scope, Safe)
	op.Paging = NextPage
	return op
}

func expenseV3() []Operation {
	const (
		reports = "Expense Reports v3"
		entries = "Expense Entries v3"
	)
	groups := v3List("list_expense_group_configurations", "Expense Group Configurations v3",
		"/api/v3.0/expense/expensegroupconfigurations", scopeConfigV3)
	groups.State = Deprecated
	groups.Note = "Deprecated 2025-06-26; its successor, Expense Configuration v4, does not give the v3 payment type ids " +
		"that create_entry wants."
	locations := v3List("location_v3_list", "Locations v3", "/api/v3.0/common/locations", scopeConfigV3)
	locations.State = Deprecated
	locations.Note = "Deprecated 2025-10-10. The scope is not printed on its page; CONFIG is taken from older editions of the scope list. " +
		"Its successor is Localities v5, whose ids Expense Entries v3 does not take (inferred)."
	location := v3("location_v3_get", "Locations v3", http.MethodGet, "/api/v3.0/common/locations/{id}", scopeConfigV3, Safe)
	location.State, location.Note = locations.State, locations.Note
	list := v3List("list_reports", reports, "/api/v3.0/expense/reports", scopeExpenseV3)
	list.Note = "The only documented list of reports; its ids are valid in v4."
	create := v3("create_entry", entries, http.MethodPost, "/api/v3.0/expense/entries", scopeExpenseV3, Unsafe)
	create.Note = "Refused on a report that was ever in a workflow. The v4 id of what it made is ExpenseID of get_entry."
	update := v3("update_entry", entries, http.MethodPut, "/api/v3.0/expense/entries/{id}", scopeExpenseV3, Idempotent)
	update.Note = "Whether it is taken on a sent-back report is not documented; assumed so."
	return []Operation{
		list,
		v3List("list_entries", entries, "/api/v3.0/expense/entries", scopeExpenseV3),
		v3("get_entry", entries, http.MethodGet, "/api/v3.0/expense/entries/{id}", scopeExpenseV3, Safe),
		create,
		update,
		groups,
		locations,
		location,
	}
}

func imageV1() []Operation {
	const api = "Image v1"
	return []Operation{
		v3("upload_entry_image_v1", api, http.MethodPost, "/api/image/v1.0/expenseentry/{entryId}", scopeImageV1, Unsafe),
		v3("upload_report_image_v1", api, http.MethodPost, "/api/image/v1.0/report/{reportId}", scopeImageV1, Unsafe),
		v3("get_entry_image_url_v1", api, http.MethodGet, "/api/image/v1.0/expenseentry/{entryId}", scopeImageV1, Safe),
		v3("get_report_image_url_v1", api, http.MethodGet, "/api/image/v1.0/report/{reportId}", scopeImageV1, Safe),
	}
}
