package faults_test

import (
	"testing"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type args = testkit.Args

// way is a call of a tool that reaches Concur by another operation than its example.
type way struct {
	tool, name string
	arguments  args
	// company leaves the person's connection out.
	company bool
	// first is a call that has to be made before.
	first     string
	firstArgs args
}

// onePage is a PDF.
const onePage = "JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZz4+ZW5kb2JqCnRyYWlsZXI8PC9Sb290IDEgMCBSPj4KJSVFT0YK"

// reports of the sample company.
const (
	openReport      = "Porto plant visit"
	homeReport      = "Lisbon home office"
	submittedReport = "Munich calibration audit"
	externalReport  = "Madrid trade evening" // waits for a step of the company
	returnedReport  = "Paris onsite"
)

// allocated names an allocation.
func allocated(t *testing.T) args {
	t.Helper()
	return args{
		"report_id": testkit.ReportID(t, openReport), "expense_id": "F025E6BFA492E7B05F79AA99742CF8C0",
		"allocation_id": "30EB3A619BDD1F238FB7FE0956022CE1",
	}
}

func ways(t *testing.T) []way {
	t.Helper()
	var all []way
	for _, some := range [][]way{waysToComment(t), waysOfExceptions(t), furtherWrites(t), readsOfReports(t), furtherReads()} {
		all = append(all, some...)
	}
	return all
}

func waysToComment(t *testing.T) []way {
	t.Helper()
	report := args{"report_id": testkit.ReportID(t, openReport)}
	expense := testkit.Expense(t, openReport, 0)
	owned := args{"user": testkit.Rita}
	const add, change, remove = "add_comment", "update_latest_comment", "delete_latest_comment"
	text, was := args{"comment": "The invoice is there."}, args{"comment": "The invoice is on its way."}
	before := testkit.With(expense, was)
	return []way{
		{tool: add, name: "on a report", arguments: testkit.With(report, text)},
		{tool: add, name: "on a report, by the company", arguments: testkit.With(testkit.With(report, text), owned), company: true},
		{tool: add, name: "by the company", arguments: testkit.With(testkit.With(expense, text), owned), company: true},
		{tool: change, name: "by the company", arguments: testkit.With(testkit.With(report, text), owned), company: true},
		{tool: change, name: "on an expense", arguments: testkit.With(expense, text), first: add, firstArgs: before},
		{
			tool: change, name: "on an expense, by the company", arguments: testkit.With(testkit.With(expense, text), owned), company: true,
			first: add, firstArgs: testkit.With(before, owned),
		},
		{tool: remove, name: "by the company", arguments: testkit.With(report, owned), company: true},
		{tool: remove, name: "on an expense", arguments: expense, first: add, firstArgs: before},
		{
			tool: remove, name: "on an expense, by the company", arguments: testkit.With(expense, owned), company: true,
			first: add, firstArgs: testkit.With(before, owned),
		},
	}
}

func waysOfExceptions(t *testing.T) []way {
	t.Helper()
	code := args{"exception_code": "AUDIT01"}
	expense := testkit.With(testkit.Expense(t, openReport, 0), code)
	allocation := testkit.With(allocated(t), code)
	const add, remove = "add_exception", "remove_exception"
	return []way{
		{tool: add, name: "on an expense", arguments: expense},
		{tool: add, name: "on an allocation", arguments: allocation},
		{tool: remove, name: "on an expense", arguments: expense, first: add, firstArgs: expense},
		{tool: remove, name: "on an allocation", arguments: allocation, first: add, firstArgs: allocation},
	}
}

func furtherWrites(t *testing.T) []way {
	t.Helper()
	open, home := testkit.ReportID(t, openReport), args{"report_id": testkit.ReportID(t, homeReport)}
	guests := testkit.Expense(t, returnedReport, 0)
	inviting := args{"attendees": []args{{"attendee": "Rita Alves"}, {"attendee": "Claire Fontaine"}}, "mode": "add"}
	advance := args{"cash_advance_ids": []string{"5A54845DAEEB9A26F9F60643FF67BB6A"}}
	return []way{
		{
			tool: "update_report_expense", name: "of a submitted report", company: true,
			arguments: testkit.With(testkit.Expense(t, submittedReport, 0), args{"business_purpose": "Calibration", "user": testkit.Rita}),
		},
		{
			tool: "attach_receipt_to_expense", name: "on a report",
			arguments: args{"report_id": open, "file_content": onePage, "media_type": "application/pdf"},
		},
		{
			tool: "approve_report", name: "by the company", company: true,
			arguments: args{"report_id": testkit.ReportID(t, externalReport), "user": testkit.Rita},
		},
		{
			tool: "send_back_report", name: "by the company", company: true,
			arguments: args{"report_id": testkit.ReportID(t, externalReport), "user": testkit.Rita, "comment": "Please say who was there."},
		},
		{
			tool: "set_expense_attendees", name: "remove",
			arguments: testkit.With(guests, args{"attendees": []args{{"attendee": "Rita Alves"}}, "mode": "remove"}),
			first:     "set_expense_attendees", firstArgs: testkit.With(guests, inviting),
		},
		{
			tool: "set_expense_attendees", name: "remove all", arguments: testkit.With(guests, testkit.With(inviting, args{"mode": "remove"})),
			first: "set_expense_attendees", firstArgs: testkit.With(guests, inviting),
		},
		{
			tool: "set_report_cash_advances", name: "remove", arguments: testkit.With(home, testkit.With(advance, args{"mode": "remove"})),
			first: "set_report_cash_advances", firstArgs: testkit.With(home, testkit.With(advance, args{"mode": "add"})),
		},
		{
			tool: "v3_create_receipt_image", name: "append",
			arguments: args{"file_content": onePage, "media_type": "application/pdf", "append_to": "528132D515291926046B"},
		},
	}
}

func readsOfReports(t *testing.T) []way {
	t.Helper()
	report, owned := args{"report_id": testkit.ReportID(t, openReport)}, args{"user": testkit.Rita}
	expense := testkit.Expense(t, openReport, 0)
	allocation := allocated(t)
	const exceptions, comments = "list_report_exceptions", "list_comments"
	return []way{
		{tool: exceptions, name: "by the company", arguments: testkit.With(report, owned), company: true},
		{tool: exceptions, name: "of an expense", arguments: expense},
		{tool: exceptions, name: "of an expense, by the company", arguments: testkit.With(expense, owned), company: true},
		{tool: exceptions, name: "of an allocation", arguments: allocation},
		{tool: exceptions, name: "of an allocation, by the company", arguments: testkit.With(allocation, owned), company: true},
		{tool: comments, name: "by the company", arguments: testkit.With(report, owned), company: true},
		{tool: comments, name: "of an expense", arguments: expense},
		{tool: comments, name: "of an expense, by the company", arguments: testkit.With(expense, owned), company: true},
		{tool: comments, name: "of all expenses", arguments: testkit.With(report, args{"include_expenses": true})},
		{
			tool: "list_expense_attendees", name: "by the company", company: true,
			arguments: testkit.With(testkit.Expense(t, returnedReport, 0), owned),
		},
		{tool: "get_expense_receipt_image", name: "of a report", arguments: args{"report_id": testkit.ReportID(t, submittedReport)}},
	}
}

func furtherReads() []way {
	return []way{
		{tool: "get_e_receipt", name: "with its image", arguments: args{"receipt_id": "5cc39d906dc0fd913ccaf9bebd26e846", "include_image": true}},
		{
			tool: "get_image_only_receipt", name: "with its image",
			arguments: args{"receipt_id": "5bc0c98fe3002fccf7ffdfbcf20d63d9", "include_image": true},
		},
		{
			tool: "get_receipt_status", name: "of several",
			arguments: args{"receipt_ids": []string{"aad074c69313fdc793a6a102c1e43dcf", "5bc0c98fe3002fccf7ffdfbcf20d63d9"}},
		},
		{tool: "list_users", name: "just one", arguments: args{"user": "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f604"}},
		{tool: "search_attendees", name: "just one", arguments: args{"attendee_id": "gWj3IHRYiHZdRNGI1$s2E7uwY$pJYWwMf"}},
		{tool: "get_expense_group", name: "by its id", arguments: args{"group_id": "E102DC7AB93CD8F1B32460E08CF3081D"}},
		{tool: "search_locations", name: "just one", arguments: args{"name": "gWqWg2EhAXRkEoc$pguLWVxG$sGIK7YLM"}},
		{tool: "list_lists", name: "just one", arguments: args{"name": "f94bff69-4c48-4480-8bc4-4a59ec410ef2"}},
		{tool: "list_lists", name: "of a category", arguments: args{"category": "Vendor"}},
		{tool: "search_list_items", name: "of a whole list", arguments: args{"list": "Cost Center"}},
		{
			tool: "search_list_items", name: "just one",
			arguments: args{"list": "Cost Center Hierarchy", "item_id": "2770c038-a82d-4b7a-beed-7bae4d9d945b"},
		},
		{tool: "v3_list_report_digests", name: "just one", arguments: args{"id": "AE3D2FDA3E4D229680D4"}},
	}
}
