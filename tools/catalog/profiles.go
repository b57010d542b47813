package catalog

import (
	"slices"

	"github.com/concur-mcp/concur-mcp/tools"
)

// The profiles that are not lists of their own.
const (
	// Default is every tool that is not optional. As a toolset it stands for them.
	Default = "default"
	// All is every tool.
	All = "all"
)

// Profile is a set of tools for one kind of work.
type Profile struct {
	Name string
	// Purpose says whom it is for, as part of a sentence.
	Purpose string
	// toolsets are in it as a whole, and readable with the tools that only read.
	toolsets, readable []string
	// tools are in it by name.
	tools []string
}

// takes reports whether a tool belongs to the profile.
func (p Profile) takes(tool tools.Tool) bool {
	switch p.Name {
	case All:
		return true
	case Default:
		return !tool.Optional
	default:
		return slices.Contains(p.toolsets, tool.Toolset) || slices.Contains(p.tools, tool.Name) ||
			(tool.Effect == tools.Read && slices.Contains(p.readable, tool.Toolset))
	}
}

// Profiles lists the profiles, the default first.
func Profiles() []Profile {
	return []Profile{
		{Name: Default, Purpose: "filing and approving: what most people need"},
		{
			Name: "traveler", Purpose: "the own reports, from the first receipt to a recall",
			toolsets: []string{"expenses", "itemizations", "receipts", "quick_expenses", "comments", "cards", "analysis"},
			readable: []string{"allocations", "requests"},
			tools: []string{
				"list_reports", "get_report", "create_report", "update_report", "delete_report", "get_report_form_fields",
				"list_report_exceptions", "list_policies", "list_expense_types", "list_payment_types", "list_attendee_types",
				"search_locations", "get_current_user", "submit_report", "recall_report", "update_expense_allocation",
				"list_expense_attendees", "set_expense_attendees", "search_attendees", "create_attendee",
				"list_report_cash_advances", "set_report_cash_advances", "get_cash_advance", "create_cash_advance", "search_list_items",
			},
		},
		{
			Name: "approver", Purpose: "seeing everything of a report, and deciding",
			toolsets: []string{"requests", "analysis"},
			tools: []string{
				"list_reports", "get_report", "list_report_exceptions", "list_report_expenses", "get_report_expense",
				"list_expense_itemizations", "get_expense_receipt_image", "list_expense_attendees", "list_expense_allocations",
				"list_report_cash_advances", "list_comments", "add_comment", "get_current_user", "get_principal", "search_users",
				"list_delegators", "list_reports_to_approve", "approve_report", "send_back_report", "get_approval_cost_objects",
			},
		},
		{
			Name: "finance", Purpose: "reading the whole company, payments, exceptions, taxes, and what may change after submission",
			readable: []string{
				"reports", "expenses", "receipts", "config", "identity", "approvals", "comments", "attendees", "allocations",
				"requests",
			},
			toolsets: []string{"exceptions", "lists", "payments", "cash_advances", "taxes", "analysis"},
			tools:    []string{"update_submitted_report", "update_report_expense", "approve_report", "send_back_report", "add_comment"},
		},
		{Name: All, Purpose: "every tool"},
	}
}

// profileNames lists the names of the profiles.
func profileNames() []string {
	var names []string
	for _, p := range Profiles() {
		names = append(names, p.Name)
	}
	return names
}

func profileNamed(name string) (Profile, bool) {
	if name == "" {
		name = Default
	}
	all := Profiles()
	at := slices.IndexFunc(all, func(p Profile) bool { return p.Name == name })
	if at < 0 {
		return Profile{}, false
	}
	return all[at], true
}
