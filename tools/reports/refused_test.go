package reports_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const someID = "7A90C4E15B2D4F6883AC"

func TestBadInputIsRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	for _, c := range []struct {
		name, tool string
		arguments  args
		says       string
	}{
		{"an id with a slash", "get_report", args{"report_id": "7A90C4E1/B2D4F6883AC"}, "report_id"},
		{"an id that climbs", "delete_report", args{"report_id": "../../users"}, "report_id"},
		{"an id with a query", "delete_report", args{"report_id": someID + "?x=1"}, "report_id"},
		{"an id with a fragment", "update_report", args{"report_id": someID + "#x", "name": "A"}, "report_id"},
		{"an escaped id", "list_report_exceptions", args{"report_id": "7A90C4E15B2D4F6883%2F"}, "report_id"},
		{"a very long id", "list_report_exceptions", args{"report_id": strings.Repeat("A", 101)}, "report_id"},
		{"an empty id", "get_report", args{"report_id": ""}, "report_id"},
		{"a number for an id", "get_report", args{"report_id": 7}, "report_id"},
		{"an expense id that climbs", "list_report_exceptions", args{"report_id": someID, "expense_id": "../x"}, "expense_id"},
		{"a very long expense id", "list_report_exceptions", args{"report_id": someID, "expense_id": strings.Repeat("g", 101)}, "expense_id"},
		{
			"an allocation id of v3", "list_report_exceptions",
			args{"report_id": someID, "expense_id": "gW$1", "allocation_id": "gW$2"},
			"allocation_id",
		},
		{
			"an allocation of no expense", "list_report_exceptions",
			args{"report_id": someID, "allocation_id": "0123456789ABCDEF0123456789ABCDEF"},
			"expense_id",
		},
		{
			"the header and an expense", "list_report_exceptions",
			args{"report_id": someID, "expense_id": "gW$1", "header_only": true},
			"header_only",
		},
		{"a role that sees no exceptions", "list_report_exceptions", args{"report_id": someID, "role": "processor"}, "processor"},
		{"an unknown role", "get_report", args{"report_id": someID, "role": "boss"}, "manager"},
		{"no name", "create_report", args{"business_purpose": "x"}, "name"},
		{"an empty name", "create_report", args{"name": " "}, "name"},
		{"a long name", "create_report", args{"name": strings.Repeat("é", 41)}, "41 characters"},
		{"a long purpose", "create_report", args{"name": "A", "business_purpose": strings.Repeat("x", 65)}, "business_purpose"},
		{"a long comment", "create_report", args{"name": "A", "comment": strings.Repeat("x", 2001)}, "comment"},
		{"a day that does not exist", "create_report", args{"name": "A", "report_date": "2026-02-30"}, "report_date"},
		{"a day in words", "create_report", args{"name": "A", "start_date": "tomorrow"}, "start_date"},
		{"a trip that ends first", "create_report", args{"name": "A", "start_date": "2026-03-02", "end_date": "2026-03-01"}, "end_date"},
		{"a country that does not exist", "create_report", args{"name": "A", "country_code": "XY"}, "country_code"},
		{"a part of nothing", "create_report", args{"name": "A", "country_subdivision_code": "Washington"}, "country_subdivision_code"},
		{"a part of another country", "create_report", args{"name": "A", "country_code": "PT", "country_subdivision_code": "US-WA"}, "PT"},
		{"an unknown custom field", "create_report", args{"name": "A", "custom_fields": args{"custom41": "x"}}, "custom41"},
		{"an unknown org unit", "create_report", args{"name": "A", "custom_fields": args{"orgUnit7": "x"}}, "orgUnit7"},
		{"a long custom value", "create_report", args{"name": "A", "custom_fields": args{"custom1": strings.Repeat("x", 65)}}, "65 characters"},
		{"an empty custom value", "create_report", args{"name": "A", "custom_fields": args{"custom1": ""}}, "custom1"},
		{"a custom field twice", "create_report", args{"name": "A", "custom_fields": args{"custom1": "x", "custom01": "y"}}, "twice"},
		{
			"a custom field that is a list", "create_report",
			args{"name": "A", "custom_fields": args{"custom1": []string{"x"}}},
			"custom_fields.custom1",
		},
		{"a policy of two lines", "create_report", args{"name": "A", "policy": "a\nb"}, "policy"},
		{"a hidden character", "create_report", args{"name": "A\u0000B"}, "U+0000"},
		{"an argument that is unknown", "create_report", args{"name": "A", "policy_id": "x"}, "policy_id"},
		{"nothing to change", "update_report", args{"report_id": someID}, "nothing"},
		{"nothing but the source", "update_report", args{"report_id": someID, "report_source": "UI", "copy_down": true}, "nothing"},
		{"an unknown source", "update_report", args{"report_id": someID, "name": "A", "report_source": "ME"}, "OTHER"},
		{"a name made empty", "update_report", args{"report_id": someID, "name": ""}, "name"},
		{"a comment made empty", "update_report", args{"report_id": someID, "comment": " "}, "comment"},
		{"a change to no day", "update_report", args{"report_id": someID, "start_date": "2026-13-01"}, "start_date"},
		{
			"a change to a trip that ends first", "update_report",
			args{"report_id": someID, "start_date": "2026-03-02", "end_date": "2026-03-01"},
			"end_date",
		},
		{"an unknown status", "list_reports", args{"approval_status": "done"}, "not submitted, sent back, submitted, approved"},
		{"an unknown status among known ones", "list_reports", args{"approval_status": "approved, done"}, "done"},
		{"an unknown payment status", "list_reports", args{"payment_status": "cashed"}, "not paid"},
		{"a day that is none", "list_reports", args{"submitted_before": "2026-02-29"}, "submitted_before"},
		{
			"a span that ends before it starts", "list_reports",
			args{"submitted_after": "2026-03-02", "submitted_before": "2026-03-01"},
			"submitted_after",
		},
		{"a span of no day", "list_reports", args{"paid_after": "2026-03-02", "paid_before": "2026-03-02"}, "paid_after"},
		{"an unknown currency", "list_reports", args{"currency": "EURO"}, "currency"},
		{"an unknown country", "list_reports", args{"country": "Portugal"}, "country"},
		{"an unknown method", "list_reports", args{"reimbursement_method": "CASH"}, "ADPPAYR"},
		{"a negative limit", "list_reports", args{"limit": -1}, "limit"},
		{"a limit beyond all", "list_reports", args{"limit": 201}, "limit"},
		{"a cursor of somebody else's", "list_reports", args{"cursor": "abc"}, "cursor"},
		{"a cursor that climbs", "list_reports", args{"cursor": "../../x"}, "cursor"},
		{"an unknown field", "list_reports", args{"fields": "colour", "expense_type": "Taxi", "user": "x@y.example"}, "colour"},
		{"an unknown field of exceptions", "list_report_exceptions", args{"report_id": someID, "fields": "colour"}, "colour"},
		{"a cursor of other exceptions", "list_report_exceptions", args{"report_id": someID, "cursor": "abc"}, "cursor"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := kit.For(t)
			failure := kit.Call(c.tool, c.arguments).Failure()
			assert.Contains(t, failure["message"], c.says)
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.NotEmpty(t, failure["next_step"])
			assert.Empty(t, kit.Sim.Journal(), "nothing was sent, not even a sign-in")
		})
	}
}
