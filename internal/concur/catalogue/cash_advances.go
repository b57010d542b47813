package catalogue

import "net/http"

func reportCashAdvancesV4() []Operation {
	const path = reportShort + "/cashAdvances"
	list := v4List("get_report_cash_advances", path, either)
	list.Note = "Ids alone, as {cashAdvances: [{id}]}."
	set := v4Write("set_report_cash_advances", http.MethodPost, path, Idempotent, either)
	set.Note = "Replaces the whole set. One invalid id fails the call, and nothing is changed then."
	remove := v4Write("remove_report_cash_advances", http.MethodDelete, path, Idempotent, either)
	remove.Note = "One query parameter cashAdvanceIds for each."
	return []Operation{list, set, remove}
}

func cashAdvancesV4() []Operation {
	const (
		path  = "/cashadvance/v4.1/cashadvances"
		read  = "cashadvance.read"
		write = "cashadvance.write"
	)
	row := func(name, method, path string, safety Safety, scopes ...string) Operation {
		return Operation{
			Name: name, API: "Cash Advance v4.1", Method: method, Path: path, Tokens: either, Scopes: anyOf(scopes...),
			Safety: safety, Errors: CashAdvanceError, State: Current,
		}
	}
	create := row("cash_advance_create", http.MethodPost, path, Unsafe, write)
	create.Note = "Amounts are texts. Not available in implementation environments. There is no list of cash advances."
	issue := row("cash_advance_issue", http.MethodPost, path+"/{cashAdvanceId}/issue", Unsafe, write)
	issue.Note = "Who may issue is not documented; assumed: an administrator, a processor or the company."
	return []Operation{
		create,
		row("cash_advance_get", http.MethodGet, path+"/{cashAdvanceId}", Safe, read, write),
		issue,
	}
}
